"""The papers the office gave out for a dossier, for whoever may see the dossier."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import mask_name
from motcua.outcomes import credentials
from motcua.outcomes import selectors as outcomes
from motcua.outcomes import services as issuing
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import PaperSignature, Standing

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
    "revocation": Bilingual(
        "Quyết định thu hồi Giấy chứng nhận đăng ký hộ kinh doanh", "Decision to revoke the certificate"
    ),
    "restoration": Bilingual(
        "Quyết định hủy bỏ quyết định thu hồi Giấy chứng nhận đăng ký hộ kinh doanh",
        "Decision to cancel the revocation of the certificate",
    ),
}


_RESULTS: Final = frozenset({"certificate", "confirmation"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as pages show it: ``pk`` in addresses, ``name`` in words.

    ``again``: a slip made anew. Said only where it is verified: ``signature``, what the one in the file is
    worth, and ``files``, the SHA-256 of each file that it has been, today's first. ``business_name`` and
    ``owner``, of whose name first letters show, stand on certificates with data.
    """

    pk: int
    kind: str
    name: Bilingual
    number: str
    issued_at: datetime
    token: str
    standing: Standing
    has_data: bool
    revoked_at: datetime | None
    ceased: bool
    cancelled: bool
    again: bool
    signature: PaperSignature | None = None
    files: tuple[str, ...] = ()
    business: Bilingual | None = None
    business_name: str = ""
    owner: str = ""

    @property
    def result(self) -> bool:
        """Whether it is its dossier's result, and stands."""
        return is_result(self)

    @property
    def earlier_files(self) -> str:
        """The SHA-256 of the files that it was before, the latest first."""
        return ", ".join(self.files[1:])


def papers_of(dossier: Dossier) -> list[Paper]:
    """Return the papers of a dossier: what people wait for, then the oldest first; what was replaced last."""
    papers = [_paper(item) for item in outcomes.papers_of(dossier.pk)]
    return sorted(papers, key=lambda item: (item.standing == "replaced", not is_result(item)))


def by_token(token: str) -> Paper:
    """Return the paper whose QR code holds the token.

    Raises:
        NotFoundError: this office gave out no such paper.
    """
    found = outcomes.paper_by_token(token)
    status = outcomes.business_status_of(found)
    # What the certificate said on its day, not what the register says now: a change is no forgery.
    said = found.content or {"business": {}, "owner": {}}
    return replace(
        _paper(found),
        signature=issuing.signature_of(found),
        files=tuple(outcomes.digests_of(found)),
        business=None if status is None else status.value,
        business_name=said["business"].get("name", ""),
        owner=mask_name(said["owner"].get("full_name", "")),
    )


def is_result(paper: Paper) -> bool:
    """Tell whether a paper is its dossier's result, and stands: another one hands nothing over."""
    return paper.kind in _RESULTS and paper.standing == "valid"


def download(dossier: Dossier, paper: int, *, by_citizen: bool, to_print: bool = False) -> HttpResponse:
    """Return one paper of this dossier as a download; by its citizen, who has the result then.

    ``to_print``: it opens in the browser instead, and nothing of it is left on the counter's machine.

    Raises:
        NotFoundError: the dossier has no such paper.
    """
    found = _of(dossier, paper)
    if by_citizen and is_result(_paper(found)):
        receiving.download(dossier)
    response = HttpResponse(outcomes.pdf_of(found), content_type="application/pdf")
    how = "inline" if to_print else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{dossier.code}-{found.kind}.pdf"'
    return response


def download_data(dossier: Dossier, paper: int) -> HttpResponse:
    """Return what a certificate says as JSON, as a download.

    Raises:
        NotFoundError: the dossier has no such paper, or it has no data.
    """
    found = _of(dossier, paper)
    if found.content is None:
        raise NotFoundError(dossier=dossier.code, paper=paper)
    text = json.dumps(found.content, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{dossier.code}-{found.kind}.json"'
    return response


def download_credential(dossier: Dossier, paper: int) -> HttpResponse:
    """Return a certificate as a Verifiable Credential for a wallet, as a download.

    Raises:
        NotFoundError: the dossier has no such paper, or it is none a wallet could hold.
        SigningError, SetupError: it could not be signed.
    """
    found = _of(dossier, paper)
    number = (credentials.status_index(found) or 0) // credentials.LIST_SIZE
    address = settings.PUBLIC_URL + reverse("portal:status-list", args=[number])
    token = issuing.signed_credential(found, status_url=address)
    response = HttpResponse(token, content_type=credentials.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{dossier.code}-{found.kind}.vc.jwt"'
    return response


def pictures(dossier: Dossier, paper: int) -> tuple[Paper, list[bytes]]:
    """Return one paper and its pages as PNG; no pages of one that was revoked.

    Raises:
        NotFoundError: the dossier has no such paper.
    """
    found = _of(dossier, paper)
    shown = _paper(found)
    return shown, [] if shown.standing == "revoked" else issuing.pages_of(found)


def _of(dossier: Dossier, paper: int) -> IssuedPaper:
    found = next((item for item in outcomes.papers_of(dossier.pk) if item.pk == paper), None)
    if found is None:
        raise NotFoundError(dossier=dossier.code, paper=paper)
    return found


def _paper(item: IssuedPaper) -> Paper:
    return Paper(
        pk=item.pk,
        kind=item.kind,
        name=NAMES[item.kind],
        number=item.number,
        issued_at=item.issued_at,
        token=item.token,
        standing=outcomes.standing(item),
        has_data=item.content is not None,
        revoked_at=item.revoked_at,
        ceased=item.revocation == "ceased",
        cancelled=item.revocation == "cancelled",
        again=item.kind == "slip" and item.transition_id is not None,
    )
