"""Who is signed in with the State's identity provider. A row goes when it ends, or the night after."""

import uuid
from datetime import date, timedelta

from motcua.kernel import clock
from motcua.people.models import SignIn
from motcua.people.types import SignedIn

#: Our own choice: long enough to fill in a form, short for a browser that was left open.
LIFE = timedelta(hours=2)


def open_sign_in(
    *, subject: str, personal_number: str, full_name: str, date_of_birth: date, level: str
) -> SignedIn:
    """Keep who signed in, for :data:`LIFE`."""
    now = clock.now()
    row = SignIn.objects.create(
        subject=subject,
        personal_number=personal_number,
        full_name=full_name,
        date_of_birth=date_of_birth,
        level=level,
        at=now,
        ends_at=now + LIFE,
    )
    return _frozen(row)


def signed_in(identifier: uuid.UUID) -> SignedIn | None:
    """Return who is signed in, None when nobody is (any more)."""
    row = SignIn.objects.filter(pk=identifier, ends_at__gt=clock.now()).first()
    return None if row is None else _frozen(row)


def close_sign_in(identifier: uuid.UUID) -> None:
    """Forget who was signed in."""
    SignIn.objects.filter(pk=identifier).delete()


def sweep_sign_ins() -> int:
    """Forget those whose time is over; returns how many."""
    return SignIn.objects.filter(ends_at__lte=clock.now()).delete()[0]


def _frozen(row: SignIn) -> SignedIn:
    return SignedIn(row.pk, row.personal_number, row.full_name, row.date_of_birth, row.level, row.at)
