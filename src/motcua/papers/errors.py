"""What can be wrong with a paper or its photos: stable codes and words a person can act on."""

from typing import Final

from motcua.kernel.messages import Bilingual, Problem, Severity
from motcua.papers.types import SideName
from motcua.papers.words import FIELDS

MESSAGES: Final[dict[str, Bilingual]] = {
    "no_image": Bilingual(
        vi="Chưa có ảnh nào. Vui lòng gửi ảnh mặt trước và mặt sau của giấy tờ.",
        en="There is no photo. Send photos of the front and the back of the paper.",
    ),
    "too_many_images": Bilingual(
        vi="Có nhiều hơn hai ảnh. Vui lòng chỉ gửi một ảnh mặt trước và một ảnh mặt sau.",
        en="There are more than two photos. Send one of the front and one of the back only.",
    ),
    "image_missing": Bilingual(
        vi="Không tìm thấy tệp ảnh. Vui lòng kiểm tra lại đường dẫn.",
        en="The photo file was not found. Check its path.",
    ),
    "paper_not_recognised": Bilingual(
        vi="Chưa nhận ra giấy tờ trong ảnh. Vui lòng đặt thẻ trên nền phẳng, đủ sáng, chụp trọn thẻ "
        "và giữ máy chắc tay.",
        en="No paper we know was made out on the photo. Lay the card on a plain surface in good light, "
        "keep all of it in the picture and hold the phone still.",
    ),
    "photo_mirrored": Bilingual(
        vi="Ảnh bị lật ngược trái phải như soi gương; đã lật lại để đọc. Vui lòng tắt chế độ soi gương của "
        "máy ảnh rồi chụp lại nếu cần nộp ảnh.",
        en="The photo is mirrored, left and right swapped; it was turned round to be read. Turn off the "
        "camera's mirroring and take it again if the photo is to be kept.",
    ),
    "reading_failed": Bilingual(
        vi="Không đọc được ảnh này. Vui lòng chụp lại, hoặc tự nhập thông tin.",
        en="This photo could not be read. Take it again, or type the details yourself.",
    ),
    "front_missing": Bilingual(
        vi="Còn thiếu ảnh mặt trước của giấy tờ.", en="The photo of the front of the paper is missing."
    ),
    "back_missing": Bilingual(
        vi="Còn thiếu ảnh mặt sau của giấy tờ.", en="The photo of the back of the paper is missing."
    ),
    "same_side_twice": Bilingual(
        vi="Hai ảnh cùng chụp một mặt. Vui lòng chụp thêm mặt còn lại.",
        en="Both photos show the same side. Take a photo of the other side.",
    ),
    "sides_differ": Bilingual(
        vi="Mặt trước và mặt sau không thuộc cùng một thẻ. Vui lòng chụp hai mặt của cùng một thẻ.",
        en="The front and the back are not of the same card. Photograph both sides of one card.",
    ),
    "several_papers": Bilingual(
        vi="Trong ảnh có hai giấy tờ cùng một mặt, không rõ đọc từ giấy nào. "
        "Vui lòng chụp riêng từng giấy tờ.",
        en="The photo shows the same side of two papers, and which of them was read is not sure. "
        "Photograph each on its own.",
    ),
    "sources_disagree": Bilingual(
        vi="Các phần của thẻ ghi khác nhau ở mục này (mã QR, dòng máy đọc hoặc chữ in). "
        "Vui lòng xem kỹ và sửa nếu cần.",
        en="Parts of the card say different things here (QR code, machine-readable lines or print). "
        "Look closely and correct it if needed.",
    ),
    "number_year_mismatch": Bilingual(
        vi="Số định danh không khớp với năm sinh. Vui lòng kiểm tra lại cả hai.",
        en="The personal number does not fit the year of birth. Check both.",
    ),
    "number_sex_mismatch": Bilingual(
        vi="Số định danh không khớp với giới tính. Vui lòng kiểm tra lại cả hai.",
        en="The personal number does not fit the sex. Check both.",
    ),
    "date_implausible": Bilingual(
        vi="Ngày này không hợp lý. Vui lòng kiểm tra lại trên thẻ.",
        en="This date cannot be right. Check it on the card.",
    ),
    "dates_out_of_order": Bilingual(
        vi="Thứ tự ngày sinh, ngày cấp và ngày hết hạn không hợp lý. Vui lòng kiểm tra lại.",
        en="Dates of birth, issue and expiry are not in order. Check them.",
    ),
    "paper_expired": Bilingual(
        vi="Giấy tờ đã hết hạn. Vui lòng dùng giấy tờ còn hạn.",
        en="The paper has expired. Use one that is still valid.",
    ),
    "paper_no_longer_accepted": Bilingual(
        vi="Loại giấy tờ này không còn giá trị sử dụng. Vui lòng dùng thẻ căn cước còn hạn.",
        en="This kind of paper is no longer valid. Use a valid identity card.",
    ),
    "holder_under_18": Bilingual(
        vi="Theo ngày sinh đọc được, chủ giấy tờ chưa đủ 18 tuổi.",
        en="By the date of birth that was read, the holder is under 18.",
    ),
    "qr_not_read": Bilingual(
        vi="Chưa đọc được mã QR trên thẻ. Nếu được, hãy chụp lại gần hơn, tránh lóa sáng.",
        en="The QR code on the card could not be read. If you can, take the photo closer and without glare.",
    ),
    "mrz_not_read": Bilingual(
        vi="Chưa đọc chắc các dòng máy đọc ở cuối thẻ. Nếu được, hãy chụp lại rõ phần cuối thẻ.",
        en="The machine-readable lines at the bottom were not read for certain. If you can, take a sharper "
        "photo of them.",
    ),
    "field_not_read": Bilingual(
        vi="Chưa đọc được mục này. Vui lòng chụp lại rõ hơn hoặc tự nhập.",
        en="This could not be read. Take a clearer photo or type it in.",
    ),
    "bad_line": Bilingual(
        vi="Dòng này không phải JSON đúng dạng {\"id\": …, \"images\": [\"…\"]}.",
        en="This line is not JSON of the form {\"id\": …, \"images\": [\"…\"]}.",
    ),
}  # fmt: skip

#: The same where the field has a name: a list of them else says one thing again and again.
_NAMED: Final[dict[str, Bilingual]] = {
    "sources_disagree": Bilingual(
        vi="Các phần của thẻ ghi khác nhau ở mục “{}” (mã QR, dòng máy đọc hoặc chữ in). "
        "Vui lòng xem kỹ và sửa nếu cần.",
        en="Parts of the card say different things at “{}” (QR code, machine-readable lines or print). "
        "Look closely and correct it if needed.",
    ),
    "date_implausible": Bilingual(
        vi="Ngày ở mục “{}” không hợp lý. Vui lòng kiểm tra lại trên thẻ.",
        en="The date at “{}” cannot be right. Check it on the card.",
    ),
    "field_not_read": Bilingual(
        vi="Chưa đọc được mục “{}”. Vui lòng chụp lại rõ hơn hoặc tự nhập.",
        en="“{}” could not be read. Take a clearer photo or type it in.",
    ),
}

_SIDES: Final[dict[SideName, Bilingual]] = {
    "front": Bilingual(vi="mặt trước", en="the front"),
    "back": Bilingual(vi="mặt sau", en="the back"),
}

#: What a code asks of an officer, where it is more than a note.
_SEVERITIES: Final[dict[str, Severity]] = {
    "sides_differ": "grave",
    "several_papers": "grave",
    "sources_disagree": "grave",
    "paper_expired": "grave",
    "paper_no_longer_accepted": "grave",
    "holder_under_18": "look",
    "number_year_mismatch": "look",
    "number_sex_mismatch": "look",
    "date_implausible": "look",
    "dates_out_of_order": "look",
    "field_not_read": "look",
}


def same_side_twice(missing: SideName) -> Problem:
    """Return the problem of two photos that show one side, saying which it is and which to take."""
    shown = _SIDES["back" if missing == "front" else "front"]
    wanted = _SIDES[missing]
    message = Bilingual(
        vi=f"Hai ảnh cùng chụp {shown.vi}. Vui lòng chụp thêm {wanted.vi}.",
        en=f"Both photos show {shown.en}. Take a photo of {wanted.en}.",
    )
    return problem("same_side_twice", message=message)


def problem(code: str, field: str | None = None, message: Bilingual | None = None) -> Problem:
    """Return a problem with the words of its code, or with other words for the same code."""
    name = FIELDS.get(field or "")
    if message is None and name is not None and code in _NAMED:
        said = _NAMED[code]
        message = Bilingual(vi=said.vi.format(name.vi), en=said.en.format(name.en))
    return Problem(code, message or MESSAGES[code], field, severity=_SEVERITIES.get(code, "note"))
