"""Questions about officers' accounts."""

from motcua.accounts.models import User


def officer(username: str) -> User | None:
    """Return the account of this name."""
    return User.objects.filter(username=username).first()
