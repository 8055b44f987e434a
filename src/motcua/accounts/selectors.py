"""Questions about officers' accounts."""

from motcua.accounts.models import User


def officer(username: str) -> User | None:
    """Return the account of this name."""
    return User.objects.filter(username=username).first()


def officers() -> list[User]:
    """Return every account, closed ones too, by name."""
    return list(User.objects.order_by("username"))
