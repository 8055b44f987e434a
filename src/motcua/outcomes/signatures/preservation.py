"""Papers whose signature must be provable for years: which, what is due, and adding it.

A certificate of a household business is shown long after the certificate of the key that signed it is over.
What proves the signature then is added when it is signed (``office_key.sign``); where that was not to be had,
and again before the last stamp's certificate ends, a worker adds it. Nothing is locked while it asks others.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, QuerySet

from motcua.interconnect import services as interconnect
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, SetupError
from motcua.outcomes.models import IssuedPaper, PaperProof
from motcua.outcomes.pki.path import CertificationPath, find_path
from motcua.outcomes.pki.signing_folder import retired_certificates, trusted_certificates
from motcua.outcomes.signatures import embedded, office_key
from motcua.outcomes.signatures.signer import ProofError

log = logging.getLogger(__name__)
#: Slips, notices and receipts are shown for weeks: the key's own certificate lasts longer.
KINDS: Final = frozenset({"certificate", "confirmation", "revocation", "restoration"})
#: A new stamp is added this long before the last one's certificate ends, or when a quarter of the time is
#: left where it lives shorter.
_BEFORE_END: Final = timedelta(days=180)
_LAST_PART: Final = 4
#: What is due for longer is told to officers.
LATE_AFTER: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ProofPeriod:
    """How long a stamp over a whole file proves it, and when the next one is due."""

    until: datetime
    due: datetime


def needs_proof(kind: str) -> bool:
    """Whether papers of a kind are to be provable for years, and there is an authority that stamps."""
    return kind in KINDS and bool(settings.TSA_URL)


def proof_period(pdf: bytes) -> ProofPeriod | None:
    """Return what the last stamp of a paper of ours proves, None where it has none over the whole file."""
    try:
        last = embedded.signatures(pdf)[-1:]
        if not last or not last[0].is_time_stamp or last[0].end != len(pdf):
            return None
        (stamp,), at = last, embedded.stamp_time(last[0])
        roots = trusted_certificates(settings.SIGNING_FOLDER)
        found = find_path(stamp.certificate, stamp.held, roots, at) or (stamp.certificate,)
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("what the last stamp of a paper proves cannot be read: %r", error)
        return None
    until = min(item.not_valid_after_utc for item in found)
    return ProofPeriod(until, until - min(_BEFORE_END, (until - at) / _LAST_PART))


def current_pdf(paper: IssuedPaper) -> bytes:
    """Return a paper's file as it is today: as given out, with all that was added behind."""
    proofs = PaperProof.objects.filter(paper_id=paper.pk).order_by("pk")
    return b"".join(map(bytes, (paper.pdf, *proofs.values_list("added", flat=True))))


def digests_of(paper: IssuedPaper) -> list[str]:
    """Return the SHA-256 of each file that the paper has been, today's first."""
    proofs = PaperProof.objects.filter(paper_id=paper.pk).order_by("-pk")
    return [*proofs.values_list("sha256", flat=True), paper.sha256]


def owed(before: datetime) -> QuerySet[IssuedPaper]:
    """Return the papers whose next stamp was due before a moment; none where nobody stamps."""
    if not settings.TSA_URL:
        return IssuedPaper.objects.none()
    return IssuedPaper.objects.filter(stamp_due__lt=before).order_by("stamp_due", "pk")


def due() -> list[int]:
    """Return the papers whose next stamp is due, by their keys."""
    return list(owed(clock.now()).values_list("pk", flat=True))


def all_preserved() -> list[int]:
    """Return all papers that are to be provable for years, by their keys, the oldest first."""
    return list(IssuedPaper.objects.filter(kind__in=KINDS).values_list("pk", flat=True))


def count_unproven() -> int:
    """Return how many papers had a stamp whose certificate is over: no file proves them any more."""
    return IssuedPaper.objects.filter(proven_until__lt=clock.now()).count()


def proven_until() -> datetime | None:
    """Return until when the first of all papers with a stamp is proven, None without one."""
    found: datetime | None = IssuedPaper.objects.aggregate(first=Min("proven_until"))["first"]
    return found


def late_proofs(office: str | None = None) -> tuple[int, datetime] | None:
    """Return how many papers (of an office) wait for long for a stamp and since when, None when none does."""
    waiting = owed(clock.now() - LATE_AFTER).order_by()
    if office is not None:
        waiting = waiting.filter(dossier__office=office)
    found = waiting.aggregate(count=Count("pk"), since=Min("stamp_due"))
    return (found["count"], found["since"]) if found["count"] else None


def augment_paper(paper_id: int, *, anew: bool = False) -> bool:
    """Add to a paper what is due, or another stamp in any case (``anew``); returns whether that was done.

    Raises:
        ProofError, OutsideSystemError, SigningError: it could not be had; the paper stays as it is.
    """
    from motcua.outcomes.pki import crl_fetching  # noqa: PLC0415 - see pades: few need it
    from motcua.outcomes.signatures import augmentation  # noqa: PLC0415

    paper, port = IssuedPaper.objects.get(pk=paper_id), interconnect.timestamps()
    if port is None or not (anew or (paper.stamp_due is not None and paper.stamp_due <= clock.now())):
        return False
    # Counted first: what another worker adds while the file is read is then seen below, and not built upon.
    count, before = PaperProof.objects.filter(paper_id=paper_id).count(), current_pdf(paper)
    folder = settings.SIGNING_FOLDER
    try:
        crl_fetching.fetch(augmentation.paths_in(before, folder), folder, interconnect.revocation_lists())
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise ProofError(cause=repr(error)) from error
    longer = augmentation.augment(before, port, folder)
    found = proof_period(longer)
    if found is None:
        raise ProofError(cause="the file does not end with a stamp over all of it")
    with transaction.atomic():
        held = IssuedPaper.objects.select_for_update(no_key=True).defer("pdf").get(pk=paper_id)
        if PaperProof.objects.filter(paper_id=paper_id).count() != count:
            return False  # another worker was first
        PaperProof.objects.create(
            paper=held, added=longer[len(before) :], sha256=hashlib.sha256(longer).hexdigest()
        )
        held.stamp_due, held.proven_until = found.due, found.until
        held.save(update_fields=["stamp_due", "proven_until"])
    return True


def fetch_lists() -> list[str]:
    """Fetch the lists of revoked certificates that our signatures rest on; returns what went wrong.

    Raises:
        SetupError: there are no trusted certificates.
    """
    from motcua.outcomes.pki import crl_fetching  # noqa: PLC0415 - see pades: few need it

    return crl_fetching.fetch(own_paths(), settings.SIGNING_FOLDER, interconnect.revocation_lists())


def missing_lists() -> list[str]:
    """Return the addresses of the lists that our signatures rest on and that are not here, or out of date.

    Raises:
        SetupError: there are no trusted certificates.
    """
    from motcua.outcomes.pki import crl_fetching  # noqa: PLC0415 - see pades: few need it

    return crl_fetching.missing_addresses(own_paths(), settings.SIGNING_FOLDER)


def own_paths() -> list[CertificationPath]:
    """Return the paths of all that our signatures rest on: the key's, the newest paper's, former keys'.

    Raises:
        SetupError: there are no trusted certificates.
    """
    from motcua.outcomes.signatures import augmentation  # noqa: PLC0415 - see pades: few need it

    folder = settings.SIGNING_FOLDER
    try:
        trusted_certificates(folder)
        held = retired_certificates(folder)
    except (OSError, ValueError) as error:
        raise SetupError(trusted=str(folder), reason="no readable certificates") from error
    chain = []
    try:
        signer = office_key.office_signer()
        chain = signer.chain
        held.append(signer.certificate)
    except MotcuaError as error:  # a token that is away
        log.warning("the office's own certificate cannot be read: %s", error)
    found = [office_key.path_of(item, chain) for item in held]
    newest = IssuedPaper.objects.filter(kind__in=KINDS).order_by("-issued_at", "-pk").first()
    if newest is not None:
        try:
            found += augmentation.paths_in(current_pdf(newest), folder)
        except (OSError, ValueError, TypeError, KeyError) as error:
            log.warning("the newest paper cannot be read: %r", error)
    return found
