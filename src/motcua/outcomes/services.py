"""Making, signing and giving out the papers of an office."""

import hashlib
from datetime import datetime

from django.db import transaction

from motcua.kernel import clock
from motcua.kernel.ids import new_token
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.rendering import render_certificate, render_notice, render_slip
from motcua.outcomes.signing import OfficeSigner, load_signer, make_demo_key
from motcua.outcomes.types import PaperKind

__all__ = [
    "issue",
    "load_signer",
    "make_demo_key",
    "new_token",
    "render_certificate",
    "render_notice",
    "render_slip",
    "sign",
]


def sign(pdf: bytes, signer: OfficeSigner, *, reason: str = "", location: str = "") -> bytes:
    """Return the PDF with the office's signature.

    Raises:
        SigningError: it could not be signed.
    """
    return signer.sign(pdf, reason=reason, location=location)


def issue(
    dossier_id: int,
    kind: PaperKind,
    number: str,
    pdf: bytes,
    *,
    token: str | None = None,
    transition_id: int | None = None,
    issued_at: datetime | None = None,
) -> IssuedPaper:
    """Keep a paper as given out and return it; giving out the same number again returns the first one.

    ``transition_id`` is the move a notice tells of. ``token`` is the one already printed in the paper's QR
    code, from :func:`new_token`. What was given out is never replaced: a corrected paper has another number.
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
            },
        )
        if transition_id is not None and paper.transition_id is None:  # given out before this was kept
            paper.transition_id = transition_id
            paper.save(update_fields=["transition"])
    return paper
