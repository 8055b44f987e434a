"""Finding what the office has given out."""

import hashlib

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Business, Dossier, Transition
from motcua.dossiers.types import BusinessStatus
from motcua.interconnect import selectors as interconnect
from motcua.interconnect.selectors import Outgoing
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes.models import IssuedPaper, PaperProof
from motcua.outcomes.signatures import delays, key_status, preservation
from motcua.outcomes.types import PaperKind, Standing

signing_waits_since = delays.waits_since
signing_waits = delays.waiting
unsigned_among = delays.among
key_trouble = key_status.current
#: Papers whose signature waits for long for what proves it for years.
stamps_late = preservation.late_proofs
pdf_of = preservation.current_pdf
digests_of = preservation.digests_of


_NOT_TAKEN_BACK = Bilingual(
    "Giấy chứng nhận này không bị thu hồi bằng quyết định của cơ quan nên không có gì để hủy bỏ.",
    "This certificate was not revoked by a decision of the office, so there is nothing to cancel.",
)
_NOT_SIGNED_YET = Bilingual(
    "Quyết định thu hồi đang được lập và ký số. Vui lòng thử lại sau ít phút.",
    "The decision to revoke is still being made and signed. Please try again in a few minutes.",
)


class UnknownPaperError(NotFoundError):
    """No paper carries this code."""

    code = "paper_unknown"
    default_message = Bilingual(
        vi="Không có văn bản nào mang mã này. Hãy quét lại mã QR trên bản gốc; nếu vẫn không thấy, "
        "văn bản không do cơ quan này cấp.",
        en="No paper carries this code. Scan the QR code on the original again; if it is still not "
        "found, this office did not issue the paper.",
    )


def paper_by_token(token: str) -> IssuedPaper:
    """Return the paper whose QR code holds a token.

    Raises:
        UnknownPaperError: there is none.
    """
    try:
        found = IssuedPaper.objects.select_related("dossier__business", "replaced_by")
        return found.get(token=token)
    except IssuedPaper.DoesNotExist:
        raise UnknownPaperError from None


def current_certificate(business: Business) -> IssuedPaper | None:
    """Return the certificate of a business that took the place of those before it."""
    return latest(business.certificate_id, "certificate")


def business_status_of(paper: IssuedPaper) -> BusinessStatus | None:
    """Return how the business stands today that a certificate or confirmation is about, else None."""
    business = paper.dossier.business
    if business is None or paper.kind not in {"certificate", "confirmation"}:
        return None
    return dossiers.business_status(business)


def paper_by_file(pdf: bytes) -> IssuedPaper | None:
    """Return the paper that a file is or was, byte for byte, or None: each stamp added makes another file."""
    digest = hashlib.sha256(pdf).hexdigest()
    known = IssuedPaper.objects.filter(sha256=digest).defer("pdf").first()
    if known is not None:
        return known
    proof = (
        PaperProof.objects.filter(sha256=digest).select_related("paper").defer("added", "paper__pdf").first()
    )
    return proof.paper if proof is not None else None


def papers_of(dossier_id: int) -> list[IssuedPaper]:
    """Return the papers given out for a dossier, oldest first, without their content."""
    return list(IssuedPaper.objects.filter(dossier_id=dossier_id).defer("pdf"))


def latest(dossier_id: int, kind: PaperKind) -> IssuedPaper | None:
    """Return the last paper of a kind given out for a dossier, or None."""
    return IssuedPaper.objects.filter(dossier_id=dossier_id, kind=kind).order_by("-issued_at", "-id").first()


def standing(paper: IssuedPaper) -> Standing:
    """Tell whether a paper still stands; what was taken back stays so whatever replaced it later."""
    if paper.is_revoked:
        return "revoked"
    return "replaced" if replacement(paper) is not None else "valid"


def may_be_revoked(paper: IssuedPaper) -> bool:
    """Tell whether it is a certificate that stands: all else only says what was true on its day."""
    return paper.kind == IssuedPaper.Kind.CERTIFICATE and standing(paper) == "valid"


def may_be_restored(paper: IssuedPaper) -> bool:
    """Tell whether it is a certificate that the office took back by a decision."""
    taken_back = paper.is_revoked and paper.revocation == "withdrawn"
    return paper.kind == IssuedPaper.Kind.CERTIFICATE and taken_back


def restoring_hindrance(paper: IssuedPaper) -> Bilingual | None:
    """Return why the decision that took a certificate back cannot be cancelled now, None where it can."""
    if not may_be_restored(paper):
        return _NOT_TAKEN_BACK
    return _NOT_SIGNED_YET if decision_against(paper) is None else None


def decision_against(paper: IssuedPaper, *, before: Transition | None = None) -> IssuedPaper | None:
    """Return the decision that last took a certificate back, None where there is none, or not yet.

    ``before`` a move of the dossier: that move's own paper may be signed only after yet another decision.
    """
    steps = paper.dossier.transitions.filter(move="revoke")
    step = (steps if before is None else steps.filter(pk__lt=before.pk)).last()
    return IssuedPaper.objects.filter(transition=step).defer("pdf").first() if step is not None else None


def tax_key(step: Transition) -> str:
    """Return the key under which the tax system is told of a decision about a certificate."""
    return f"{step.dossier.code}/{step.pk}"


def tax_told(dossier: Dossier) -> list[tuple[Transition, Outgoing | None]]:
    """Return each decision about the dossier's certificate with how far the tax system knows of it.

    None for one of before the tax system was told by itself.
    """
    told = interconnect.outgoing("tax", f"dossier:{dossier.code}")
    steps = dossier.transitions.filter(move__in=("revoke", "restore"))
    return [(step, told.get(tax_key(step))) for step in steps]


def replacement(paper: IssuedPaper) -> IssuedPaper | None:
    """Return the paper that took the place of this one, or None."""
    return IssuedPaper.objects.filter(replaces_id=paper.pk).defer("pdf").first()
