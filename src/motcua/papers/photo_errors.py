"""Why a photo cannot be used, each with what to send instead; public through :mod:`motcua.papers.photo`."""

from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual


class PhotoError(MotcuaError):
    """A photo cannot be used; the message says what to send instead."""

    code = "photo_unusable"
    status = 422
    default_message = Bilingual(
        vi="Không dùng được ảnh này. Vui lòng chụp lại hoặc chọn ảnh khác.",
        en="This photo cannot be used. Please take it again or choose another one.",
    )


class PhotoEmptyError(PhotoError):
    """Nothing was sent."""

    code = "photo_empty"
    default_message = Bilingual(
        vi="Tệp ảnh trống. Vui lòng chọn lại ảnh rồi gửi lại.",
        en="The file is empty. Choose the photo again and send it once more.",
    )


class PhotoTooLargeError(PhotoError):
    """More bytes than `photo.MAX_BYTES`."""

    code = "photo_too_large"
    status = 413
    default_message = Bilingual(
        vi="Tệp ảnh nặng hơn 15 MB. Vui lòng chụp lại bằng máy ảnh của điện thoại ở chế độ thường "
        "rồi gửi ảnh đó.",
        en="The file is larger than 15 MB. Take the photo again with your phone's normal camera mode "
        "and send that one.",
    )


class PhotoTooManyPixelsError(PhotoError):
    """More pixels than `photo.MAX_PIXELS`."""

    code = "photo_too_many_pixels"
    status = 413
    default_message = Bilingual(
        vi="Ảnh có kích thước quá lớn (hơn 60 triệu điểm ảnh). Vui lòng tắt chế độ độ phân giải cao "
        "rồi chụp lại.",
        en="The photo has too many pixels (over 60 million). Turn off the camera's high-resolution mode "
        "and take it again.",
    )


class PhotoTooSmallError(PhotoError):
    """Fewer pixels than a card can be read from."""

    code = "photo_too_small"
    default_message = Bilingual(
        vi="Ảnh quá nhỏ để đọc chữ. Vui lòng gửi ảnh gốc chụp bằng điện thoại, không gửi ảnh thu nhỏ.",
        en="The photo is too small to read. Send the original photo from your phone, not a thumbnail.",
    )


class PhotoNotAnImageError(PhotoError):
    """Not one of the formats we open."""

    code = "photo_not_an_image"
    status = 415
    default_message = Bilingual(
        vi="Tệp này không phải là ảnh mà hệ thống mở được. Vui lòng gửi ảnh JPG, PNG, HEIC hoặc WebP.",
        en="This file is not a photo we can open. Send a JPG, PNG, HEIC or WebP photo.",
    )


class PhotoDamagedError(PhotoError):
    """Starts like a photo but cannot be decoded to the end."""

    code = "photo_damaged"
    default_message = Bilingual(
        vi="Tệp ảnh bị hỏng hoặc tải lên chưa trọn vẹn. Vui lòng gửi lại; nếu vẫn lỗi, hãy chụp ảnh mới.",
        en="The photo is damaged or was not fully uploaded. Send it again; if that fails, take a new one.",
    )
