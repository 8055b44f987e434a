"""The papers the office gave out for a dossier, for whoever may see the dossier."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.http import HttpResponse

from motcua.dossiers.models import Dossier
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.outcomes.models import IssuedPaper

NAMES = {
    "slip": Bilingual(
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt of the dossier with the promised date"
    ),
    "certificate": Bilingual(
        "Giấy chứng nhận đăng ký hộ kinh doanh", "Household business registration certificate"
    ),
    "supplement_request": Bilingual(
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request to complete the dossier"
    ),
    "rejection": Bilingual("Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Notice of refusal"),
    "extension": Bilingual(
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", "Apology and extension of the time limit"
    ),
    "confirmation": Bilingual(
        "Văn bản xác nhận của cơ quan đăng ký kinh doanh", "Confirmation by the registration office"
    ),
    "stop": Bilingual("Thông báo dừng giải quyết hồ sơ", "Notice that work on the dossier has stopped"),
    "receipt": Bilingual("Giấy xác nhận đã nộp lệ phí", "Confirmation of payment"),
}

STANDINGS = {
    "valid": Bilingual("Đang có hiệu lực", "Valid"),
    "replaced": Bilingual("Đã được thay bằng giấy chứng nhận mới hơn", "Replaced by a newer certificate"),
    "revoked": Bilingual("Không còn hiệu lực", "No longer valid"),
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as pages show it: ``pk`` in addresses, ``name`` in words."""

    pk: int
    kind: str
    name: Bilingual
    number: str
    issued_at: datetime
    sha256: str
    standing: Bilingual | None = None
    stands: bool = True
    business: Bilingual | None = None


def papers_of(dossier: Dossier) -> list[Paper]:
    """Return the papers of a dossier, the oldest first."""
    return [_paper(item) for item in outcomes.papers_of(dossier.pk)]


def by_token(token: str) -> Paper:
    """Return the paper whose QR code holds the token.

    Raises:
        NotFoundError: this office gave out no such paper.
    """
    found = outcomes.paper_by_token(token)
    status, standing = outcomes.business_status_of(found), outcomes.standing(found)
    return replace(
        _paper(found),
        standing=STANDINGS[standing] if found.kind == "certificate" else None,
        stands=standing == "valid",
        business=None if status is None else status.value,
    )


def download(dossier: Dossier, paper: int) -> HttpResponse:
    """Return one paper of this dossier as a download.

    Raises:
        NotFoundError: the dossier has no such paper.
    """
    found = next((item for item in outcomes.papers_of(dossier.pk) if item.pk == paper), None)
    if found is None:
        raise NotFoundError(dossier=dossier.code, paper=paper)
    response = HttpResponse(bytes(found.pdf), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{dossier.code}-{found.kind}.pdf"'
    return response


def _paper(item: IssuedPaper) -> Paper:
    return Paper(item.pk, item.kind, NAMES[item.kind], item.number, item.issued_at, item.sha256)
