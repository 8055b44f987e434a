"""The one root of every error the product raises on purpose.

Each subclass carries a stable ``code``, the HTTP ``status`` it becomes at the edge, and a message a
citizen can act on in Vietnamese and English. Nothing a person typed is lost because of one.
"""

from typing import ClassVar

from motcua.kernel.messages import Bilingual


class MotcuaError(Exception):
    """Root of all errors; ``details`` are for logs and never shown to a person."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    default_message: ClassVar[Bilingual] = Bilingual(
        vi="Hệ thống gặp trục trặc. Những gì bạn đã nhập vẫn được giữ. Vui lòng thử lại sau ít phút.",
        en="Something went wrong on our side. What you entered is kept. Please try again in a few minutes.",
    )

    def __init__(self, message: Bilingual | None = None, /, **details: object) -> None:
        self.message = message or self.default_message
        self.details = details
        super().__init__(f"{self.code}: {self.message.en}" + (f" {details}" if details else ""))


class NotFoundError(MotcuaError):
    """What was asked for does not exist, or the person may not know that it does."""

    code = "not_found"
    status = 404
    default_message = Bilingual(
        vi="Không tìm thấy nội dung bạn cần.", en="We could not find what you asked for."
    )


class NotAllowedError(MotcuaError):
    """The person is known and may not do this."""

    code = "not_allowed"
    status = 403
    default_message = Bilingual(
        vi="Bạn không có quyền thực hiện việc này.", en="You are not allowed to do this."
    )


class ConflictError(MotcuaError):
    """The state has moved on since the person looked at it."""

    code = "conflict"
    status = 409
    default_message = Bilingual(
        vi="Hồ sơ đã thay đổi trong lúc bạn thao tác. Vui lòng tải lại trang rồi làm tiếp.",
        en="The dossier changed while you were working on it. Reload the page and continue.",
    )


class InvalidInputError(MotcuaError):
    """What was given cannot be used; the message says what to give instead."""

    code = "invalid_input"
    status = 422


class TooManyAttemptsError(MotcuaError):
    """A limit against guessing was reached."""

    code = "too_many_attempts"
    status = 429
    default_message = Bilingual(
        vi="Bạn đã thử quá nhiều lần. Vui lòng đợi ít phút rồi thử lại.",
        en="Too many attempts. Please wait a few minutes and try again.",
    )


class OutsideSystemError(MotcuaError):
    """A system of another agency did not answer, or answered with something unusable."""

    code = "outside_system_unavailable"
    status = 503
    default_message = Bilingual(
        vi="Hệ thống của cơ quan liên quan chưa trả lời. Hồ sơ vẫn được giữ và sẽ tự động thử lại.",
        en="Another agency's system has not answered. The dossier is kept and will be tried again.",
    )


class SetupError(MotcuaError):
    """The installation is incomplete: a file, a setting or a service is missing or not what it should be."""

    code = "setup_incomplete"
    status = 500
