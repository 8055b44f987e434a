"""What can be wrong with a challenge. None of it keeps a person from filing: a photo from a file will do."""

from motcua.kernel.errors import ConflictError, InvalidInputError
from motcua.kernel.messages import Bilingual


class ChallengeOverError(ConflictError):
    """The time is over, it was used before, or it is not this person's."""

    code = "presence_challenge_over"
    default_message = Bilingual(
        vi="Lượt chụp này đã hết giờ hoặc đã dùng rồi. Hãy mở máy ảnh và làm lại.",
        en="This round is over or was used before. Open the camera and do it again.",
    )


class FrameOrderError(ConflictError):
    """Frames come one after the other."""

    code = "presence_frame_order"
    default_message = Bilingual(
        vi="Hình gửi đến không đúng thứ tự. Hãy mở máy ảnh và làm lại.",
        en="The pictures came out of order. Open the camera and do it again.",
    )


class FrameReplayedError(InvalidInputError):
    """The very same picture came before."""

    code = "presence_frame_replayed"
    default_message = Bilingual(
        vi="Hình này đã được gửi trước đây. Hãy chụp trực tiếp bằng máy ảnh.",
        en="This picture was sent before. Please use the camera.",
    )


class FrameUnusableError(InvalidInputError):
    """No JPEG, too large, or too many."""

    code = "presence_frame_unusable"
    default_message = Bilingual(
        vi="Hình gửi đến không dùng được. Hãy mở máy ảnh và làm lại.",
        en="A picture could not be used. Open the camera and do it again.",
    )


class VirtualCameraError(InvalidInputError):
    """A program stands in for the camera, says its name."""

    code = "presence_virtual_camera"
    default_message = Bilingual(
        vi="Hình đến từ một phần mềm thay cho máy ảnh. Hãy dùng máy ảnh của điện thoại và làm lại; hoặc mang "
        "thẻ căn cước đến quầy, cán bộ sẽ giúp bạn.",
        en="The pictures came from a program in place of a camera. Use the phone's own camera and try again; "
        "or bring your card to the counter and an officer will help you.",
    )
