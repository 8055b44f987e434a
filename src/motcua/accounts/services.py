"""Making and changing officers' accounts, and their second factor."""

from motcua.accounts import second_factor
from motcua.accounts.models import User

Offer = second_factor.Offer
Proof = second_factor.Proof
second_factor_stands = second_factor.stands
begin_second_factor = second_factor.begin
pending_second_factor = second_factor.pending
confirm_second_factor = second_factor.confirm
passes_second_factor = second_factor.passes
recovery_codes_left = second_factor.recovery_codes_left
renew_recovery_codes = second_factor.renew_recovery_codes
remove_second_factor = second_factor.remove


def ensure_officer(
    *,
    username: str,
    password: str,
    office: str,
    role: str,
    family_name: str,
    given_name: str,
    title: str = "",
) -> User:
    """Create the officer, or bring the account to this state if it exists. Used by the demo and by set-up."""
    user, _ = User.objects.get_or_create(username=username)
    user.office, user.role, user.title = office, role, title
    user.last_name, user.first_name = family_name, given_name
    user.set_password(password)
    user.save()
    return user
