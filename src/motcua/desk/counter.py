"""What officers fill in for a citizen who stands at the counter."""

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.desk.forms import MAX_REASON, ActForm
from motcua.dossiers.selectors import MOST_NAME
from motcua.kernel.messages import Bilingual
from motcua.procedures.corrections import CorrectionForm


def _photo(label: Any) -> forms.FileField:
    return forms.FileField(
        label=label,
        help_text=_("Ảnh JPG, PNG, HEIC hoặc WebP, nhẹ hơn 15 MB."),
        required=False,
        allow_empty_file=True,  # the one who opens photos says what is wrong with it
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class CounterForm(ActForm):
    """Answers of the dossier's form that an officer writes anew for the citizen; may ask for more."""

    #: The answers that may be written anew, as a form of their own beside this one.
    corrections: CorrectionForm | None = None
    #: The step that this follows: what stood in the fields may have been changed since by a later one.
    asked = forms.CharField(widget=forms.HiddenInput)

    def is_valid(self) -> bool:
        """Tell whether all of it can be taken, the answers with it."""
        right = self.corrections is None or self.corrections.is_valid()
        return super().is_valid() and right

    def corrected(self) -> dict[str, Any]:
        """Return the answers that are different now; of a valid form."""
        return {} if self.corrections is None else self.corrections.changed()

    def let_correct(self, asked: str, corrections: CorrectionForm | None) -> None:
        """Offer these answers; a counter's browser does not suggest what the citizen before typed."""
        self.corrections, self.initial["asked"] = corrections, asked
        if corrections is not None:
            corrections.for_shared_device()


class CounterReceivingForm(CounterForm):
    """How the citizen at the counter wants the result, with the questions that citizens answer themselves."""

    corrections_title = _("Công dân muốn nhận kết quả thế nào?")
    corrections_lead = _("Mục nào không đổi thì để nguyên. Lịch sử giữ nội dung trước và sau.")

    def clean(self) -> dict[str, Any]:
        """Refuse to record a change where nothing changes."""
        data = super().clean() or self.cleaned_data
        if self.corrections is not None and self.corrections.is_valid() and not self.corrected():
            self.add_error(None, _("Bạn chưa đổi gì: cách nhận kết quả vẫn như trước."))
        return data


class CounterSupplementForm(CounterForm):
    """What a citizen brought to the counter: corrections, their words, photos of card and other."""

    corrections_title = _("Sửa trên đơn")
    corrections_lead = _(
        "Sửa theo lời và giấy tờ của công dân. Mục nào đúng thì để nguyên. Lịch sử giữ bản trước và sau."
    )
    field_order = ["note", "front", "back", "other", "name"]
    note = forms.CharField(
        label=_("Công dân bổ sung hoặc sửa gì"),
        help_text=_("Ghi đúng lời công dân. Có ảnh hoặc đã sửa trên đơn thì có thể để trống."),
        required=False,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    front = _photo(_("Ảnh mới mặt trước giấy tờ"))
    back = _photo(_("Ảnh mới mặt sau giấy tờ"))
    other = _photo(_("Ảnh giấy tờ khác"))
    name = forms.CharField(
        label=_("Tên giấy tờ khác"),
        help_text=_("Ví dụ: Hợp đồng thuê nhà."),
        required=False,
        max_length=MOST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"max_length": _("Tên giấy tờ dài quá, hãy ghi ngắn hơn.")},
    )

    def offer(self, asked: str, slots: Collection[str], corrections: CorrectionForm | None) -> None:
        """Keep only the photos that may be given: of the card where asked for, none without consent."""
        self.let_correct(asked, corrections)
        for slot in {"front", "back", "other"} - set(slots):
            del self.fields[slot]
        if "other" not in slots:
            del self.fields["name"]

    def photos(self) -> list[tuple[str, bytes]]:
        """Return the photos that were chosen, each with its slot."""
        chosen = ((slot, self.cleaned_data.get(slot)) for slot in ("front", "back", "other"))
        return [(slot, upload.read()) for slot, upload in chosen if upload]

    def refuse(self, fields: Mapping[str, list[Bilingual]]) -> None:
        """Say on their fields why corrections cannot stand."""
        assert self.corrections is not None
        for name, problems in fields.items():
            self.corrections.add_error(name, [self.say(problem) for problem in problems])

    def clean(self) -> dict[str, Any]:
        """Ask for words, corrections or photos, and for the name of a paper whose photo is there."""
        data = super().clean() or self.cleaned_data
        fixed = self.corrections is not None and (not self.corrections.is_valid() or self.corrected())
        photos = any(map(data.get, ("front", "back", "other")))
        if not self.errors and not data.get("note") and not photos and not fixed:
            self.add_error("note", _("Vui lòng ghi công dân bổ sung gì, sửa trên đơn, hoặc chọn ảnh."))
        if data.get("other") and not data.get("name"):
            self.add_error("name", _("Vui lòng ghi tên giấy tờ."))
        return data


class CounterPaymentForm(ActForm):
    """The number of the receipt the counter gave, if it gave one."""

    receipt_no = forms.CharField(
        label=_("Số biên lai"),
        help_text=_("Ghi số biên lai đã đưa cho công dân."),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Vui lòng ghi số biên lai.")},
    )
