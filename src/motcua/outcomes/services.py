"""Making, signing and giving out the papers of an office."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import ReasonNeededError
from motcua.interconnect import services as interconnect
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, NotFoundError, SetupError
from motcua.kernel.ids import new_token
from motcua.kernel.messages import Bilingual
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
from motcua.outcomes.signing import (
    TRUST_FILE,
    OfficeSigner,
    SignatureCheck,
    check,
    load_signer,
    prove,
    retired_certificates,
)
from motcua.outcomes.types import PaperKind, Revocation

__all__ = [
    "check_signature",
    "did_document",
    "issue",
    "load_signer",
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
    folder, token = settings.SIGNING_FOLDER, settings.SIGNING_TOKEN
    if not token:
        return load_signer(folder)
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


_STANDS_NO_LONGER = Bilingual(
    "Giấy chứng nhận này không còn hiệu lực nên không thể thu hồi: đã bị thu hồi trước đó, hoặc đã có giấy "
    "cấp sau thay thế.",
    "This certificate is no longer in force, so it cannot be revoked: it was revoked before, or a later one "
    "took its place.",
)


def sign(pdf: bytes, signer: OfficeSigner, *, reason: str = "", location: str = "") -> bytes:
    """Return the PDF with the office's signature and, where there is an authority for it, a time stamp.

    Raises:
        SigningError: it could not be signed.
        OutsideSystemError: the time-stamping authority gave no stamp.
    """
    return signer.sign(pdf, reason=reason, location=location, timestamps=interconnect.timestamps())


def check_signature(pdf: bytes) -> SignatureCheck | None:
    """Check a PDF's signature against what this office trusts; None if it carries none.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
        SetupError: the office's trusted certificates are missing.
    """
    return check(pdf, settings.SIGNING_FOLDER / TRUST_FILE)


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


@transaction.atomic
def revoke(paper_id: int, *, actor: str, why: Revocation, reason: str) -> IssuedPaper:
    """Record that a certificate no longer stands; the file stays, and whoever checks it is told.

    Doing it again changes nothing.

    Raises:
        NotFoundError: no such paper.
        ConflictError: not a certificate; other papers only say what was true on their day.
        ReasonNeededError: no reason given.
    """
    paper = IssuedPaper.objects.select_for_update().defer("pdf").filter(pk=paper_id).first()
    if paper is None:
        raise NotFoundError(paper=paper_id)
    if paper.kind != IssuedPaper.Kind.CERTIFICATE:
        raise ConflictError(
            Bilingual("Chỉ thu hồi được giấy chứng nhận.", "Only a certificate can be revoked."),
            paper=paper_id,
        )
    if not reason.strip():
        raise ReasonNeededError(paper=paper_id)
    if paper.revoked_at is None:
        paper.revoked_at, paper.revoked_by = clock.now(), actor
        paper.revocation, paper.revocation_reason = why, reason.strip()
        paper.save(update_fields=["revoked_at", "revoked_by", "revocation", "revocation_reason"])
        audit.record(
            actor=actor,
            action="paper.revoked",
            subject=f"dossier:{paper.dossier.code}",
            reason=reason.strip()[:300],
            number=paper.number,
            why=why,
        )
    return paper


@transaction.atomic
def take_back(paper_id: int, *, actor: str, ground: str, reason: str) -> IssuedPaper:
    """Revoke a certificate that stands by a decision of the office; it cannot be undone.

    In one transaction: the certificate, the register, the row among the dossier's moves, the message to the
    person, and the order for the paper of the decision. ``ground`` is the legal ground with its
    article, ``reason`` what it means here; both are printed. Who may is the caller's to check.

    Raises:
        NotFoundError: no such paper.
        ConflictError: no certificate, or none that stands: replaced by a later one, or revoked before.
        ReasonNeededError: no reason given.
    """
    papers = IssuedPaper.objects.defer("pdf").filter(pk=paper_id)
    found = papers.first()
    if found is None:
        raise NotFoundError(paper=paper_id)
    # Approving a change holds the business when it comes to the certificate: the same order here.
    dossiers.hold_certified(found.dossier_id)
    paper = papers.select_for_update().get()
    if paper.revoked_at is not None or IssuedPaper.objects.filter(replaces_id=paper_id).exists():
        raise ConflictError(_STANDS_NO_LONGER, paper=paper_id)
    taken = revoke(paper_id, actor=actor, why="withdrawn", reason=f"{ground} {reason}")
    dossiers.revoke_certificate(
        paper.dossier_id, actor=actor, paper_id=paper_id, ground=ground, reason=reason
    )
    return taken


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
