"""Making and changing officers' accounts, and their second factor."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from motcua.accounts import second_factor
from motcua.accounts.models import User
from motcua.kernel import clock

Offer = second_factor.Offer
Proof = second_factor.Proof
second_factor_stands = second_factor.is_enabled
begin_second_factor = second_factor.begin
pending_second_factor = second_factor.pending
confirm_second_factor = second_factor.confirm
passes_second_factor = second_factor.verify
recovery_codes_left = second_factor.recovery_codes_left
renew_recovery_codes = second_factor.renew_recovery_codes
remove_second_factor = second_factor.remove
carry_over_second_factors = second_factor.carry_over


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


def set_password(user: User, password: str) -> None:
    """Give the account another password; whoever was signed in with the old one no longer is."""
    user.set_password(password)
    user.save(update_fields=["password"])


def set_open(user: User, *, is_open: bool) -> bool:
    """Close the account, or open it again: a closed one signs nobody in, and who was signed in no longer is.

    What the officer did stays on record under their name. Returns whether anything changed.
    """
    changed = user.is_active != is_open
    user.is_active = is_open
    user.save(update_fields=["is_active"])
    return changed


def end_other_sessions(user: User, *, but: str | None) -> int:
    """Sign an officer out everywhere ``but`` in the session of this key; returns of how many sessions.

    Whose account a session belongs to is written inside it, so each that still runs is opened.
    """
    ended = 0
    running = Session.objects.filter(expire_date__gt=clock.now()).exclude(session_key=but or "")
    for session in running.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
            ended += 1
    return ended


def end_all_sessions() -> int:
    """Sign everybody out, citizens too; returns how many sessions ended."""
    return Session.objects.all().delete()[0]


def sweep_sessions() -> int:
    """Remove sessions that ended, citizens' too, with what browsers had open in them; returns how many."""
    return Session.objects.filter(expire_date__lt=clock.now()).delete()[0]


def change(user: User, **about: str) -> None:
    """Give the account another role, name or title; what is empty stays as it is."""
    given = {name: value for name, value in about.items() if value}
    for name, value in given.items():
        setattr(user, {"family_name": "last_name", "given_name": "first_name"}.get(name, name), value)
    user.save()
