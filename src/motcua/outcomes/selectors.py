"""Finding what the office has given out."""

import hashlib

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Business
from motcua.dossiers.types import BusinessStatus
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes import delays
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import PaperKind, Standing

signing_waits_since = delays.waits_since
signing_waits = delays.waiting


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
    """Return the paper that a file is, byte for byte, or None."""
    return IssuedPaper.objects.filter(sha256=hashlib.sha256(pdf).hexdigest()).defer("pdf").first()


def papers_of(dossier_id: int) -> list[IssuedPaper]:
    """Return the papers given out for a dossier, oldest first, without their content."""
    return list(IssuedPaper.objects.filter(dossier_id=dossier_id).defer("pdf"))


def latest(dossier_id: int, kind: PaperKind) -> IssuedPaper | None:
    """Return the last paper of a kind given out for a dossier, or None."""
    return IssuedPaper.objects.filter(dossier_id=dossier_id, kind=kind).order_by("-issued_at", "-id").first()


def same_file(paper: IssuedPaper, pdf: bytes) -> bool:
    """Tell whether a file someone holds is, byte for byte, what the office gave out."""
    return hashlib.sha256(pdf).hexdigest() == paper.sha256


def standing(paper: IssuedPaper) -> Standing:
    """Tell whether a paper still stands; what was taken back stays so whatever replaced it later."""
    if paper.revoked_at is not None:
        return "revoked"
    return "replaced" if replacement(paper) is not None else "valid"


def may_be_revoked(paper: IssuedPaper) -> bool:
    """Tell whether it is a certificate that stands: all else only says what was true on its day."""
    return paper.kind == IssuedPaper.Kind.CERTIFICATE and standing(paper) == "valid"


def replacement(paper: IssuedPaper) -> IssuedPaper | None:
    """Return the paper that took the place of this one, or None."""
    return IssuedPaper.objects.filter(replaces_id=paper.pk).defer("pdf").first()
