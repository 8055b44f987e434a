"""Citizen and office write to each other; the words stay on the two pages, and who saw them when is known."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier, Message, PersonMessage
from motcua.interconnect import outbox
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import messages as sandbox
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))
ASKED, ANSWERED = "Tôi đổi số nhà được không?", "Được, anh ghi lại giúp."


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft(email="minh@vidu.vn").pk)


@pytest.fixture
def providers(settings: object) -> Iterator[dict[str, sandbox.Provider]]:
    (sms, one), (email, two) = sandbox.make("sms_1", SECRET), sandbox.make("email_1", SECRET)
    with serving(sms) as at_sms, serving(email) as at_email:
        addresses = {"sms_1": (at_sms, SECRET), "email_1": (at_email, SECRET)}
        settings.OUTSIDE = {**settings.OUTSIDE, **addresses}  # type: ignore[attr-defined]
        yield {"sms": one, "email": two}


def test_the_person_is_told_that_there_is_a_message_and_never_what(
    dossier: Dossier, providers: dict[str, sandbox.Provider], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    conversation.write_as_citizen(dossier, text=ASKED)
    assert not PersonMessage.objects.filter(kind="message").exists(), "nobody is told of their own words"
    written = conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an")
    for row in OutboxMessage.objects.filter(sent_at=None):
        assert outbox.deliver(row.pk, interconnect.send)
    told = PersonMessage.objects.filter(message=written)
    assert {item.channel for item in told} == {"sms", "email"}
    (sms,) = [one for one in providers["sms"].taken.values() if "loi nhan" in one["text"]]
    assert dossier.code in sms["text"]
    assert sms["text"].isascii()
    assert len(sms["text"]) <= 160
    (said,) = [item for item in conversation.thread(dossier) if item.side == "office"]
    assert {one.channel for one in said.told} == {"sms", "email"}
    assert all(one.sent_at and one.receipt for one in said.told)
    elsewhere = [
        caplog.text,
        *(str(vars(row)) for row in Event.objects.all()),
        *(str(vars(row)) for row in OutboxMessage.objects.all()),
        *(str(vars(row)) for row in PersonMessage.objects.all()),
    ]
    for words in (ASKED, ANSWERED, "ghi lai giup", "doi so nha"):
        assert not any(words in place for place in elsewhere)
    events = Event.objects.filter(action="message.written").order_by("id")
    assert [event.actor for event in events] == [f"citizen:{dossier.draft_id}", "officer:an"]


def test_only_the_other_side_sees_and_the_first_time_counts(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation.write_as_citizen(dossier, text=ASKED)
    conversation.mark_seen(dossier, by=conversation.Side.CITIZEN)
    assert conversation.thread(dossier)[0].seen_at is None
    conversation.mark_seen(dossier, by=conversation.Side.OFFICE)
    first = conversation.thread(dossier)[0].seen_at
    assert first is not None
    monkeypatch.setattr(clock, "now", lambda: first + timedelta(hours=1))
    conversation.mark_seen(dossier, by=conversation.Side.OFFICE)
    assert conversation.thread(dossier)[0].seen_at == first


def test_an_answer_takes_the_mark_off_and_a_new_question_sets_it_again(dossier: Dossier) -> None:
    assert conversation.awaiting_answer(dossier.office) == set()
    conversation.write_as_citizen(dossier, text=ASKED)
    assert conversation.awaiting_answer(dossier.office) == {dossier.pk}
    assert conversation.awaiting_answer("another office") == set()
    conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an")
    assert conversation.awaiting_answer(dossier.office) == set()
    conversation.write_as_citizen(dossier, text="Còn tầng hai thì sao?")
    assert conversation.awaiting_answer(dossier.office) == {dossier.pk}


def test_a_button_pressed_twice_writes_once(dossier: Dossier) -> None:
    one, two = (conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an") for _ in range(2))
    assert one == two
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", " \r\n ", "a" * 2001])
def test_no_words_or_too_many_are_refused_on_both_sides(dossier: Dossier, text: str) -> None:
    with pytest.raises(conversation.MessageTextError):
        conversation.write_as_citizen(dossier, text=text)
    with pytest.raises(conversation.MessageTextError):
        conversation.write_as_office(dossier, text=text, actor="officer:an")
    assert not Message.objects.exists()


def test_an_end_of_line_counts_once_as_in_the_browser(dossier: Dossier) -> None:
    text = "a\r\n" * 999 + "ab"
    assert len(conversation.write_as_citizen(dossier, text=text).text) == 2000


def test_ten_a_day_on_one_dossier_and_the_office_as_much_as_it_wants(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = services.submit(filing.draft(personal_number="079190005678").pk)
    for number in range(10):
        conversation.write_as_citizen(dossier, text=f"Câu {number}")
    with pytest.raises(conversation.TooManyMessagesError):
        conversation.write_as_citizen(dossier, text="Câu 11")
    conversation.write_as_citizen(other, text=ASKED)
    for number in range(11):
        conversation.write_as_office(dossier, text=f"Trả lời {number}", actor="officer:an")
    tomorrow = clock.now() + timedelta(days=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    conversation.write_as_citizen(dossier, text="Câu 11")


def test_a_citizen_may_write_until_thirty_days_after_the_end_and_the_office_always(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.refuse(dossier.pk, actor="officer:an", ground="forbidden_trade", reason="Ngành bị cấm")
    dossier.refresh_from_db()
    ended = dossier.transitions.last()
    assert ended is not None
    for after, allowed in ((timedelta(days=30), True), (timedelta(days=30, seconds=1), False)):
        moment = ended.at + after
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert conversation.may_write(dossier) is allowed
    with pytest.raises(conversation.MessagesClosedError):
        conversation.write_as_citizen(dossier, text=ASKED)
    conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an")
