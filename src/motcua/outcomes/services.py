"""Making, signing and giving out the papers of an office."""

import logging
from typing import Any, Literal

from django.conf import settings

from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, SetupError
from motcua.outcomes import credentials
from motcua.outcomes.documents.page_images import pages_of
from motcua.outcomes.issuance.records import issue
from motcua.outcomes.issuance.revocations import mark_revoked, restore, revoke
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.pki.signing_folder import TRUST_FILE, retired_certificates
from motcua.outcomes.signatures import key_cache, key_status, preservation
from motcua.outcomes.signatures.demo_keys import make_demo_key, make_demo_stamps
from motcua.outcomes.signatures.office_key import (
    ensure_counts,
    key_place,
    leads_to_trusted,
    missing_lists,
    office_signer,
    own_certificates,
    path_of,
    revoked_since,
    sign,
)
from motcua.outcomes.signatures.signer import SigningError, prove_key
from motcua.outcomes.types import PaperSignature, SignatureCheck

log = logging.getLogger(__name__)

__all__ = [
    "check_signature",
    "did_document",
    "ensure_counts",
    "issue",
    "leads_to_trusted",
    "make_demo_key",
    "make_demo_stamps",
    "mark_revoked",
    "missing_lists",
    "office_signer",
    "pages_of",
    "path_of",
    "prove_key",
    "restore",
    "revoke",
    "revoked_since",
    "sign",
    "signature_of",
    "signed_credential",
    "signed_status_list",
]


def check_signature(pdf: bytes) -> SignatureCheck | None:
    """Check a PDF's signature against what this office trusts; None if it carries none.

    A file signed under the name of no key of ours, now or formerly, is not ours, whoever vouches for it.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
        SetupError: the office's trusted certificates are missing.
    """
    from motcua.outcomes.signatures import validation  # noqa: PLC0415 - see pades: few requests need it

    folder = settings.SIGNING_FOLDER
    own = retired_certificates(folder)
    try:
        own.insert(0, own_certificates()[0])
    except MotcuaError:  # a token that is away: former keys still tell what is ours
        log.warning("the office's own certificate cannot be read to check a file")
    return validation.validate(pdf, folder / TRUST_FILE, own=own)


def signature_of(paper: IssuedPaper) -> PaperSignature:
    """Return what the signature in a paper's file is worth to who has only that, true as the paper is."""
    from motcua.outcomes.signatures import validation  # noqa: PLC0415 - see pades: few requests need it

    folder = settings.SIGNING_FOLDER
    try:
        found = validation.validate(preservation.current_pdf(paper), folder / TRUST_FILE, is_kept=True)
    except (SigningError, SetupError):
        found = None
    if found is None:
        return PaperSignature("unknown")
    if found.revoked_at is not None and found.revoked_at <= (found.stamped_at or paper.issued_at):
        return PaperSignature("void", found.stamped_at, found.revoked_at)
    if found.lapsed or (found.revoked_at is not None and not found.trusted):
        return PaperSignature("unproven", None, found.revoked_at or found.ends_at)
    if not found.trusted:
        return PaperSignature("unknown")
    ended = [at for at in (found.revoked_at, found.ends_at) if at is not None and at <= clock.now()]
    worth: Literal["proven", "good"] = "proven" if found.stamped_at else "good"
    return PaperSignature(worth, found.stamped_at, min(ended, default=None))


def signed_credential(paper: IssuedPaper, *, status_url: str) -> str:
    """Return a certificate as a Verifiable Credential for a wallet, signed now.

    Raises:
        NotFoundError: the paper is none that a wallet could hold.
        SigningError, SetupError: it could not be signed.
        CertificateError: the key's certificate does not count; officers are told.
    """
    return _secured(credentials.credential(paper, public_url=settings.PUBLIC_URL, status_url=status_url))


def signed_status_list(number: int, *, status_url: str) -> str:
    """Return the list of certificates that no longer stand.

    One that has not changed is signed anew after :data:`.signatures.key_cache.LIFE` only; a revocation shows
    at once.

    Raises:
        NotFoundError: there is no such list.
        SigningError, SetupError: it could not be signed.
    """
    url = settings.PUBLIC_URL
    unsigned = credentials.status_list(number, public_url=url, status_url=status_url)
    said = (*key_place(), url, status_url, unsigned["credentialSubject"]["encodedList"])
    return key_cache.cached(said, lambda: _secured(unsigned))


def did_document() -> dict[str, Any]:
    """Return the public document of this installation's keys, the one in use first.

    A key whose certificate was revoked or is over is none of them: whoever has it could make credentials, and
    nothing in one shows when it was signed. Another key in the same place shows after
    :data:`.signatures.key_cache.LIFE`.

    Raises:
        SetupError: there is no key.
    """
    folder = settings.SIGNING_FOLDER
    (own, chain), now = own_certificates(), clock.now()
    counting = [
        certificate
        for certificate in (own, *retired_certificates(folder))
        if revoked_since(certificate, chain) is None and now <= certificate.not_valid_after_utc
    ]
    return credentials.did_document(settings.PUBLIC_URL, counting)


def _secured(unsigned: dict[str, Any]) -> str:
    signer = office_signer()
    with key_status.recording():
        return credentials.sign_credential(
            unsigned,
            signer,
            public_url=settings.PUBLIC_URL,
            ensure_counts=lambda certificate: ensure_counts(certificate, signer.chain),
        )
