"""A citizen writes to the office from the dossier's page, without JavaScript; nobody else reads it."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier, Message

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = "Tôi đổi số nhà được không?", "Được, anh ghi lại giúp."


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft().pk)


def visitor(dossier: Dossier) -> Client:
    client = Client()
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    return client


def page(client: Client, dossier: Dossier) -> str:
    return client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()


def test_both_write_and_each_learns_when_the_other_saw_it(dossier: Dossier) -> None:
    client, desk = visitor(dossier), Client()
    desk.force_login(people.officer("an"))
    answer = client.post(reverse("portal:talk", args=[dossier.code]), {"text": ASKED})
    assert answer["Location"].endswith(f"{dossier.code}/#trao-doi")
    shown = page(client, dossier)
    assert ASKED in shown
    assert "Cơ quan chưa xem." in shown
    assert ASKED in desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Cơ quan đã xem lúc" in page(client, dossier)
    desk.post(reverse("desk:talk", args=[dossier.code]), {"text": ANSWERED})
    assert "Công dân chưa xem." in desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    client.head(reverse("portal:dossier", args=[dossier.code]))
    first = page(client, dossier)
    assert "Cơ quan có lời nhắn mới cho bạn" in first
    assert ANSWERED in first
    assert "Lê Thị An" not in first, "never which officer"
    second = page(client, dossier)
    assert "Cơ quan có lời nhắn mới cho bạn" not in second
    assert "Bạn đã xem lúc" in second
    assert "Công dân đã xem lúc" in desk.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


def test_in_english(dossier: Dossier) -> None:
    client = visitor(dossier)
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    client.post(reverse("portal:talk", args=[dossier.code]), {"text": ASKED})
    conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an")
    shown = page(client, dossier)
    for words in (
        "Messages with the office", "Message to the office", "The office has not seen it yet.",
        "The office has written to you", "Read and answer", "Send message", "At most 2,000 characters.",
    ):  # fmt: skip
        assert words in shown, words
    assert "You saw it at" in page(client, dossier)


def test_what_cannot_be_sent_comes_back_with_its_words(dossier: Dossier) -> None:
    client, address = visitor(dossier), reverse("portal:talk", args=[dossier.code])
    assert client.post(address, {"text": " "}).status_code == 422
    answer = client.post(address, {"text": "b" * 2001})
    assert answer.status_code == 422
    assert "tối đa 2000 ký tự" in answer.content.decode()
    assert "b" * 2001 in answer.content.decode()
    for number in range(10):
        client.post(address, {"text": f"Câu {number}"})
    answer = client.post(address, {"text": "Câu mười một"})
    assert "Hôm nay bạn đã gửi 10 lời nhắn" in answer.content.decode()
    assert "Câu mười một</textarea>" in answer.content.decode()
    assert Message.objects.count() == 10


def test_a_message_outlasts_the_session_it_was_written_in(dossier: Dossier) -> None:
    """Who wrote for long, or looked at another page after a mistake, wrote the whole message again."""
    client = visitor(dossier)
    address = reverse("portal:talk", args=[dossier.code])
    client.post(address, {"text": "x" * 3000})
    assert "x" * 3000 in page(client, dossier)
    client.session.flush()
    sent = client.post(address, {"text": ASKED})
    told = client.get(sent["Location"]).content.decode()
    assert "lời nhắn chưa được gửi" in told
    assert ASKED not in told, "nobody has shown yet that the dossier is theirs"
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert f">\n{ASKED}</textarea>" in page(client, dossier)
    client.post(address, {"text": ASKED})
    assert f">\n{ASKED}</textarea>" not in page(client, dossier)
    assert Message.objects.count() == 1


def test_half_a_message_is_kept_and_not_sent_when_the_language_is_changed(dossier: Dossier) -> None:
    """It was gone: this page was not among those that send what is written before they are left."""
    client, address = visitor(dossier), reverse("portal:talk", args=[dossier.code])
    form = re.search(rf'<form [^>]*action="{address}"[^>]*>', page(client, dossier))
    assert form is not None
    name, value = re.search(r'data-keeping="(\w+)=(\w+)"', form[0]).groups()  # type: ignore[union-attr]
    client.post(address, {"text": "Tôi đổi số", name: value})
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert ">\nTôi đổi số</textarea>" in page(client, dossier)
    assert not Message.objects.exists()


def test_a_stranger_with_another_dossier_open_neither_reads_nor_writes(dossier: Dossier) -> None:
    other = services.submit(filing.draft(personal_number="079190005678").pk)
    conversation.write_as_citizen(dossier, text=ASKED)
    stranger = visitor(other)
    assert ASKED not in page(stranger, other)
    for answer in (
        stranger.get(reverse("portal:dossier", args=[dossier.code])),
        stranger.post(reverse("portal:talk", args=[dossier.code]), {"text": "Xin chào"}),
    ):
        assert answer["Location"].startswith("/tra-cuu/?ma=")
    assert Message.objects.count() == 1
    assert conversation.thread(dossier)[0].seen_at is None


@pytest.mark.parametrize("role", ["intake", "accountant"])
def test_who_is_signed_in_as_an_officer_does_not_speak_or_see_for_the_citizen(
    dossier: Dossier, role: str
) -> None:
    conversation.write_as_office(dossier, text=ANSWERED, actor="officer:an")
    client = Client()
    client.force_login(people.officer("ke", role=role))
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert ANSWERED not in page(client, dossier)
    assert client.post(reverse("portal:talk", args=[dossier.code]), {"text": "x"}).status_code == 403
    assert conversation.thread(dossier)[0].seen_at is None
    assert Message.objects.count() == 1
