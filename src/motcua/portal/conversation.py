"""What a citizen fills in to write to the office."""

from django import forms
from django.utils.translation import gettext_lazy

from motcua.dossiers.contact.conversation import LONGEST


class TalkForm(forms.Form):
    """One message; how long it may be is checked where it is kept."""

    text = forms.CharField(
        label=gettext_lazy("Lời nhắn cho cơ quan"),
        help_text=gettext_lazy(
            "Tối đa 2.000 ký tự. Không ghi mật khẩu hay mã OTP. Cơ quan trả lời trên trang này."
        ),
        widget=forms.Textarea(attrs={"rows": "4", "maxlength": str(LONGEST)}),
        error_messages={"required": gettext_lazy("Hãy viết lời nhắn")},
    )
