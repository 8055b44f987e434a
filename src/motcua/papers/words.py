"""The names of papers, fields, sides and sources as people say them."""

from datetime import date
from typing import Final

from motcua.kernel.messages import Bilingual, bilingual_day

PAPERS: Final[dict[str, Bilingual]] = {
    "cmnd": Bilingual("Chứng minh nhân dân 9 số", "Identity card, 9 digits"),
    "cmnd12": Bilingual("Chứng minh nhân dân 12 số", "Identity card, 12 digits"),
    "cccd_barcode": Bilingual("Căn cước công dân mã vạch", "Citizen card with barcode"),
    "cccd_chip": Bilingual("Căn cước công dân gắn chíp", "Citizen card with chip"),
    "can_cuoc": Bilingual("Thẻ căn cước", "Identity card (Căn cước)"),
    "passport": Bilingual("Hộ chiếu", "Passport"),
}
UNKNOWN_PAPER: Final = Bilingual("Chưa nhận ra giấy tờ", "Paper not recognised")
FIELDS: Final[dict[str, Bilingual]] = {
    "personal_number": Bilingual("Số định danh cá nhân", "Personal number"),
    "previous_number": Bilingual("Số CMND cũ", "Previous number"),
    "full_name": Bilingual("Họ và tên", "Full name"),
    "date_of_birth": Bilingual("Ngày sinh", "Date of birth"),
    "sex": Bilingual("Giới tính", "Sex"),
    "nationality": Bilingual("Quốc tịch", "Nationality"),
    "place_of_origin": Bilingual("Quê quán", "Place of origin"),
    "place_of_residence": Bilingual("Nơi cư trú", "Place of residence"),
    "place_of_birth_registration": Bilingual("Nơi đăng ký khai sinh", "Place of birth registration"),
    "date_of_issue": Bilingual("Ngày cấp", "Date of issue"),
    "date_of_expiry": Bilingual("Ngày hết hạn", "Date of expiry"),
    "issuing_authority": Bilingual("Nơi cấp", "Issuing authority"),
    "identifying_features": Bilingual("Đặc điểm nhận dạng", "Identifying features"),
    "ethnicity": Bilingual("Dân tộc", "Ethnicity"),
    "religion": Bilingual("Tôn giáo", "Religion"),
}
SIDES: Final[dict[str, Bilingual]] = {
    "front": Bilingual("Mặt trước", "Front"),
    "back": Bilingual("Mặt sau", "Back"),
}
SOURCES: Final[dict[str, Bilingual]] = {
    "qr": Bilingual("Mã QR", "QR code"),
    "mrz": Bilingual("Dòng MRZ", "MRZ lines"),
    "text": Bilingual("Chữ in", "Printed text"),
    "derived": Bilingual("Suy từ số định danh", "From the personal number"),
    "chip": Bilingual("Chip", "Chip"),
}
NO_EXPIRY: Final = Bilingual("Không thời hạn", "No expiry")


def value_words(name: str, value: str) -> Bilingual:
    """Return a value as people write it: dates day first, in English with the month in letters."""
    if value == "no_expiry":
        return NO_EXPIRY
    if name.startswith("date_of_"):
        return bilingual_day(date.fromisoformat(value))
    return Bilingual(value, value)
