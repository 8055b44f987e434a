"""What officers fill in when they act on a dossier."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from motcua.desk.words import ground_words
from motcua.dossiers.errors import ExtensionError, may_answer_until
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual, bilingual_day
from motcua.procedures.corrections import fields_like
from motcua.procedures.selectors import OTHER_INDUSTRY
from motcua.procedures.types import Ground, Procedure

MAX_REASON = 2000
#: The ground that is about photos, whatever items the officer ticks with it.
_PHOTO_UNCLEAR = "photo_unclear"


def needs_code(procedure: Procedure, answers: Mapping[str, Any]) -> bool:
    """Tell whether the officer must give the main line a code: it was described in words, here and now."""
    asks = any(spec.name == "main_line" for step in procedure.steps_for(answers) for spec in step.fields)
    return asks and answers.get("main_line") == OTHER_INDUSTRY


class SignInForm(AuthenticationForm):
    """Name and password, with messages that do not tell which of the two was wrong."""

    error_messages = {
        "invalid_login": _("Tên đăng nhập hoặc mật khẩu chưa đúng. Vui lòng nhập lại."),
        "inactive": _("Tài khoản này đã bị khóa. Vui lòng liên hệ người quản trị."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Tên đăng nhập")
        self.fields["password"].label = _("Mật khẩu")
        required = {"username": _("Vui lòng nhập tên đăng nhập."), "password": _("Vui lòng nhập mật khẩu.")}
        for name, message in required.items():
            self.fields[name].error_messages["required"] = message


class SecondFactorForm(forms.Form):
    """A code of the authenticator app, or of the paper for a lost phone."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=20,
        help_text=_("6 chữ số đang hiện trong ứng dụng. Không có điện thoại thì nhập một mã giấy."),
        error_messages={"required": _("Vui lòng nhập mã xác thực.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, app_only: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if app_only:
            self.fields["code"].help_text = _("6 chữ số đang hiện trong ứng dụng.")
            self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActForm(forms.Form):
    """Nothing to fill in; carries the state the officer saw, so that nobody acts on an old page.

    ``turn`` is the move that had brought the dossier into it: it may have been with the citizen since.
    """

    seen = forms.TypedChoiceField(
        choices=[(int(state), state.name) for state in State], coerce=int, widget=forms.HiddenInput
    )
    #: Our page has it; what comes without, as from one opened before an upgrade, is held to the state.
    turn = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, procedure: Procedure, language: str, answers: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.procedure, self.language, self.answers = procedure, language, answers
        self.build()

    def build(self) -> None:
        """Make the fields that depend on the procedure."""

    def say(self, message: Bilingual) -> str:
        """Return a message in the officer's language."""
        return message.in_language(self.language)

    def _ground_choices(self, use: str) -> list[tuple[str, str]]:
        return [
            (ground.slug, self.say(ground_words(ground)))
            for ground in self.procedure.grounds
            if use in ground.use
        ]

    def chosen_ground(self) -> Ground | None:
        """Return the legal ground chosen, or None."""
        slug = self.cleaned_data.get("ground")
        return self.procedure.ground(slug) if slug else None


class ApproveForm(ActForm):
    """Nothing to fill in, unless the citizen described a trade that the list lacks: then its code."""

    #: The last day on which the tax office may still answer; without a dossier its time is over.
    tax_answers_until: date | None = None

    def build(self) -> None:
        """Ask for what only the officer knows: the code of a described trade, what the tax office said."""
        if self.procedure.effect == "cease":
            self.fields["tax_clearance"] = forms.ChoiceField(
                label=_("Cơ quan thuế trả lời thế nào?"),
                help_text=_("Còn nợ thuế thì không duyệt được: hãy từ chối theo Điều 104."),
                choices=[
                    ("confirmed", _("Đã xác nhận hoàn thành nghĩa vụ thuế")),
                    ("silent", _("Quá 02 ngày làm việc không trả lời, coi như đồng ý")),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": _("Vui lòng chọn cơ quan thuế trả lời thế nào.")},
            )
        if not needs_code(self.procedure, self.answers):
            return
        self.fields["line_code"] = forms.RegexField(
            r"\d{4}",
            label=_("Mã ngành cấp 4"),
            help_text=_("Bốn chữ số, theo Hệ thống ngành kinh tế Việt Nam."),
            strip=True,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
            error_messages={
                "required": _("Vui lòng ghi mã ngành cấp 4."),
                "invalid": _("Mã ngành cấp 4 gồm đúng bốn chữ số."),
            },
        )
        self.fields["line_name"] = forms.CharField(
            label=_("Tên ngành in trên giấy chứng nhận"),
            help_text=_("Công dân mô tả: %(words)s") % {"words": self.answers.get("line_details", "")},
            max_length=300,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
            error_messages={"required": _("Vui lòng ghi tên ngành.")},
        )

    def clean_tax_clearance(self) -> str:
        """Refuse to take silence for consent before the tax office's time to answer is over."""
        said, last = str(self.cleaned_data["tax_clearance"]), self.tax_answers_until
        if said == "silent" and last is not None and last >= clock.today():
            raise forms.ValidationError(self.say(may_answer_until(last)))
        return said

    def assigned_line(self) -> dict[str, str] | None:
        """Return the code and name the officer gave, None where the citizen's choice stands."""
        if "line_code" not in self.fields:
            return None
        return {"code": self.cleaned_data["line_code"], "name": self.cleaned_data["line_name"]}


def _reason(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        min_length=10,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Vui lòng ghi rõ lý do."),
            "min_length": _("Vui lòng ghi rõ hơn, ít nhất 10 ký tự, để công dân hiểu và làm theo được."),
        },
    )


class SupplementForm(ActForm):
    """Which papers or answers are needed, on what ground, and why."""

    field_order = ["items", "ground", "reason"]
    items = forms.MultipleChoiceField(
        label=_("Cần bổ sung hoặc sửa những gì"),
        help_text=_("Chọn ít nhất một mục."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vui lòng chọn ít nhất một giấy tờ hoặc mục cần bổ sung.")},
    )
    ground = forms.ChoiceField(
        label=_("Căn cứ"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vui lòng chọn căn cứ.")},
    )
    reason = _reason(
        _("Lý do và hướng dẫn cho công dân"),
        _("Viết ngắn gọn, dễ hiểu: thiếu gì, sai ở đâu, cần làm gì. Nội dung này in trên phiếu."),
    )

    def build(self) -> None:
        """Offer the procedure's papers and every question of its form."""
        papers = [(f"paper:{paper.slug}", self.say(paper.name)) for paper in self.procedure.papers]
        steps = []
        for step in self.procedure.steps:
            # By name: "the same or another address" and the address itself are one item of the legal form.
            named = {self.say(spec.legal_name): f"field:{spec.name}" for spec in step.fields}
            steps.append(
                (
                    self.say(step.office_title or step.title),
                    [(value, label) for label, value in named.items()],
                )
            )
        self._choices_of("items", [(_("Giấy tờ"), papers), *steps])
        self._choices_of("ground", self._ground_choices("supplement"))

    def item_names(self) -> list[str]:
        """Return the chosen items as the Vietnamese notice prints them."""
        papers = {f"paper:{paper.slug}": paper.name.vi for paper in self.procedure.papers}
        fields = {f"field:{spec.name}": spec.legal_name.vi for spec in self.procedure.all_fields()}
        return [{**papers, **fields}[item] for item in self.cleaned_data["items"]]

    def fields_named(self) -> list[str]:
        """Return the chosen questions of the form, those with them that are one item of it."""
        chosen = [item.removeprefix("field:") for item in self.cleaned_data["items"] if item[:6] == "field:"]
        return [name for field in chosen for name in fields_like(self.procedure, field)]

    def asks_photos(self) -> bool:
        """Whether the citizen shall send new photos of card or face."""
        wanted = {f"paper:{paper.slug}" for paper in self.procedure.papers if paper.given_as == "photo"}
        ground = self.chosen_ground()
        unclear = ground is not None and ground.slug == _PHOTO_UNCLEAR
        return unclear or bool(wanted & set(self.cleaned_data["items"]))

    def full_reason(self) -> str:
        """Return ground and explanation in one text, in Vietnamese."""
        ground = self.chosen_ground()
        assert ground is not None
        return f"{ground_words(ground).vi} {self.cleaned_data['reason']}"

    def _choices_of(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ExtendForm(ActForm):
    """The new date and why the office needs more time; both stand in the apology."""

    #: Raises ``ExtensionError`` for a day that cannot be promised; without a dossier every day can.
    judge: Callable[[date], None] | None = None
    field_order = ["new_day", "reason"]
    new_day = forms.DateField(
        label=_("Ngày hẹn trả kết quả mới"),
        help_text=_("Ngày làm việc sau ngày hẹn cũ. Ví dụ: 28/12/2026"),
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}),
        error_messages={
            "required": _("Vui lòng ghi ngày hẹn mới."),
            "invalid": _("Vui lòng ghi ngày dạng ngày/tháng/năm, ví dụ 28/12/2026."),
        },
    )
    reason = _reason(
        _("Lý do chưa giải quyết xong"),
        _("Viết cho công dân: việc gì chậm và vì sao. Nội dung này in trên văn bản xin lỗi."),
    )

    def tell_days(self, *, old: date, first: date) -> None:
        """Say the day promised and the earliest new one: neither stands on this page."""
        days = {"old": self.say(bilingual_day(old)), "first": self.say(bilingual_day(first))}
        self.fields["new_day"].help_text = (
            _("Ngày hẹn cũ: %(old)s. Ngày mới là ngày làm việc, sớm nhất là %(first)s.") % days
        )

    def clean_new_day(self) -> date:
        """Refuse a day that cannot be promised, together with what else is wrong."""
        day: date = self.cleaned_data["new_day"]
        if self.judge is not None:
            try:
                self.judge(day)
            except ExtensionError as error:
                raise forms.ValidationError(self.say(error.message)) from error
        return day


class RevokeForm(forms.Form):
    """Why a certificate is taken back: the case of the law and what it means here."""

    ground = forms.ChoiceField(
        label=_("Căn cứ thu hồi"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vui lòng chọn căn cứ thu hồi.")},
    )
    reason = _reason(
        _("Lý do cụ thể"),
        _("Nêu sự việc, văn bản hoặc kết quả xác minh làm căn cứ. In trên quyết định gửi chủ hộ."),
    )

    def __init__(self, *args: Any, grounds: Iterable[Ground], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._grounds = {ground.slug: ground_words(ground) for ground in grounds}
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(slug, words.in_language(language)) for slug, words in self._grounds.items()]

    def chosen(self) -> Bilingual:
        """Return the ground chosen, with its article."""
        return self._grounds[self.cleaned_data["ground"]]


class RestoreForm(RevokeForm):
    """Why the decision to take a certificate back is cancelled."""

    ground = forms.ChoiceField(
        label=_("Căn cứ hủy bỏ quyết định thu hồi"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vui lòng chọn căn cứ hủy bỏ.")},
    )
    reason = _reason(
        _("Lý do cụ thể"),
        _("Nêu sai ở đâu và văn bản hoặc kết quả xác minh làm căn cứ. In trên quyết định gửi chủ hộ."),
    )


class TransferForm(forms.Form):
    """What becomes of money that matches no dossier, and why."""

    what = forms.ChoiceField(
        label=_("Xử lý thế nào?"),
        choices=[
            ("match", _("Ghép vào một hồ sơ đang chờ nộp lệ phí")),
            ("pay_back", _("Hoàn trả cho người nộp")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Vui lòng chọn cách xử lý.")},
    )
    code = forms.CharField(
        label=_("Mã hồ sơ"),
        help_text=_("Chỉ ghi khi ghép vào hồ sơ. Ví dụ: H29.26.740-261126-0001"),
        max_length=48,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        help_text=_("Ghi căn cứ đối chiếu, ví dụ: người nộp gọi điện, đúng tên và số tiền."),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Vui lòng ghi rõ lý do."),
            "min_length": _("Vui lòng ghi rõ hơn, ít nhất 10 ký tự."),
        },
    )

    def __init__(self, *args: Any, may_match: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_match:
            what = self.fields["what"]
            assert isinstance(what, forms.ChoiceField)
            what.choices, what.initial = [("pay_back", _("Hoàn trả cho người nộp"))], "pay_back"
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        """Ask for the code where there is something to match with."""
        data = super().clean() or self.cleaned_data
        if data.get("what") == "match" and not data.get("code"):
            self.add_error("code", _("Vui lòng ghi mã hồ sơ."))
        return data


class RefuseForm(ActForm):
    """The legal ground and what it means in this case."""

    field_order = ["ground", "reason"]
    ground = forms.ChoiceField(
        label=_("Căn cứ từ chối"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vui lòng chọn căn cứ từ chối.")},
    )
    reason = _reason(
        _("Giải thích cho công dân"),
        _("Nêu rõ vì sao căn cứ này áp dụng cho hồ sơ và công dân có thể làm gì tiếp. In trên phiếu."),
    )

    def build(self) -> None:
        """Offer the grounds on which the procedure may be refused."""
        field = self.fields["ground"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = self._ground_choices("rejection")
