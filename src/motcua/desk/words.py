"""What officers read about states, moves and people."""

from motcua.accounts.models import User
from motcua.desk.due import Tone
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import NAMES, State
from motcua.kernel.messages import Bilingual
from motcua.outcomes.tax import trouble
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Ground

_APPROVED = Bilingual("Đã duyệt, chờ cơ quan thuế", "Approved, waiting for the tax office")
_STAMP_MISSING = Bilingual("Đã duyệt, chờ dấu thời gian", "Approved, waiting for the time stamp")
_UNSIGNED = Bilingual("Đã duyệt, chờ ký số", "Approved, waiting for the signature")
_BEHIND = Bilingual(
    "Đã duyệt, chờ hồ sơ khác của hộ này", "Approved, waiting for another dossier of this business"
)
#: Of what the tax office has nothing to do with.
_BEING_MADE = Bilingual("Đã duyệt, đang lập kết quả", "Approved, the result is being made")
_TAX_REFUSED = Bilingual("Cơ quan thuế không chấp nhận", "Refused by the tax office")
_TAKEN_BACK = Bilingual("Không ghi được vào sổ đăng ký", "Not possible in the register")
#: Said where the tax system accepted what the register then did not take.
TAX_MUST_UNDO = Bilingual(
    "Cơ quan thuế đã nhận nội dung này trước đó: cần liên hệ cơ quan thuế để ghi lại đúng như sổ đăng ký.",
    "The tax office had accepted this before: ask it to record again what the register says.",
)

_MOVES = {
    "submit": Bilingual("Nộp hồ sơ", "Submitted"),
    "accept": Bilingual("Tiếp nhận hồ sơ", "Taken in"),
    "refuse_intake": Bilingual("Từ chối tiếp nhận", "Intake refused"),
    "begin": Bilingual("Chuyển sang xử lý", "Work began"),
    "ask_supplement": Bilingual("Yêu cầu bổ sung", "More was asked for"),
    "supplement": Bilingual("Công dân đã bổ sung", "The citizen answered"),
    "reject": Bilingual("Từ chối cấp giấy chứng nhận", "Refused"),
    "withdraw": Bilingual("Công dân rút hồ sơ", "Withdrawn by the citizen"),
    "extend": Bilingual("Xin lỗi và gia hạn", "Apology and extension"),
    "ask_payment": Bilingual("Yêu cầu nộp lệ phí", "Payment was asked for"),
    "pay": Bilingual("Đã nộp lệ phí", "The fee was paid"),
    "grant": Bilingual("Chấp thuận, có kết quả", "Granted, the result is made"),
    "hand_over": Bilingual("Trả kết quả", "Result handed over"),
    "change_receiving": Bilingual("Đổi cách nhận kết quả", "Way of receiving the result changed"),
    "paper_copy": Bilingual("Trao bản giấy tại quầy", "Paper copy handed out at the counter"),
    "revoke": Bilingual("Thu hồi giấy chứng nhận", "Certificate revoked"),
    "restore": Bilingual("Hủy bỏ quyết định thu hồi", "Revocation cancelled"),
}
#: Of moves that are the citizen's own where no officer made them.
_AT_COUNTER = {
    "supplement": Bilingual("Nhận bổ sung tại quầy", "The citizen's answer was taken in at the counter"),
    "change_receiving": Bilingual(
        "Đổi cách nhận kết quả tại quầy", "Way of receiving the result changed at the counter"
    ),
}
PAPERS = {
    "slip": Bilingual("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Receipt and appointment slip"),
    "certificate": Bilingual("Giấy chứng nhận đăng ký hộ kinh doanh", "Registration certificate"),
    "supplement_request": Bilingual("Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", "Request for a supplement"),
    "rejection": Bilingual("Phiếu từ chối", "Refusal"),
    "extension": Bilingual("Văn bản xin lỗi và gia hạn", "Apology and extension"),
    "confirmation": Bilingual("Văn bản xác nhận", "Confirmation"),
    "stop": Bilingual("Thông báo dừng giải quyết hồ sơ", "Notice that work has stopped"),
    "receipt": Bilingual("Giấy xác nhận đã nộp lệ phí", "Confirmation of payment"),
    "revocation": Bilingual("Quyết định thu hồi giấy chứng nhận", "Decision to revoke the certificate"),
    "restoration": Bilingual("Quyết định hủy bỏ quyết định thu hồi", "Decision to cancel the revocation"),
}
STANDINGS = {
    "replaced": Bilingual("đã có giấy cấp sau thay thế", "replaced by a later one"),
    "revoked": Bilingual("không còn hiệu lực", "no longer in force"),
}
CHANNELS = {
    "online": Bilingual("Trực tuyến", "Online"),
    "counter": Bilingual("Tại quầy", "At the counter"),
    "post": Bilingual("Bưu chính công ích", "Public post"),
    "kiosk": Bilingual("Máy tự phục vụ", "Self-service machine"),
}
_CITIZEN = Bilingual("Công dân", "The citizen")
_SYSTEMS = {
    "tax": Bilingual("Hệ thống đăng ký thuế", "The tax registration system"),
    "bank": Bilingual("Ngân hàng", "The bank"),
    "post": Bilingual("Bưu điện", "The post"),
    "kiosk": Bilingual("Máy tự phục vụ", "The self-service machine"),
}
_SYSTEM = Bilingual("Hệ thống", "The system")


def state_words(dossier: Dossier, *, unsigned: bool, behind: bool) -> tuple[Bilingual, Tone]:
    """Return the state in words, and a colour where the decision under way says more than the state.

    ``unsigned``: papers of it wait for the office's key; ``behind``: another dossier about the same business
    is told to other systems before it.
    """
    if dossier.state_enum == State.PROCESSING and dossier.decision == "approved":
        return _approved(dossier, unsigned=unsigned, behind=behind)
    if dossier.state_enum == State.PROCESSING and dossier.decision == "tax_refused":
        return _TAX_REFUSED, "bad"
    if dossier.state_enum == State.PROCESSING and dossier.decision == "taken_back":
        return _TAKEN_BACK, "bad"
    return NAMES[dossier.state_enum], ""


def _approved(dossier: Dossier, *, unsigned: bool, behind: bool) -> tuple[Bilingual, Tone]:
    """What an approved dossier waits for; yellow where somebody must mend something for it to go on."""
    if unsigned:
        return _UNSIGNED, "warn"
    if behind:
        return _BEHIND, "good"
    tone: Tone = "good" if trouble.of(dossier) is None else "warn"
    if trouble.waits_for(dossier) == "timestamps":
        return _STAMP_MISSING, tone
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return (_BEING_MADE if procedure.effect == "reissue" else _APPROVED), tone


def move_words(step: Transition) -> Bilingual:
    """Return what was done."""
    if step.move in _AT_COUNTER and step.actor.startswith("officer:"):
        return _AT_COUNTER[step.move]
    return _MOVES.get(step.move, NAMES[State(step.target)])


def ground_words(ground: Ground) -> Bilingual:
    """Return a legal ground with the article it rests on."""
    text, citation = ground.text, ground.citation
    return Bilingual(f"{text.vi.rstrip('.')} ({citation.vi}).", f"{text.en.rstrip('.')} ({citation.en}).")


def actor_words(actors: set[str]) -> dict[str, Bilingual]:
    """Return for each recorded actor who it was; officers by name, in one query."""
    names = {
        user.get_username(): user.display_name
        for user in User.objects.filter(username__in=[a.removeprefix("officer:") for a in actors])
    }
    return {actor: _who(actor, names) for actor in actors}


def handler_words(username: str) -> str:
    """Return the name of who looks after a dossier; an account that is gone by its name, empty for nobody."""
    return actor_words({f"officer:{username}"})[f"officer:{username}"].vi if username else ""


def _who(actor: str, names: dict[str, str]) -> Bilingual:
    kind, _, name = actor.partition(":")
    if kind == "citizen":
        return _CITIZEN
    if kind == "system":
        return _SYSTEMS.get(name, _SYSTEM)
    shown = names.get(name, name)
    return Bilingual(shown, shown)
