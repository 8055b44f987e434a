"""Making and changing officers' accounts."""

from motcua.accounts.models import User


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
