"""What an officer can do with a dossier: which moves, who, when, and with which form."""

from dataclasses import dataclass, replace

from motcua.accounts.models import User
from motcua.desk import forms
from motcua.desk.counter import CounterPaymentForm, CounterReceivingForm, CounterSupplementForm
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.states import MOVES, NAMES, State
from motcua.kernel import money
from motcua.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Procedure

NOT_YOURS = Bilingual(
    vi="Việc này dành cho cán bộ được phân quyền giải quyết hồ sơ.",
    en="Only officers with the right to decide may do this.",
)
_APPROVED = Bilingual(
    vi="Hồ sơ đã được duyệt và kết quả đang được lập. Chưa thể làm việc khác cho đến khi có kết quả.",
    en="The dossier is approved and its result is being made. Nothing else can be done until it is there.",
)
_NOTHING_TO_PAY = Bilingual(
    vi="Hồ sơ này không phải nộp lệ phí, hoặc đã nộp đủ.", en="No fee is due for this dossier, or it is paid."
)
_REVOKED = Bilingual(
    vi="Giấy chứng nhận của hồ sơ này đã bị thu hồi nên không còn kết quả để trả.",
    en="The certificate of this dossier was revoked: there is no result to hand over.",
)
_NO_INDUSTRY_CODE = Bilingual(
    vi="Công dân không tìm thấy ngành, nghề chính trong danh sách và đã mô tả bằng lời. Khi duyệt, bạn ghi "
    "mã ngành cấp 4 tương ứng.",
    en="The citizen did not find the main line of business in the list and described it. When you approve, "
    "you enter the level-4 code that fits.",
)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do. ``moves`` are names in the table of moves; any of them that fits the state will do.

    ``button`` is the look: empty, ``secondary`` or ``warning``. ``beside``: it is offered where what it
    changes stands, and not among what moves the dossier on.
    """

    slug: str
    moves: tuple[str, ...]
    label: Bilingual
    question: Bilingual
    effect: Bilingual
    done: Bilingual
    form: type[forms.ActForm] = forms.ActForm
    button: str = ""
    beside: bool = False

    def sources(self) -> frozenset[State]:
        """Return the states in which it can be done."""
        return frozenset[State]().union(*(MOVES[name].sources for name in self.moves))

    def role_fits(self, user: User, state: State) -> bool:
        """Tell whether the officer's role allows it; roles are cumulative but for the accountant's."""
        actors = {role for name in self.moves if state in MOVES[name].sources for role in MOVES[name].actors}
        if not user.may_take_in:
            return "accountant" in actors
        return "intake" in actors or user.may_decide


ACCEPT = Deed(
    "tiep-nhan",
    ("accept",),
    Bilingual("Tiếp nhận hồ sơ", "Take the dossier in"),
    Bilingual("Tiếp nhận hồ sơ này?", "Take this dossier in?"),
    Bilingual(
        "Hồ sơ chuyển sang trạng thái “Đang xử lý”. Công dân thấy thay đổi này ngay trên trang tra cứu.",
        "The dossier goes to “In progress”. The citizen sees it at once on the status page.",
    ),
    Bilingual("Đã tiếp nhận hồ sơ.", "The dossier was taken in."),
)
APPROVE = Deed(
    "phe-duyet",
    ("grant",),
    Bilingual("Duyệt cấp giấy chứng nhận", "Approve"),
    Bilingual("Duyệt cấp giấy chứng nhận cho hồ sơ này?", "Approve this dossier?"),
    Bilingual(
        "Hệ thống gửi thông tin sang cơ quan thuế. Khi thuế chấp nhận, giấy chứng nhận có mã số được lập và "
        "ký số tự động. Nếu thuế không chấp nhận, hồ sơ trở lại với bạn kèm lý do.",
        "The data go to the tax office. When it accepts, the certificate is made with its code and signed. "
        "When it does not, the dossier comes back to you with the reason.",
    ),
    Bilingual("Đã duyệt. Hệ thống đang hỏi cơ quan thuế.", "Approved. The tax office is being asked."),
    forms.ApproveForm,
)
SUPPLEMENT = Deed(
    "yeu-cau-bo-sung",
    ("ask_supplement",),
    Bilingual("Yêu cầu bổ sung", "Ask for more"),
    Bilingual("Yêu cầu bổ sung, hoàn thiện hồ sơ", "Ask for more or for corrections"),
    Bilingual(
        "Hệ thống lập Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ (mẫu 02). "
        "Thời hạn tạm dừng đến khi công dân trả lời.",
        "Form 02 is made for the citizen. The time limit pauses until the citizen answers.",
    ),
    Bilingual("Đã yêu cầu công dân bổ sung.", "The citizen has been asked for more."),
    forms.SupplementForm,
    "secondary",
)
TAKE_SUPPLEMENT = Deed(
    "nhan-bo-sung",
    ("supplement",),
    Bilingual("Nhận bổ sung tại quầy", "Take the answer in at the counter"),
    Bilingual("Nhận bổ sung tại quầy", "Take the answer in at the counter"),
    Bilingual(
        "Dùng khi công dân mang giấy tờ đến quầy. Ghi lời công dân và gửi kèm ảnh giấy tờ. Hồ sơ trở lại "
        "“Đang xử lý”, thời hạn chạy tiếp; lịch sử ghi tên bạn là người nhận.",
        "For a citizen who brings the papers to the counter. Write down what they say and add photos of the "
        "papers. The dossier goes back to “In progress”, the time runs on, and the history names you.",
    ),
    Bilingual("Đã nhận bổ sung của công dân.", "The citizen's answer was taken in."),
    CounterSupplementForm,
)
ASK_PAYMENT = Deed(
    "yeu-cau-nop-le-phi",
    ("ask_payment",),
    Bilingual("Yêu cầu nộp lệ phí", "Ask for the fee"),
    Bilingual("Yêu cầu công dân nộp lệ phí?", "Ask the citizen to pay the fee?"),
    Bilingual(
        "Công dân thấy số tiền và mã QR để chuyển khoản trên trang hồ sơ. Thời hạn tạm dừng đến khi nộp đủ; "
        "khi ngân hàng báo có tiền, hồ sơ tự trở lại “Đang xử lý”.",
        "The citizen sees the amount and a QR code for a transfer on the dossier's page. The time limit "
        "pauses; when the bank reports the money, the dossier goes back to “In progress” by itself.",
    ),
    Bilingual("Đã yêu cầu công dân nộp lệ phí.", "The citizen has been asked for the fee."),
    button="secondary",
)
PAID = Deed(
    "da-nop-tai-quay",
    ("pay",),
    Bilingual("Đã nộp tại quầy", "Paid at the counter"),
    Bilingual("Công dân đã nộp đủ lệ phí tại quầy?", "Has the citizen paid the fee at the counter?"),
    Bilingual(
        "Ghi nhận đã thu đủ tiền và lập giấy xác nhận. Hồ sơ trở lại “Đang xử lý”, thời hạn chạy tiếp. "
        "Chuyển khoản được ghi nhận tự động, không cần bấm ở đây.",
        "Records the money and makes the confirmation. The dossier goes back to “In progress” and the time "
        "runs on. Bank transfers are recorded by themselves.",
    ),
    Bilingual("Đã ghi nhận khoản nộp.", "The payment was recorded."),
    CounterPaymentForm,
)
REFUSE = Deed(
    "tu-choi",
    ("refuse_intake", "reject"),
    Bilingual("Từ chối", "Refuse"),
    Bilingual("Từ chối hồ sơ", "Refuse the dossier"),
    Bilingual(
        "Hồ sơ kết thúc. Hệ thống lập văn bản ghi rõ căn cứ và giải thích: Phiếu từ chối tiếp nhận (mẫu 03), "
        "hoặc Thông báo dừng giải quyết (mẫu 05) nếu hồ sơ đã được tiếp nhận.",
        "The dossier ends. Form 03, or form 05 once it was taken in, is made with the ground and your "
        "explanation.",
    ),
    Bilingual("Đã từ chối hồ sơ.", "The dossier was refused."),
    forms.RefuseForm,
    "warning",
)
EXTEND = Deed(
    "xin-loi-gia-han",
    ("extend",),
    Bilingual("Xin lỗi và gia hạn", "Apologise and extend"),
    Bilingual("Xin lỗi và gia hạn thời gian giải quyết", "Apologise and extend the time limit"),
    Bilingual(
        "Hệ thống lập Văn bản xin lỗi và đề nghị gia hạn (mẫu 04) gửi công dân. Mỗi hồ sơ chỉ gia hạn một "
        "lần; nếu đã quá hạn, việc quá hạn vẫn được ghi lại.",
        "Form 04 is made for the citizen. A dossier can be extended once; if it is late already, that stays "
        "on record.",
    ),
    Bilingual("Đã gia hạn và gửi lời xin lỗi.", "The date was moved and the apology sent."),
    forms.ExtendForm,
    "secondary",
)
HAND_OVER = Deed(
    "tra-ket-qua",
    ("hand_over",),
    Bilingual("Ghi nhận đã trả kết quả", "Record the handing over"),
    Bilingual("Đã trả kết quả cho công dân?", "Has the citizen received the result?"),
    Bilingual(
        "Ghi nhận công dân đã nhận giấy chứng nhận. Hồ sơ kết thúc.",
        "Records that the citizen has the certificate. The dossier ends.",
    ),
    Bilingual("Đã ghi nhận trả kết quả.", "The handing over was recorded."),
)
CHANGE_RECEIVING = Deed(
    "doi-cach-nhan-ket-qua",
    ("change_receiving",),
    Bilingual("Đổi cách nhận kết quả", "Change how the result is received"),
    Bilingual("Đổi cách nhận kết quả", "Change how the result is received"),
    Bilingual(
        "Dùng khi công dân yêu cầu tại quầy. Công dân được báo tin, lịch sử ghi tên bạn. Khi hồ sơ đang được "
        "xử lý, giấy hẹn mới được lập; ngày hẹn và lệ phí không đổi. Gửi qua bưu điện thì công dân trả cước "
        "cho bưu điện khi nhận.",
        "For a citizen who asks for it at the counter. The citizen is told, and the history names you. While "
        "the dossier is in progress a new slip is made; date and fee stay. Who has it posted pays the "
        "postage to the post.",
    ),
    Bilingual("Đã đổi cách nhận kết quả.", "The way of receiving the result was changed."),
    CounterReceivingForm,
    beside=True,
)
PAPER_COPY = Deed(
    "trao-ban-giay",
    ("paper_copy",),
    Bilingual("Ghi nhận đã trao bản giấy", "Record that a paper copy was given"),
    Bilingual("Đã trao bản giấy của kết quả tại quầy?", "Was the result given on paper at the counter?"),
    Bilingual(
        "Kết quả đã trả dưới dạng tệp và hồ sơ đã kết thúc. Việc trao bản giấy được ghi vào lịch sử kèm tên "
        "bạn; công dân thấy trên trang hồ sơ. Chỉ ghi một lần: nếu mất hoặc hỏng, công dân làm thủ tục cấp "
        "lại.",
        "The result was given as a file and the dossier has ended. That a paper copy was given goes into the "
        "history with your name; the citizen sees it. Once only: who loses it asks for the result again.",
    ),
    Bilingual("Đã ghi nhận việc trao bản giấy.", "It was recorded that a paper copy was given."),
    beside=True,
)
DEEDS = (
    ACCEPT, APPROVE, PAID, TAKE_SUPPLEMENT, SUPPLEMENT, ASK_PAYMENT, REFUSE, EXTEND, HAND_OVER,
    CHANGE_RECEIVING, PAPER_COPY,
)  # fmt: skip


def worded(deed: Deed, procedure: Procedure) -> Deed:
    """Return a deed in the words that fit the procedure; approving is not always a first certificate."""
    if deed is not APPROVE or not procedure.about_existing:
        return deed
    name, outcome = procedure.short_name, procedure.outcome
    effect = Bilingual(
        "Hệ thống báo cơ quan thuế. Khi thuế chấp nhận, dữ liệu của hộ kinh doanh được cập nhật; hệ thống "
        f"lập và ký số: {outcome.vi}. Nếu thuế không chấp nhận, hồ sơ trở lại với bạn kèm lý do.",
        "The tax office is told. When it accepts, the data of the business change; made and signed: "
        f"{outcome.en}. When it does not, the dossier comes back to you with the reason.",
    )
    done = deed.done
    if procedure.effect == "reissue":  # nothing the tax office has to know
        effect = Bilingual(
            f"Dữ liệu của hộ kinh doanh được cập nhật ngay. Hệ thống lập và ký số: {outcome.vi}.",
            f"The data of the business change at once. Made and signed: {outcome.en}.",
        )
        done = Bilingual("Đã duyệt. Kết quả đang được lập.", "Approved. The result is being made.")
    return replace(
        deed,
        label=Bilingual("Duyệt", "Approve"),
        question=Bilingual(f"Duyệt hồ sơ “{name.vi}” này?", f"Approve this dossier: {name.en}?"),
        effect=effect,
        done=done,
    )


def get_deed(slug: str) -> Deed:
    """Return a deed by its name in addresses.

    Raises:
        NotFoundError: there is none.
    """
    for deed in DEEDS:
        if deed.slug == slug:
            return deed
    raise NotFoundError(deed=slug)


def possible(dossier: Dossier, user: User) -> list[Deed]:
    """Return what this officer can do with the dossier as it is now."""
    return [deed for deed in DEEDS if _hindrance(deed, dossier, user) is None]


def ensure_possible(deed: Deed, dossier: Dossier, user: User) -> None:
    """Refuse what cannot be done.

    Raises:
        ConflictError: not in this state.
        NotAllowedError: not with this role.
    """
    hindrance = _hindrance(deed, dossier, user)
    if hindrance is not None:
        raise hindrance


def missing_code(dossier: Dossier) -> Bilingual | None:
    """Return what the officer must add about the main line of business, None when it has its code."""
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return _NO_INDUSTRY_CODE if forms.needs_code(procedure, dossier.answers) else None


def unpaid_fee(dossier: Dossier) -> Bilingual | None:
    """Return that a dossier about to be approved owes its fee, None where nothing is due or all is paid.

    Once it is approved nobody can be asked for it; a person may be exempt, which only the officer knows.
    """
    fee = selectors.fee_of(dossier)
    if fee is None or not selectors.is_due(dossier):
        return None
    amount = money.bilingual_amount(fee.amount)
    return Bilingual(
        vi=f"Lệ phí {amount.vi} chưa nộp. Duyệt rồi thì không yêu cầu nộp được nữa: hãy yêu cầu nộp trước, "
        "trừ khi người này được miễn.",
        en=f"The fee of {amount.en} is not paid. Once approved nobody can be asked for it: ask for it first, "
        "unless this person is exempt.",
    )


def _hindrance(deed: Deed, dossier: Dossier, user: User) -> ConflictError | NotAllowedError | None:
    state = dossier.state_enum
    if state not in deed.sources():
        name = NAMES[state]
        return ConflictError(
            Bilingual(
                vi=f"Không thể “{deed.label.vi}” khi hồ sơ đang ở trạng thái “{name.vi}”.",
                en=f"“{deed.label.en}” is not possible while the dossier is “{name.en}”.",
            ),
            dossier=dossier.code,
        )
    if not deed.role_fits(user, state):
        return NotAllowedError(NOT_YOURS, deed=deed.slug, user=user.get_username())
    if deed is EXTEND:
        # The tax office may be what takes long: extending is possible while it is asked, but once only.
        return _extension_hindrance(dossier)
    words = _what_forbids(deed, dossier)
    return None if words is None else ConflictError(words, dossier=dossier.code)


def _what_forbids(deed: Deed, dossier: Dossier) -> Bilingual | None:
    if deed is CHANGE_RECEIVING:  # also while the tax office is asked
        return receiving.change_hindrance(dossier)
    if deed is PAPER_COPY:
        return receiving.paper_hindrance(dossier)
    if dossier.state_enum == State.PROCESSING and dossier.decision == "approved":
        return _APPROVED
    if deed is HAND_OVER and selectors.is_certificate_revoked(dossier):
        return _REVOKED
    if deed is ASK_PAYMENT and not selectors.is_due(dossier):
        return _NOTHING_TO_PAY
    return None


def _extension_hindrance(dossier: Dossier) -> ConflictError | None:
    if not dossier.transitions.filter(move="extend").exists():
        return None
    words = Bilingual("Hồ sơ này đã được gia hạn một lần.", "This dossier was extended once already.")
    return ConflictError(words, dossier=dossier.code)
