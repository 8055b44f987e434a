"""Making, signing and giving out the papers of an office."""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from django.conf import settings
from django.db import transaction

from motcua.interconnect import services as interconnect
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, OutsideSystemError, SetupError
from motcua.kernel.ids import new_token
from motcua.outcomes import credentials, kept, lasting, lists, revoked, trouble
from motcua.outcomes.demo_keys import make_demo_key, make_demo_stamps
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.pictures import pages_of
from motcua.outcomes.rendering import (
    render_certificate,
    render_confirmation,
    render_notice,
    render_revocation,
    render_slip,
)
from motcua.outcomes.revoking import restore, revoke, take_back
from motcua.outcomes.signing import (
    TRUST_FILE,
    CertificateError,
    OfficeSigner,
    ProofError,
    SigningError,
    prove,
    retired_certificates,
    trusted_certificates,
)
from motcua.outcomes.types import PaperKind, PaperSignature, SignatureCheck
from motcua.outcomes.ways import Way, lengthened, way

log = logging.getLogger(__name__)

__all__ = [
    "check_signature",
    "did_document",
    "ensure_counts",
    "issue",
    "leads",
    "make_demo_key",
    "make_demo_stamps",
    "missing_lists",
    "new_token",
    "office_signer",
    "pages_of",
    "prove",
    "render_certificate",
    "render_confirmation",
    "render_notice",
    "render_revocation",
    "render_slip",
    "restore",
    "revoke",
    "revoked_since",
    "sign",
    "signature_of",
    "signed_credential",
    "signed_status_list",
    "take_back",
    "way_of",
]


def office_signer() -> OfficeSigner:
    """Return this installation's signer: the key in its token, else the one in its signing folder.

    Raises:
        SetupError: no key, or settings that are not complete.
    """
    from motcua.outcomes import pades  # noqa: PLC0415 - see there: few requests need it

    folder, token = settings.SIGNING_FOLDER, settings.SIGNING_TOKEN
    if not token:
        return pades.load_signer(folder)
    if missing := [name for name, value in token.items() if not value]:
        raise SetupError(missing=", ".join(f"MOTCUA_PKCS11_{name.upper()}" for name in missing))
    from motcua.outcomes.token import (  # noqa: PLC0415 - only where a token is
        CERTIFICATES_FILE,
        REFUSED_FILE,
        TokenSigner,
    )

    return TokenSigner(
        token["module"],
        token["token"],
        token["key"],
        Path(token["pin_file"]),
        folder / CERTIFICATES_FILE,
        settings.HOME / REFUSED_FILE,
    )


def sign(
    pdf: bytes, signer: OfficeSigner, *, reason: str = "", location: str = "", lasting: bool = False
) -> bytes:
    """Return the PDF with the office's signature and, where there is an authority for it, a time stamp.

    ``lasting``: and with what proves it for years, if that is to be had at once: the lists of revoked
    certificates that lie here and one more stamp (PAdES B-LTA). Else it is B-T, and a worker adds the rest.

    Raises:
        SigningError: it could not be signed.
        CertificateError: the key's certificate does not count; the paper can wait for the new one.
        OutsideSystemError: the time-stamping authority gave no stamp.
    """
    ensure_counts(signer.certificate, signer.chain)
    stamps = interconnect.timestamps()
    signed = signer.sign(pdf, reason=reason, location=location, timestamps=stamps)
    if not lasting or stamps is None:
        return signed
    from motcua.outcomes import longterm  # noqa: PLC0415 - see pades: few requests need it

    try:
        return longterm.extend(signed, stamps, settings.SIGNING_FOLDER)
    except (OutsideSystemError, ProofError, SigningError) as error:  # handed over on time all the same
        log.warning("a paper waits for what proves it for long: %s", error)
        return signed


def check_signature(pdf: bytes) -> SignatureCheck | None:
    """Check a PDF's signature against what this office trusts; None if it carries none.

    A file signed under the name of no key of ours, now or formerly, is not ours, whoever vouches for it.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
        SetupError: the office's trusted certificates are missing.
    """
    from motcua.outcomes import checking  # noqa: PLC0415 - see pades: few requests need it

    folder = settings.SIGNING_FOLDER
    own = retired_certificates(folder)
    try:
        own.insert(0, _own()[0])
    except MotcuaError:  # a token that is away: former keys still tell what is ours
        log.warning("the office's own certificate cannot be read to check a file")
    return checking.check(pdf, folder / TRUST_FILE, own=own)


def revoked_since(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> datetime | None:
    """Return from when on a certificate, or one above it, does not count, by the lists that lie here."""
    taken = revoked.taken_back(way_of(certificate, chain), settings.SIGNING_FOLDER)
    return min((item.at for item in taken), default=None)


def missing_lists(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> list[str]:
    """Return the addresses of the lists that tell of a certificate or of one above it and are not here.

    One that is out of date is not.
    """
    return lists.missing([way_of(certificate, chain)], settings.SIGNING_FOLDER)


def signature_of(paper: IssuedPaper) -> PaperSignature:
    """Return what the signature in a paper's file is worth to who has only that, true as the paper is."""
    from motcua.outcomes import checking  # noqa: PLC0415 - see pades: few requests need it

    folder = settings.SIGNING_FOLDER
    try:
        found = checking.check(lasting.pdf_of(paper), folder / TRUST_FILE, is_kept=True)
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


def issue(
    dossier_id: int,
    kind: PaperKind,
    number: str,
    pdf: bytes,
    *,
    token: str | None = None,
    transition_id: int | None = None,
    replaces: IssuedPaper | None = None,
    content: dict[str, Any] | None = None,
    issued_at: datetime | None = None,
) -> IssuedPaper:
    """Keep a paper as given out and return it; giving out the same number again returns the first one.

    ``transition_id`` is the move a notice tells of. ``token`` is the one already printed in the paper's QR
    code, from :func:`new_token`. ``replaces`` is the paper that no longer stands from now on; ``content`` is
    what a certificate says, for machines. What was given out never changes: a corrected paper has another
    number.
    """
    moment = issued_at or clock.now()
    proof = lasting.proven(pdf) if kind in lasting.KINDS else None
    with transaction.atomic():
        paper, _ = IssuedPaper.objects.get_or_create(
            dossier_id=dossier_id,
            kind=kind,
            number=number,
            defaults={
                "pdf": pdf,
                "sha256": hashlib.sha256(pdf).hexdigest(),
                "issued_at": moment,
                "stamp_due": proof.due if proof else moment if kind in lasting.KINDS else None,
                "proven_until": proof.until if proof else None,
                "token": token or new_token(),
                "transition_id": transition_id,
                "replaces": replaces,
                "content": content,
            },
        )
        if transition_id is not None and paper.transition_id is None:  # given out before this was kept
            paper.transition_id = transition_id
            paper.save(update_fields=["transition"])
    return paper


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

    One that has not changed is signed anew after :data:`motcua.outcomes.kept.LIFE` only; a revocation shows
    at once.

    Raises:
        NotFoundError: there is no such list.
        SigningError, SetupError: it could not be signed.
    """
    url = settings.PUBLIC_URL
    unsigned = credentials.status_list(number, public_url=url, status_url=status_url)
    said = (*_key_place(), url, status_url, unsigned["credentialSubject"]["encodedList"])
    return kept.get(said, lambda: _secured(unsigned))


def did_document() -> dict[str, Any]:
    """Return the public document of this installation's keys, the one in use first.

    A key whose certificate was revoked or is over is none of them: whoever has it could make credentials, and
    nothing in one shows when it was signed. Another key in the same place shows after
    :data:`motcua.outcomes.kept.LIFE`.

    Raises:
        SetupError: there is no key.
    """
    folder = settings.SIGNING_FOLDER
    (own, chain), now = _own(), clock.now()
    counting = [
        certificate
        for certificate in (own, *retired_certificates(folder))
        if revoked_since(certificate, chain) is None and now <= certificate.not_valid_after_utc
    ]
    return credentials.did_document(settings.PUBLIC_URL, counting)


def _secured(unsigned: dict[str, Any]) -> str:
    signer = office_signer()
    with trouble.noted():
        return credentials.secure(
            unsigned,
            signer,
            public_url=settings.PUBLIC_URL,
            ensure_counts=lambda certificate: ensure_counts(certificate, signer.chain),
        )


def _own() -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Return the certificate of the key in use and those beside it, as they were a few minutes ago."""

    def ask() -> tuple[x509.Certificate, list[x509.Certificate]]:
        signer = office_signer()
        return signer.certificate, signer.chain

    return kept.get(_key_place(), ask)


def ensure_counts(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> None:
    """Return where the certificate of a key counts today; ``chain`` may stand between it and its root.

    Raises:
        CertificateError: it is over, not valid yet, or it or one above it was taken back.
    """
    now, begins, ends = clock.now(), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    since = revoked_since(certificate, chain)
    if since is not None:
        cause = f"the certificate of the key was revoked on {since:%Y-%m-%d %H:%M} UTC"
        raise CertificateError("revoked", since, cause=cause)
    if not begins <= now <= ends:
        cause = f"the certificate of the key is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}"
        raise CertificateError(*(("not_yet", begins) if now < begins else ("ended", ends)), cause=cause)


def way_of(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> Way:
    """Return a certificate of ours with those above it up to a trusted one; it alone where none is."""
    try:
        roots = trusted_certificates(settings.SIGNING_FOLDER)
    except (OSError, ValueError):
        return (certificate,)
    return lengthened(way(certificate, chain, roots, clock.now()) or (certificate,), roots)


def leads(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> bool:
    """Whether a certificate of ours leads to one that whoever checks starts from (``ca.pem``).

    Raises:
        OSError, ValueError: there are none.
    """
    roots = trusted_certificates(settings.SIGNING_FOLDER)
    return bool(way(certificate, chain, roots, clock.now()))


def _key_place() -> tuple[str, ...]:
    return (str(settings.SIGNING_FOLDER), *map(str, (settings.SIGNING_TOKEN or {}).values()))
