"""Papers of an invented person and office, to be printed in tests."""

from datetime import date, datetime
from typing import Literal

from motcua.kernel.clock import VIETNAM
from motcua.outcomes.types import (
    Applicant,
    BusinessLine,
    CertificateData,
    IssuingOffice,
    NoticeData,
    NoticeItem,
    SlipData,
    SlipPaper,
)

OFFICE = IssuingOffice(
    parent_authority="Ủy ban nhân dân Phường Sài Gòn",
    department="Phòng Kinh tế, Hạ tầng và Đô thị",
    receiving_unit="Trung tâm Phục vụ hành chính công Phường Sài Gòn",
    place="Thành phố Hồ Chí Minh",
    address="01 Đường Minh Họa, Phường Sài Gòn, Thành phố Hồ Chí Minh",
    hotline="028 0000 0740",
    demo=True,
)
ADDRESS = "23 Lê Lợi, Bến Nghé, Quận 1, TP. Hồ Chí Minh"


def applicant(name: str = "NGUYỄN THỊ MINH KHAI") -> Applicant:
    """Return who filed."""
    return Applicant(name, "079190001234", ADDRESS, "0901234567", "khai@example.vn")


def slip(name: str = "NGUYỄN THỊ MINH KHAI") -> SlipData:
    """Return a slip for a dossier received after the cut-off."""
    return SlipData(
        code="H29.26.740-261123-0001",
        office=OFFICE,
        applicant=applicant(name),
        procedure="Đăng ký thành lập hộ kinh doanh",
        papers=(SlipPaper("Giấy đề nghị đăng ký hộ kinh doanh", "Bản điện tử"),),
        working_days=3,
        received_at=datetime(2026, 11, 23, 15, 20, tzinfo=VIETNAM),
        counted_from=date(2026, 11, 25),
        due_on=date(2026, 11, 30),
        result_channel="Tải về bản điện tử có chữ ký số",
        fee="Không thu khi nộp trực tuyến",
        receiver="Trung tâm Phục vụ hành chính công",
        filed_through="Nộp trực tuyến",
        taken_in_through="Tiếp nhận trên hệ thống",
        status_url="https://motcua.example/ho-so/H29.26.740-261123-0001",
        calendar_version="VN-0.109",
    )


def certificate(business_name: str = "HỘ KINH DOANH CÀ PHÊ BA MIỀN", details: str = "") -> CertificateData:
    """Return a certificate with two lines of business."""
    return CertificateData(
        business_code="079190001234",
        office=OFFICE,
        registered_on=date(2026, 2, 5),
        business_name=business_name,
        head_office="12/3 Lê Thánh Tôn, Phường Sài Gòn, Thành phố Hồ Chí Minh",
        phone="0901 234 567",
        email="",
        lines=(
            BusinessLine("Dịch vụ phục vụ đồ uống", "5630", main=True, details=details),
            BusinessLine("Bán lẻ thực phẩm", "4722"),
        ),
        capital=105_000_000,
        founder="Cá nhân",
        owner_name="NGUYỄN THỊ MINH KHAI",
        owner_sex="Nữ",
        owner_date_of_birth=date(1990, 9, 5),
        owner_ethnicity="Kinh",
        owner_nationality="Việt Nam",
        owner_personal_number="079190001234",
        owner_permanent_address=ADDRESS,
        owner_contact_address=ADDRESS,
        tax_authority="Thuế cơ sở 1 thành phố Hồ Chí Minh",
        signer_title="Trưởng phòng",
        signer_name="Trần Văn Bình",
        dossier_code="H29.26.740-261123-0001",
        verify_url="https://motcua.example/kiem-tra/abc",
    )


def notice(
    kind: Literal["supplement_request", "rejection"], text: str = "Ảnh mặt sau thẻ bị mờ."
) -> NoticeData:
    """Return a request for a supplement or a refusal."""
    return NoticeData(
        kind=kind,
        number="12/HDHS",
        code="H29.26.740-261123-0001",
        office=OFFICE,
        applicant=applicant(),
        procedure="Đăng ký thành lập hộ kinh doanh",
        items=(NoticeItem(text, "Điều 86 Nghị định 168/2025/NĐ-CP"),),
        reason="Chưa đối chiếu được.",
        issued_on=date(2026, 11, 25),
        signer_title="Trưởng phòng",
        signer_name="Trần Văn Bình",
        status_url="https://motcua.example/ho-so/H29.26.740-261123-0001",
        answer_by=date(2026, 12, 25) if kind == "supplement_request" else None,
    )
