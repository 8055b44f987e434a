"""What can be wrong with a chip file, and what the checks of it mean, in words a person can act on."""

from typing import Final

from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.chip.types import SignatureState


class ChipFileError(MotcuaError):
    """The file cannot be used; the message says what to send instead."""

    code = "chip_file_unusable"
    status = 422
    default_message = Bilingual(
        vi="Không đọc được tệp dữ liệu chip này. Vui lòng dùng ứng dụng đọc chip lưu lại tệp rồi gửi lại.",
        en="This chip file cannot be read. Save it again with the app that reads the chip and send that one.",
    )


class ChipFileTooLargeError(ChipFileError):
    """More bytes, packed or unpacked, or more entries than any chip gives."""

    code = "chip_file_too_large"
    status = 413
    default_message = Bilingual(
        vi="Tệp dữ liệu chip lớn hơn mức cho phép (2 MB). Vui lòng chỉ gửi các tệp EF_SOD, DG1, DG2 và DG13.",
        en="The chip file is over the limit (2 MB). Send only the files EF_SOD, DG1, DG2 and DG13.",
    )


class ChipFileUnknownError(ChipFileError):
    """Neither of the formats of docs/chip.md."""

    code = "chip_file_unknown"
    status = 415
    default_message = Bilingual(
        vi="Tệp này không phải dữ liệu chip mà hệ thống đọc được. Vui lòng gửi tệp ZIP hoặc JSON do ứng dụng "
        "đọc chip tạo ra.",
        en="This is not a chip file we can read. Send the ZIP or JSON file that the chip reading app made.",
    )


class ChipFileAmbiguousError(ChipFileError):
    """One file of the chip is given twice."""

    code = "chip_file_ambiguous"
    default_message = Bilingual(
        vi="Tệp dữ liệu chip chứa hai bản của cùng một phần. Vui lòng đọc lại chip và gửi tệp mới.",
        en="The chip file holds two versions of the same part. Read the chip again and send the new file.",
    )


class ChipFileEmptyError(ChipFileError):
    """There is nothing of a chip in it."""

    code = "chip_file_empty"
    default_message = Bilingual(
        vi="Tệp này không có dữ liệu chip (cần ít nhất DG1). Vui lòng đọc lại chip và gửi tệp mới.",
        en="There is no chip data in this file (at least DG1 is needed). Read the chip again and send that.",
    )


#: Said wherever passive authentication succeeds: what it does not show.
_COPY_VI = " Cách kiểm tra này không phát hiện được chip bị sao chép."
_COPY_EN = " This check does not detect a copied chip."

PROVED: Final = Bilingual(
    vi="Dữ liệu chip nguyên vẹn và do cơ quan cấp ký." + _COPY_VI,
    en="The chip data is intact and signed by the issuing authority." + _COPY_EN,
)
CHANGED: Final = Bilingual(
    vi="Dữ liệu chip không khớp với chữ ký: có phần đã bị thay đổi hoặc không thuộc chip này. "
    "Không dùng dữ liệu này.",
    en="The chip data does not match its signature: a part was changed or is not of this chip. "
    "Do not use this data.",
)
NOTHING_SIGNED: Final = Bilingual(
    vi="Không có phần dữ liệu nào để đối chiếu với chữ ký của chip.",
    en="There is no data group to compare with the chip's signature.",
)
_NOT_PROVED_VI = "Dữ liệu khớp với chữ ký đi kèm nhưng chưa chứng minh được do cơ quan nào cấp: "
_NOT_PROVED_EN = "The data matches the signature that comes with it, but who issued it is not proved: "
SIGNATURE: Final[dict[SignatureState, Bilingual]] = {
    "verified": PROVED,
    "no_csca_configured": Bilingual(
        vi=_NOT_PROVED_VI
        + "chưa cài đặt chứng thư gốc (CSCA). Danh sách công khai không có CSCA của thẻ căn "
        "cước Việt Nam; cần chứng thư do cơ quan cấp thẻ cung cấp." + _COPY_VI,
        en=_NOT_PROVED_EN + "no root certificate (CSCA) is configured. The public lists hold no CSCA for the "
        "Vietnamese identity card; one given by the authority is needed." + _COPY_EN,
    ),
    "not_signed_by_known_csca": Bilingual(
        vi=_NOT_PROVED_VI
        + "chứng thư ký không do CSCA nào đã cài đặt cấp. Danh sách công khai không có CSCA "
        "của thẻ căn cước Việt Nam." + _COPY_VI,
        en=_NOT_PROVED_EN + "none of the configured CSCAs issued the signing certificate. The public lists "
        "hold no CSCA for the Vietnamese identity card." + _COPY_EN,
    ),
    "certificate_not_valid": Bilingual(
        vi=_NOT_PROVED_VI + "chứng thư ký không có hiệu lực vào ngày ký hoặc không được cấp để ký giấy tờ.",
        en=_NOT_PROVED_EN + "the signing certificate was not valid on the day of signing or is not meant for "
        "signing documents.",
    ),
    "country_mismatch": Bilingual(
        vi=_NOT_PROVED_VI + "giấy tờ, chứng thư ký hoặc CSCA không phải của Việt Nam.",
        en=_NOT_PROVED_EN + "the document, the signing certificate or its CSCA is not Vietnam's.",
    ),
    "weak_algorithm": Bilingual(
        vi=_NOT_PROVED_VI + "chip dùng thuật toán đã lỗi thời (SHA-1 hoặc khóa ngắn).",
        en=_NOT_PROVED_EN + "the chip uses an outdated algorithm (SHA-1 or a short key).",
    ),
    "signature_invalid": Bilingual(
        vi="Chữ ký của chip không đúng. Không dùng dữ liệu này.",
        en="The chip's signature does not hold. Do not use this data.",
    ),
    "algorithm_not_supported": Bilingual(
        vi="Chưa kiểm tra được chữ ký của chip: thuật toán chưa được hỗ trợ.",
        en="The chip's signature could not be checked: its algorithm is not supported.",
    ),
    "sod_damaged": Bilingual(
        vi="Phần chữ ký của chip (EF.SOD) bị hỏng nên không kiểm tra được. Vui lòng đọc lại chip.",
        en="The chip's signature file (EF.SOD) is damaged and cannot be checked. Read the chip again.",
    ),
    "sod_missing": Bilingual(
        vi="Tệp thiếu phần chữ ký của chip (EF.SOD) nên chưa kiểm tra được. Vui lòng đọc lại chip.",
        en="The chip's signature file (EF.SOD) is missing, so nothing was checked. Read the chip again.",
    ),
}

PROBLEMS: Final[dict[str, Bilingual]] = {
    "chip_group_missing": Bilingual(
        vi="Tệp thiếu phần thông tin chính của chip (DG1). Vui lòng đọc lại chip.",
        en="The chip's main data (DG1) is missing. Read the chip again.",
    ),
    "chip_group_damaged": Bilingual(
        vi="Một phần dữ liệu chip bị hỏng hoặc chưa đọc hết. Vui lòng đọc lại chip.",
        en="Part of the chip data is damaged or was not read to its end. Read the chip again.",
    ),
    "chip_portrait_unreadable": Bilingual(
        vi="Không mở được ảnh chân dung trong chip.", en="The portrait on the chip cannot be opened."
    ),
    "chip_mrz_invalid": Bilingual(
        vi="Dòng máy đọc trong chip có số kiểm tra sai. Vui lòng kiểm tra lại thông tin.",
        en="Check digits of the chip's machine-readable lines are wrong. Check the details.",
    ),
    "chip_groups_disagree": Bilingual(
        vi="Hai phần của chip ghi khác nhau ở mục này. Vui lòng xem kỹ.",
        en="Two parts of the chip say different things here. Look closely.",
    ),
    "chip_value_unusable": Bilingual(
        vi="Giá trị của mục này trong chip không đúng dạng nên không được dùng.",
        en="The chip's value here has an unexpected form and is not used.",
    ),
    "chip_not_verified": Bilingual(
        vi="Chưa xác minh được dữ liệu chip.", en="The chip data is not verified."
    ),
    "chip_certificate_expired": Bilingual(
        vi="Chứng thư đã ký chip này nay hết hạn, nhưng còn hiệu lực vào ngày cấp.",
        en="The certificate that signed this chip has since expired; it was valid on the day of issue.",
    ),
    "chip_disagrees": Bilingual(
        vi="Chip và ảnh giấy tờ ghi khác nhau ở mục này. Vui lòng xem kỹ: có thể đọc nhầm, thẻ bị sửa hoặc "
        "chip của người khác.",
        en="The chip and the photo say different things here. Look closely: a misreading, an altered card, "
        "or another person's chip.",
    ),
}  # fmt: skip


def problem(code: str, field: str | None = None, message: Bilingual | None = None) -> Problem:
    """Return a problem with the words of its code, or with other words for the same code."""
    return Problem(code=code, message=message or PROBLEMS[code], field=field)
