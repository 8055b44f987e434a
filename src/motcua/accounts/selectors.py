"""Questions about officers' accounts."""

from motcua.accounts.models import User


def officer(username: str) -> User | None:
    """Return the account of this name."""
    return User.objects.filter(username=username).first()


def officers() -> list[User]:
    """Return every account, closed ones too, by name."""
    return list(User.objects.order_by("username"))


def colleagues(office: str) -> list[User]:
    """Return the open accounts of an office's officers who work on dossiers, by name."""
    mine = User.objects.filter(office=office, is_active=True).exclude(role=User.Role.ACCOUNTANT)
    return list(mine.order_by("first_name", "last_name", "username"))
