"""The papers given out, kept as the person received them."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.kernel import clock
from motcua.kernel.ids import new_token
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.signatures import preservation
from motcua.outcomes.types import PaperKind


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
    code, from :func:`motcua.kernel.ids.new_token`. ``replaces`` is the paper that no longer stands from now
    on; ``content`` is what a certificate says, for machines. What was given out never changes: a corrected
    paper has another number.
    """
    moment = issued_at or clock.now()
    proof = preservation.proof_period(pdf) if kind in preservation.KINDS else None
    with transaction.atomic():
        paper, _ = IssuedPaper.objects.get_or_create(
            dossier_id=dossier_id,
            kind=kind,
            number=number,
            defaults={
                "pdf": pdf,
                "sha256": hashlib.sha256(pdf).hexdigest(),
                "issued_at": moment,
                "stamp_due": proof.due if proof else moment if kind in preservation.KINDS else None,
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
