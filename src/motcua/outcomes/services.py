"""Making, signing and giving out the papers of an office."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.interconnect import services as interconnect
from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.kernel.ids import new_token
from motcua.outcomes import credentials, kept
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
    OfficeSigner,
    SignatureCheck,
    SigningError,
    prove,
    retired_certificates,
)
from motcua.outcomes.types import PaperKind

__all__ = [
    "check_signature",
    "did_document",
    "issue",
    "make_demo_key",
    "make_demo_stamps",
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
    "sign",
    "signed_credential",
    "signed_status_list",
    "take_back",
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


def sign(pdf: bytes, signer: OfficeSigner, *, reason: str = "", location: str = "") -> bytes:
    """Return the PDF with the office's signature and, where there is an authority for it, a time stamp.

    Raises:
        SigningError: it could not be signed, or the key's certificate is over or not valid yet: nobody would
            believe the signature, and the paper can wait for the new one.
        OutsideSystemError: the time-stamping authority gave no stamp.
    """
    held = signer.certificate
    if not held.not_valid_before_utc <= clock.now() <= held.not_valid_after_utc:
        days = f"{held.not_valid_before_utc:%Y-%m-%d} to {held.not_valid_after_utc:%Y-%m-%d}"
        raise SigningError(cause=f"the certificate of the key is valid from {days}")
    return signer.sign(pdf, reason=reason, location=location, timestamps=interconnect.timestamps())


def check_signature(pdf: bytes) -> SignatureCheck | None:
    """Check a PDF's signature against what this office trusts; None if it carries none.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
        SetupError: the office's trusted certificates are missing.
    """
    from motcua.outcomes import pades  # noqa: PLC0415 - see there: few requests need it

    return pades.check(pdf, settings.SIGNING_FOLDER / TRUST_FILE)


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
    with transaction.atomic():
        paper, _ = IssuedPaper.objects.get_or_create(
            dossier_id=dossier_id,
            kind=kind,
            number=number,
            defaults={
                "pdf": pdf,
                "sha256": hashlib.sha256(pdf).hexdigest(),
                "issued_at": issued_at or clock.now(),
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
    """
    url = settings.PUBLIC_URL
    unsigned = credentials.credential(paper, public_url=url, status_url=status_url)
    return credentials.secure(unsigned, office_signer(), public_url=url)


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
    return kept.get(said, lambda: credentials.secure(unsigned, office_signer(), public_url=url))


def did_document() -> dict[str, Any]:
    """Return the public document of this installation's keys, the one in use first.

    Another key in the same place shows after :data:`motcua.outcomes.kept.LIFE`.

    Raises:
        SetupError: there is no key.
    """
    current = kept.get(_key_place(), lambda: office_signer().certificate)
    former = retired_certificates(settings.SIGNING_FOLDER)
    return credentials.did_document(settings.PUBLIC_URL, [current, *former])


def _key_place() -> tuple[str, ...]:
    return (str(settings.SIGNING_FOLDER), *map(str, (settings.SIGNING_TOKEN or {}).values()))
