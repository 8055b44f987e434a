"""The messages on a dossier as its officers see them, and the form to answer."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from motcua.desk.words import actor_words
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual

_CITIZEN: Final = "citizen:"


class TalkForm(forms.Form):
    """One message; how long it may be is checked where it is kept."""

    text = forms.CharField(
        label=_("Trả lời công dân"),
        help_text=_(
            "Công dân đọc trên trang hồ sơ; tin nhắn và thư điện tử chỉ báo có lời nhắn, không kèm nội dung."
        ),
        widget=forms.Textarea(attrs={"rows": "4", "maxlength": str(conversation.LONGEST)}),
        error_messages={"required": _("Vui lòng viết lời nhắn.")},
    )


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """One message and who wrote it, the officer by name."""

    said: conversation.ConversationMessage
    who: Bilingual

    @property
    def to_answer(self) -> bool:
        """Whether the citizen waits for an answer to it."""
        return self.said.to_answer


def thread_of(dossier: Dossier) -> list[ConversationLine]:
    """Return all messages, the oldest first."""
    thread = conversation.thread(dossier)
    names = actor_words({_actor(said) for said in thread}) if thread else {}
    return [ConversationLine(said, names[_actor(said)]) for said in thread]


def _actor(said: conversation.ConversationMessage) -> str:
    return _CITIZEN if said.side == conversation.Side.CITIZEN else f"officer:{said.author}"
