"""Telling the person of a dossier what happened, by text message and e-mail, with proof that it went out.

Words are kept with the move in one transaction and sent by the outbox. A text message is written in plain
Latin letters, so that any phone shows it and it stays one message; neither holds the person's name or number.
Where no provider of a channel is connected nothing is promised on it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse

from motcua.dossiers import deliveries, portal_sync, withheld
from motcua.dossiers.models import Dossier, Message, PersonMessage, Transition
from motcua.interconnect import services as interconnect
from motcua.kernel import money
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import base_letters
from motcua.procedures import selectors as procedures

Kind = PersonMessage.Kind

#: Move -> what the person is told of.
_KINDS: Final = {
    "submit": Kind.FILED,
    "ask_supplement": Kind.SUPPLEMENT,
    "supplement": Kind.SUPPLEMENTED,
    "ask_payment": Kind.PAYMENT,
    "pay": Kind.PAID,
    "extend": Kind.EXTENSION,
    "grant": Kind.GRANTED,
    "refuse_intake": Kind.REFUSED,
    "reject": Kind.REFUSED,
    "revoke": Kind.REVOKED,
    "restore": Kind.RESTORED,
    "withdraw": Kind.WITHDRAWN,
    "change_receiving": Kind.RECEIVING,
}
_WORDS: Final = {
    Kind.FILED: Bilingual(
        "Hồ sơ {code} đã nộp. Hẹn trả kết quả {due}. Xem: {url}",
        "Dossier {code} was filed. Result due {due}. See: {url}",
    ),
    Kind.SUPPLEMENT: Bilingual(
        "Hồ sơ {code} cần bạn bổ sung. Thời hạn tạm dừng đến khi bạn trả lời. Xem và trả lời: {url}",
        "Dossier {code} needs something more from you. The time limit pauses. Answer here: {url}",
    ),
    Kind.SUPPLEMENTED: Bilingual(
        "Đã nhận bổ sung của hồ sơ {code}. Hẹn trả kết quả {due}. Xem: {url}",
        "Your answer for dossier {code} was received. Result due {due}. See: {url}",
    ),
    Kind.PAYMENT: Bilingual(
        "Hồ sơ {code} cần nộp lệ phí {amount}. Xem mã QR để nộp: {url}",
        "A fee of {amount} is due for dossier {code}. The QR code to pay it: {url}",
    ),
    Kind.PAID: Bilingual(
        "Đã nhận lệ phí {amount} của hồ sơ {code}. Hẹn trả kết quả {due}. Xem: {url}",
        "The fee of {amount} for dossier {code} was received. Result due {due}. See: {url}",
    ),
    Kind.EXTENSION: Bilingual(
        "Xin lỗi bạn, hồ sơ {code} chưa xong như đã hẹn. Ngày hẹn mới: {due}. Xem: {url}",
        "We are sorry: dossier {code} is not ready as promised. New date: {due}. See: {url}",
    ),
    Kind.GRANTED: Bilingual(
        "Hồ sơ {code} đã có kết quả. Tải về: {url}",
        "The result of dossier {code} is ready. Download it: {url}",
    ),
    Kind.REFUSED: Bilingual(
        "Hồ sơ {code} không được chấp nhận. Xem lý do và việc có thể làm tiếp: {url}",
        "Dossier {code} was not accepted. The reason and what you can do next: {url}",
    ),
    Kind.REVOKED: Bilingual(
        "Giấy chứng nhận cấp theo hồ sơ {code} đã bị thu hồi. Xem quyết định và lý do: {url}",
        "The certificate given for dossier {code} was revoked. The decision and its reason: {url}",
    ),
    Kind.RESTORED: Bilingual(
        "Đã hủy bỏ việc thu hồi: giấy chứng nhận cấp theo hồ sơ {code} có hiệu lực trở lại. Xem: {url}",
        "The revocation was cancelled: the certificate of dossier {code} is in force again. See: {url}",
    ),
    Kind.WITHDRAWN: Bilingual(
        "Hồ sơ {code} đã được rút theo yêu cầu. Nếu không phải bạn rút, báo ngay cho cơ quan: {url}",
        "Dossier {code} was withdrawn on request. If it was not you, tell the office at once: {url}",
    ),
    Kind.RECEIVING: Bilingual(
        "Hồ sơ {code} đã đổi cách nhận kết quả. Nếu không phải bạn đổi, báo ngay cho cơ quan: {url}",
        "How the result of dossier {code} comes was changed. If it was not you, tell the office: {url}",
    ),
    Kind.MESSAGE: Bilingual(
        "Cơ quan có lời nhắn mới cho bạn về hồ sơ {code}. Xem và trả lời: {url}",
        "The office has written to you about dossier {code}. Read and answer: {url}",
    ),
}
#: A result that is ready, to whom wanted it on paper.
_GRANTED_BY: Final = {
    "counter": Bilingual(
        "Hồ sơ {code} đã có kết quả. Mang giấy tờ tùy thân đến quầy nhận bản giấy, hoặc tải về: {url}",
        "The result of dossier {code} is ready. Bring your card to the counter, or download it: {url}",
    ),
    "post": Bilingual(
        "Hồ sơ {code} đã có kết quả. Bản giấy gửi qua bưu điện. Xem và tải về: {url}",
        "The result of dossier {code} is ready and will be posted. See and download it: {url}",
    ),
}
#: The office wrote the change down for somebody who came: whoever filed must learn of it all the more.
_RECEIVING_AT_COUNTER: Final = Bilingual(
    "Hồ sơ {code} đã đổi cách nhận kết quả tại quầy. Nếu không phải bạn, báo ngay cơ quan: {url}",
    "How the result of dossier {code} comes was changed at the counter. Was it not you? Tell us: {url}",
)
_SUBJECT = Bilingual("Hồ sơ {code}: {kind}", "Dossier {code}: {kind}")
_KIND_NAMES: Final = {
    Kind.FILED: Bilingual("đã nộp", "filed"),
    Kind.SUPPLEMENT: Bilingual("cần bổ sung", "more is needed"),
    Kind.SUPPLEMENTED: Bilingual("đã nhận bổ sung", "your answer was received"),
    Kind.PAYMENT: Bilingual("cần nộp lệ phí", "a fee is due"),
    Kind.PAID: Bilingual("đã nhận lệ phí", "fee received"),
    Kind.EXTENSION: Bilingual("xin lỗi và gia hạn", "apology and new date"),
    Kind.GRANTED: Bilingual("đã có kết quả", "the result is ready"),
    Kind.REFUSED: Bilingual("không được chấp nhận", "not accepted"),
    Kind.REVOKED: Bilingual("giấy chứng nhận bị thu hồi", "the certificate was revoked"),
    Kind.RESTORED: Bilingual("giấy chứng nhận được khôi phục", "the certificate is in force again"),
    Kind.MESSAGE: Bilingual("có lời nhắn mới", "a new message"),
    Kind.WITHDRAWN: Bilingual("đã rút", "withdrawn"),
    Kind.RECEIVING: Bilingual("đổi cách nhận kết quả", "the way of receiving the result was changed"),
}


@dataclass(frozen=True, slots=True)
class Notification:
    """One message and its proof, as pages show it; ``to`` has its middle hidden.

    ``provider`` and ``receipt`` are empty and ``sent_at`` None until a provider took it; ``failed`` when
    none ever will. ``message`` is the message of the office it is about, None where it is about a move.
    """

    kind: Bilingual
    channel: str
    to: str
    text: str
    created_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    failed: bool
    provider: str
    receipt: str
    message: int | None


def notify(step: Transition) -> None:
    """Keep what whoever must hear of a move is told, to be sent once; part of the move's transaction.

    That is the person, the national portal, and the post where it is to bring the result.
    """
    portal_sync.report(step)
    deliveries.begin(step)
    kind = _KINDS.get(step.move)
    if kind is None:
        return
    _tell_of(step, kind, amount=int(step.data.get("amount", 0)))


def notify_of_message(message: Message) -> None:
    """Keep that the office wrote, never what, to be sent once; part of the caller's transaction."""
    _tell_of(message, Kind.MESSAGE)


def _tell_of(about: Transition | Message, kind: Kind, *, amount: int = 0) -> None:
    dossier = about.dossier
    text = _text(dossier, _words(about, kind), amount)
    subject = _SUBJECT.in_language(dossier.language).format(
        code=dossier.code, kind=_KIND_NAMES[kind].in_language(dossier.language)
    )
    if dossier.phone:
        _keep(about, kind, "sms", dossier.phone, {"text": base_letters(text)})
    email = str(dossier.answers.get("email") or "")
    if email:
        office = procedures.get_office(dossier.office)
        body = f"{text}\n\n{office.receiving_unit.in_language(dossier.language)}\n{office.hotline}"
        _keep(about, kind, "email", email, {"text": body, "subject": subject})


def notifications_of(dossier: Dossier, *, to_citizen: bool = False) -> list[Notification]:
    """Return what the person was told, the oldest first.

    ``to_citizen`` leaves out what went to an address of the register that the filer could not see.
    """
    hidden_names = withheld.names(dossier) if to_citizen else frozenset()
    unseen = {channel for name, channel in (("phone", "sms"), ("email", "email")) if name in hidden_names}
    return [
        Notification(
            kind=_KIND_NAMES[Kind(item.kind)],
            channel=item.channel,
            to=masked(item.to),
            text=item.text,
            created_at=item.created_at,
            sent_at=item.outbox.sent_at,
            delivered_at=item.outbox.delivered_at,
            failed=item.outbox.failed_at is not None,
            provider=item.outbox.provider,
            receipt=item.outbox.receipt,
            message=item.message_id,
        )
        for item in dossier.messages.select_related("outbox")
        if item.channel not in unseen
    ]


def masked(to: str) -> str:
    """Return an address that only its owner recognises: ``090****567``, ``m***@vidu.vn``."""
    name, at, host = to.partition("@")
    return f"{name[:1]}***@{host}" if at else f"{to[:3]}****{to[-3:]}"


def _keep(about: Transition | Message, kind: Kind, channel: str, to: str, body: dict[str, Any]) -> None:
    if not interconnect.providers(channel):
        return
    dossier = about.dossier
    what, key = ("message", f"m{about.pk}") if isinstance(about, Message) else ("step", f"{about.pk}")
    sent = interconnect.put_message(
        channel, f"{dossier.code}/{key}", {**body, "to": to}, subject=f"dossier:{dossier.code}"
    )
    PersonMessage.objects.get_or_create(
        **{what: about},
        channel=channel,
        defaults={
            "dossier": dossier,
            "kind": kind,
            "to": to,
            "text": body["text"],
            "created_at": about.at,
            "outbox_id": sent,
        },
    )


def _words(about: Transition | Message, kind: Kind) -> Bilingual:
    if kind == Kind.GRANTED:
        return _GRANTED_BY.get(about.dossier.answers.get("result_channel", ""), _WORDS[kind])
    at_counter = isinstance(about, Transition) and about.actor.startswith("officer:")
    return _RECEIVING_AT_COUNTER if kind == Kind.RECEIVING and at_counter else _WORDS[kind]


def _text(dossier: Dossier, words: Bilingual, amount: int) -> str:
    given = {
        "code": dossier.code,
        "due": _day(dossier.due_on),
        "amount": money.bilingual_amount(amount).in_language(dossier.language),
        "url": f"{settings.PUBLIC_URL}{reverse('portal:look-up')}?ma={dossier.code}",
    }
    return words.in_language(dossier.language).format(**given)


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
