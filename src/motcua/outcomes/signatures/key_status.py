"""That the certificate of the office's key does not count is told to officers, not only to who asked.

Who meets it notes it: a citizen who wants a credential for a wallet, at once; a worker that looks every ten
minutes, also when nobody asks. The desk reads the row and never the key, which may hang.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from motcua.outcomes.models import KeyTrouble
from motcua.outcomes.signatures.signer import CertificateError


@dataclass(frozen=True, slots=True)
class KeyProblem:
    """Why the certificate does not count: ``why`` and ``at`` as in :class:`CertificateError`."""

    why: str
    at: datetime


@contextmanager
def recording() -> Iterator[None]:
    """Note it when the certificate of the key is found not to count; the error goes on."""
    try:
        yield
    except CertificateError as error:
        record(error)
        raise


def record(error: CertificateError | None) -> None:
    """Keep what was found; None: the certificate counts."""
    if error is None:
        KeyTrouble.objects.all().delete()
        return
    KeyTrouble.objects.exclude(why=error.why).delete()
    KeyTrouble.objects.update_or_create(why=error.why, defaults={"at": error.at})


def current() -> KeyProblem | None:
    """Return what is wrong with the certificate, None where nothing is known to be."""
    found = KeyTrouble.objects.first()
    return None if found is None else KeyProblem(found.why, found.at)
