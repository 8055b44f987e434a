"""Papers that wait because the office's key does not sign, so that officers are told and not only the log."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.outcomes.models import SigningDelay
from motcua.outcomes.signatures import key_status
from motcua.outcomes.signatures.signer import CertificateError, SigningError


@contextmanager
def recording(dossier_id: int) -> Iterator[None]:
    """Note it when signing what is owed to a dossier fails, forget it when it works; errors go on.

    To be used around the whole transaction, which takes its own rows back.
    """
    try:
        yield
    except (SigningError, SetupError) as error:
        if isinstance(error, CertificateError):
            key_status.record(error)
        SigningDelay.objects.get_or_create(dossier_id=dossier_id, defaults={"since": clock.now()})
        raise
    SigningDelay.objects.filter(dossier_id=dossier_id).delete()


def waits_since(dossier_id: int) -> datetime | None:
    """Return since when a dossier's papers wait for the key, None when none does."""
    return SigningDelay.objects.filter(dossier_id=dossier_id).values_list("since", flat=True).first()


def among(dossier_ids: Collection[int]) -> set[int]:
    """Return which of these dossiers have papers that wait for the key."""
    found = SigningDelay.objects.filter(dossier_id__in=dossier_ids)
    return set(found.values_list("dossier_id", flat=True))


def waiting(office: str) -> tuple[int, datetime] | None:
    """Return how many of an office's dossiers wait for the key and since when, None when none does."""
    since = list(
        SigningDelay.objects.filter(dossier__office=office).order_by("since").values_list("since", flat=True)
    )
    return (len(since), since[0]) if since else None
