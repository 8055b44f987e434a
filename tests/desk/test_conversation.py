"""Officers see who waits for an answer, and answer on the dossier's page."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people

from motcua.audit.models import Event
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Message

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = "Tôi đổi số nhà được không?", "Được, anh ghi lại giúp."
MARK, TO_ANSWER = "lời nhắn chờ trả lời", "/ban-lam-viec/?han=loi-nhan&nhom=tat-ca"


def test_the_queue_marks_who_waits_until_somebody_answers(intake: Client) -> None:
    dossier, other = people.dossier(), people.dossier(personal_number="079190005678")
    assert MARK not in intake.get("/ban-lam-viec/").content.decode()
    conversation.write_as_citizen(dossier, text=ASKED)
    listed = intake.get("/ban-lam-viec/")
    assert [row.dossier for row in listed.context["rows"] if row.to_answer] == [dossier]
    assert "Lời nhắn chờ trả lời: 1" in listed.content.decode()
    assert other in [row.dossier for row in listed.context["rows"]]
    assert [row.dossier for row in intake.get(TO_ANSWER).context["rows"]] == [dossier]
    answer = intake.post(reverse("desk:talk", args=[dossier.code]), {"text": ANSWERED})
    assert answer.status_code == 302
    assert MARK not in intake.get("/ban-lam-viec/").content.decode()
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert ANSWERED in page
    assert "Lê Thị An" in page


def test_in_english(intake: Client) -> None:
    dossier = people.dossier()
    conversation.write_as_citizen(dossier, text=ASKED)
    intake.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert "message to answer" in intake.get("/ban-lam-viec/").content.decode()
    intake.post(reverse("desk:talk", args=[dossier.code]), {"text": ANSWERED})
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    for words in ("Messages with the citizen", "Answer the citizen", "The citizen has not seen it yet."):
        assert words in page, words


def test_words_too_many_come_back(intake: Client) -> None:
    address = reverse("desk:talk", args=[people.dossier().code])
    answer = intake.post(address, {"text": "b" * 2001})
    assert answer.status_code == 422
    assert "b" * 2001 in answer.content.decode()
    assert Event.objects.filter(action="dossier.viewed", actor="officer:an").count() == 1
    assert intake.post(address, {"text": ""}).status_code == 422
    assert not Message.objects.exists()


def test_half_an_answer_is_kept_and_not_sent_when_the_page_is_left(intake: Client) -> None:
    dossier = people.dossier()
    address = reverse("desk:talk", args=[dossier.code])
    page = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert f'data-keeping="giu=1" action="{address}"' in intake.get(page).content.decode()
    intake.post(address, {"text": "Được, anh", "giu": "1"})
    assert "Được, anh</textarea>" in intake.get(page).content.decode()
    assert not Message.objects.exists()


def test_another_office_neither_reads_nor_writes(intake: Client) -> None:
    dossier = people.dossier(office="somewhere-else")
    conversation.write_as_citizen(dossier, text=ASKED)
    assert "Lời nhắn chờ trả lời" not in intake.get("/ban-lam-viec/").content.decode()
    assert intake.post(reverse("desk:talk", args=[dossier.code]), {"text": ANSWERED}).status_code == 404
    assert Message.objects.count() == 1


def test_an_accountant_neither_sees_nor_answers_nor_finds_who_wrote() -> None:
    dossier, client = people.dossier(), Client()
    client.force_login(people.officer("ke", role="accountant"))
    conversation.write_as_citizen(dossier, text=ASKED)
    assert client.post(reverse("desk:talk", args=[dossier.code]), {"text": ANSWERED}).status_code == 403
    for address in ("/ban-lam-viec/", f"/ban-lam-viec/ho-so/{dossier.code}/"):
        page = client.get(address).content.decode()
        assert ASKED not in page
        assert MARK not in page.lower()
    assert client.get(TO_ANSWER).context["rows"] == []
    assert conversation.thread(dossier)[0].seen_at is None
    assert Message.objects.count() == 1
