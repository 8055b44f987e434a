"""What can go wrong with a filing, in words for the citizen and the officer."""

from collections.abc import Mapping
from datetime import date

from motcua.kernel.errors import ConflictError, InvalidInputError
from motcua.kernel.messages import Bilingual, bilingual_day

NOT_THE_OWNER = Bilingual(
    vi="Số này không phải của chủ hộ kinh doanh đã chọn. Hồ sơ này do chủ hộ nộp.",
    en="This is not the number of the owner of the business chosen. Only the owner can file this.",
)


class IncompleteDraftError(InvalidInputError):
    """The form is not complete; ``fields`` maps form fields to what is wrong, in the active language."""

    code = "draft_incomplete"
    default_message = Bilingual(
        vi="Còn mục chưa điền hoặc chưa kiểm tra. Những gì bạn đã nhập vẫn được giữ.",
        en="Some answers are missing or still need a look. What you entered is kept.",
    )

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        super().__init__(fields=sorted(fields))
        self.fields = dict(fields)


class WrongCorrectionError(InvalidInputError):
    """A corrected answer cannot stand; ``fields`` maps form fields to what is wrong with them."""

    code = "correction_wrong"
    default_message = Bilingual(
        vi="Có mục sửa chưa dùng được. Những gì bạn đã nhập vẫn được giữ.",
        en="A correction cannot be used yet. What you entered is kept.",
    )

    def __init__(self, fields: Mapping[str, list[Bilingual]], **details: object) -> None:
        super().__init__(fields=sorted(fields), **details)
        self.fields = dict(fields)


class AlreadyFiledError(ConflictError):
    """The draft was sent already and can no longer be changed."""

    code = "already_filed"
    default_message = Bilingual(
        vi="Hồ sơ này đã nộp. Bạn có thể xem tình trạng bằng mã hồ sơ.",
        en="This dossier has been filed. You can follow it with its code.",
    )


class CollisionError(ConflictError):
    """The same person has something open or granted and has not been told yet."""

    code = "person_already_registered"
    default_message = Bilingual(
        vi="Người này đã có hồ sơ hoặc giấy chứng nhận hộ kinh doanh. Vui lòng xem lại trước khi nộp.",
        en="This person already has a dossier or a household-business certificate. Please look first.",
    )


class NoBusinessError(ConflictError):
    """The filing is about a registered business and none has been chosen yet."""

    code = "business_missing"
    default_message = Bilingual(
        vi="Hồ sơ này về một hộ kinh doanh đã đăng ký. Vui lòng chọn hộ kinh doanh của bạn trước.",
        en="This is about a registered household business. Please choose your business first.",
    )


class RegisterConflictError(ConflictError):
    """The register of businesses does not allow what a dossier asks for (any more)."""

    code = "register_conflict"


class ActiveBusinessError(RegisterConflictError):
    """A first registration, and the owner's business is registered already and goes on."""

    code = "business_active"
    default_message = Bilingual(
        vi="Chủ hộ này đã có hộ kinh doanh đang đăng ký với cùng mã số nên không thể đăng ký lần đầu nữa. "
        "Vui lòng từ chối hồ sơ, hoặc hướng dẫn công dân đăng ký thay đổi.",
        en="This owner already has a registered household business under the same code, so that it cannot be "
        "registered a second time. Please refuse the dossier, or have the person file a change.",
    )


class CeasedBusinessError(RegisterConflictError):
    """The business has ended; its owner may register a new one."""

    code = "business_ceased"
    default_message = Bilingual(
        vi="Hộ kinh doanh này đã chấm dứt hoạt động nên không thay đổi được nữa. Bạn có thể đăng ký hộ kinh "
        "doanh mới.",
        en="This household business has ended and cannot be changed any more. You may register a new one.",
    )


class NameTakenError(ConflictError):
    """Another business has the name."""

    code = "name_taken"


class MoveNotAllowedError(ConflictError):
    """The dossier's state does not allow this move (any more)."""

    code = "move_not_allowed"


class ReasonNeededError(InvalidInputError):
    """A refusal or a request must say why."""

    code = "reason_needed"
    default_message = Bilingual(vi="Vui lòng ghi rõ lý do.", en="Please state the reason.")


class ExtensionError(ConflictError):
    """The promised day cannot be moved in this way."""

    code = "extension_not_possible"


class ClearanceError(ConflictError):
    """Silence of the tax office is consent only when its time to answer is over (Article 104)."""

    code = "tax_may_still_answer"


def may_answer_until(last: date) -> Bilingual:
    """Return the words of a :class:`ClearanceError`; ``last`` is the last day to answer."""
    day = bilingual_day(last)
    return Bilingual(
        vi=f"Cơ quan thuế còn được trả lời đến hết {day.vi}: trước đó im lặng chưa phải là đồng ý.",
        en=f"The tax office may answer until the end of {day.en}: until then silence is no consent.",
    )


class NotProvenError(ConflictError):
    """Nothing the office has decided shows that the number in the dossier is this person's."""

    code = "face_not_proven"
    default_message = Bilingual(
        vi="Chưa đăng ký khuôn mặt được từ hồ sơ này. Chỉ đăng ký được khi hồ sơ đã có kết quả, và khuôn mặt "
        "đã nộp khớp với thẻ căn cước chụp kèm, hoặc cán bộ đã gặp bạn. Bạn vẫn tra cứu được bằng mã hồ sơ.",
        en="You cannot sign up by face with this dossier yet. It takes the result, and a filed face that "
        "fits the identity card photographed with it, or an officer who has met you. You can still look up "
        "by the dossier code.",
    )


class NoFacePhotoError(ConflictError):
    """The dossier has no photo of the person's face, so that nobody can tell whose face comes now."""

    code = "face_photo_missing"
    default_message = Bilingual(
        vi="Hồ sơ này không có, hoặc không còn giữ ảnh khuôn mặt để đối chiếu. Bạn có thể đăng ký tại quầy.",
        en="This dossier has no photo of your face to compare with, or no longer. You can sign up at the "
        "counter.",
    )
