"""What can go wrong with the face store, in words for the citizen."""

from motcua.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, SetupError
from motcua.kernel.messages import Bilingual


class NoFaceConsentError(NotAllowedError):
    """Nobody agreed to this purpose, or the agreement was withdrawn."""

    code = "face_consent_missing"
    default_message = Bilingual(
        vi="Chưa có sự đồng ý cho lưu khuôn mặt để tra cứu. Bạn vẫn tra cứu được bằng mã hồ sơ.",
        en="There is no agreement to keep the face for look-up. You can still look up by the dossier code.",
    )


class FramesError(InvalidInputError):
    """The frames are too few, or none of a usable face, or not of one person."""

    code = "face_frames_unusable"
    default_message = Bilingual(
        vi="Ảnh khuôn mặt chưa dùng được. Nhìn thẳng, đủ sáng, chỉ một mình bạn trong khung, rồi thử lại.",
        en="These photos of the face cannot be used. Look straight, in good light, alone, and try again.",
    )


class NotLiveError(InvalidInputError):
    """Nothing shows that the person was there: a file somebody uploaded enrols nobody.

    ``reasons`` are what a judge of the frames found, each with what to do; the message where there is none.
    """

    code = "face_not_live"
    default_message = Bilingual(
        vi="Cần chụp trực tiếp khuôn mặt của bạn, không dùng ảnh có sẵn. Hoặc nhờ cán bộ tại quầy.",
        en="Your face must be taken live, not from a photo you have. Or ask an officer at the counter.",
    )

    def __init__(self, *reasons: Bilingual, **details: object) -> None:
        super().__init__(reasons[0] if reasons else None, **details)
        self.reasons = reasons or (self.message,)


class FaceKeyError(SetupError):
    """A key of the face store is missing, or a row was changed at rest."""

    code = "face_key_unusable"


class StrangersError(SetupError):
    """The main database knows of no consent of most people in the store: it is likely another store's."""

    code = "face_store_of_strangers"


class FaceIndexError(SetupError):
    """The index that faces are searched in cannot be reached, or does not hold what the database does."""

    code = "face_index_unusable"


class RenewalUnderWayError(ConflictError):
    """A key is being changed at this moment."""

    code = "face_keys_changing"
    default_message = Bilingual(
        vi="Tra cứu bằng khuôn mặt đang tạm ngừng ít phút. Vui lòng thử lại sau, hoặc tra cứu bằng mã hồ sơ.",
        en="Looking up by face pauses for some minutes. Please try again later, or use the dossier code.",
    )
