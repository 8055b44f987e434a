"""An officer tries two photos: everything is shown with its source, nothing is kept but that it was done."""

from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.audit.models import Event
from motcua.cli import read_explain
from motcua.desk.views import trial_reading
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers import photo
from motcua.papers.explanation import explain_reading
from motcua.papers.subprocess_reading import ReadingApartError
from motcua.papers.types import FieldValue, Reading, Region, Witness
from motcua.papers.unread_words import unread_because
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db

ADDRESS = "/ban-lam-viec/doc-thu/"
WORDS = Bilingual("Một góc bị cắt.", "A corner is cut.")
CUT = Problem("corner_cut", WORDS, severity="grave", image=0, quad=filing.QUAD)


def read(images: list[bytes]) -> Reading:
    made = filing.reading(doubtful=("full_name",))
    fields = dict(made.fields)
    said = (
        Witness("qr", "079190001234", 0.998, Region(0, filing.QUAD)),
        Witness("text", "079190001284", 0.7),
    )
    fields["personal_number"] = replace(fields["personal_number"], sources=("qr",), witnesses=said)
    front, back = made.sides
    sides = (replace(front, problems=(CUT,)), back)[: len(images)]
    return replace(made, fields=fields, sides=sides)


@pytest.fixture(autouse=True)
def _read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_reading, "read_in_subprocess", read)


def uploads(*names: str) -> dict[str, SimpleUploadedFile]:
    return {name: SimpleUploadedFile(f"{name}.jpg", filing.photo(), "image/jpeg") for name in names}


def test_what_was_read_is_shown_with_its_sources_and_nothing_is_kept(intake: Client) -> None:
    answer = intake.post(ADDRESS, uploads("front", "back"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    for part in ("NGUYỄN THỊ MINH NGUYỆT", "14/05/1990", "cần xem lại", "Mã QR", "079190001284", "khác"):
        assert part in page
    assert page.index("Xem giấy gốc") < page.index("Một góc bị cắt.")
    assert page.count("data:image/jpeg;base64,") == 2 + len(filing.reading().fields)
    assert not StoredPhoto.objects.exists()
    event = Event.objects.get(action="paper.tried")
    assert (event.actor, event.data["photos"], event.data["paper"]) == ("officer:an", 2, "cccd_chip")
    assert event.data["problems"] == ["corner_cut"]
    assert "079190001234" not in str(event.data)


def test_one_cause_that_hides_several_values_is_one_sentence_with_one_frame(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of a dossier told it once, this one value by value: ten sentences of one cause."""
    hidden = ("place_of_origin", "date_of_expiry", "sex")
    lower = tuple((x, y + 20.0) for x, y in filing.QUAD)
    unread = [
        Problem("field_not_read", unread_because([name], "glare"), name, "look", "glare", 0, lower)
        for name in hidden
    ]
    made = replace(filing.reading(), problems=(*unread, replace(unread[0], image=1)))
    (front, back), marked = made.sides, []
    made = replace(made, sides=(replace(front, problems=(CUT,)), back))
    monkeypatch.setattr(photo, "mark", lambda _, places, **how: marked.append(len(places)) or b"JPEG")
    told = explain_reading([filing.photo(), filing.photo(2)], made)
    said = [[item.message for item in shown.problems] for shown in told.photos]
    assert said == [[CUT.message, unread_because(hidden, "glare")], [unread[0].message]]
    assert (marked, told.problems) == ([2, 1], ())
    assert read_explain.explain([filing.photo(), filing.photo(2)], made).count('class="problem"') == 3


def test_one_photo_is_enough_and_none_is_told(intake: Client) -> None:
    assert intake.post(ADDRESS, uploads("back")).status_code == 200
    answer = intake.post(ADDRESS, {})
    assert answer.status_code == 422
    assert "Hãy chọn ít nhất một ảnh" in answer.content.decode()


def test_a_reading_that_fails_says_so_on_the_page(intake: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(images: list[bytes]) -> Reading:
        raise ReadingApartError(seconds=90)

    monkeypatch.setattr(trial_reading, "read_in_subprocess", broken)
    answer = intake.post(ADDRESS, uploads("front"))
    assert answer.status_code == 503
    assert "thử lại" in answer.content.decode()


def test_while_another_is_read_one_waits_and_is_told(intake: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial_reading, "_WAIT", 0.01)
    with trial_reading._one_at_a_time:
        answer = intake.post(ADDRESS, uploads("front"))
    assert answer.status_code == 503
    assert "đang đọc ảnh khác" in answer.content.decode()


def test_only_officers_come_in(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    client.force_login(people.officer("lac", office=""))
    assert client.post(ADDRESS, uploads("front")).status_code == 403


def test_both_languages(intake: Client) -> None:
    page = intake.post(ADDRESS, uploads("front"), headers={"accept-language": "en"}).content.decode()
    for part in (
        "Try reading a paper",
        "needs a look",
        "QR code",
        "A corner is cut.",
        "See the paper itself",
    ):
        assert part in page


def test_no_value_that_asks_for_a_look_stands_beside_a_certainty(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """“Needs a look” beside 0.999 said two things at once; now it says why, and that a person decides."""
    alone = Witness("text", "Xã Đak Djrăng", 0.64)
    value = FieldValue("Xã Đak Djrăng", 0.9993, ("text",), True, None, (alone,))
    read = replace(filing.reading(), fields={"place_of_birth_registration": value})
    monkeypatch.setattr(trial_reading, "read_in_subprocess", lambda images: read)
    page = intake.post(ADDRESS, uploads("front")).content.decode()
    assert "0,999" not in page
    assert "chỉ một nguồn đọc được" in page
    assert "cần người xem" in page


def test_a_recogniser_s_own_number_is_not_shown_as_how_sure_a_value_is(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks on the skin stood there with 0.999 and their only source with 0.37: which was one to believe?"""
    code, alone = Witness("qr", "Nam", 0.998), Witness("text", "Sẹo chấm C:1cm trên mép phải", 0.37)
    fields = {
        "identifying_features": FieldValue(alone.value, 0.9993, ("text",), False, None, (alone,)),
        "sex": FieldValue("Nam", 0.998, ("qr",), False, None, (code,)),
    }
    monkeypatch.setattr(
        trial_reading, "read_in_subprocess", lambda images: replace(filing.reading(), fields=fields)
    )
    page = intake.post(ADDRESS, uploads("front")).content.decode()
    assert 'Sẹo chấm C:1cm trên mép phải <span class="muted">điểm chữ 0,370</span>' in page
    assert 'Nam <span class="muted">0,998</span>' in page
    assert "chưa xét mã, quy tắc và danh sách từ" in page


def test_back_over_what_was_read_leads_to_a_page_and_nothing_is_left(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without JavaScript "back" over the result ended at the browser's own error page."""
    browser = {"Accept": "text/html,*/*;q=0.8"}
    large = tuple(filing.photo(number) for number in range(2))
    monkeypatch.setattr(
        trial_reading, "explain_reading", lambda images, reading: explain_reading(large, reading)
    )
    sent = intake.post(ADDRESS, uploads("front", "back"), headers=browser)
    assert (sent.status_code, sent["Location"]) == (303, ADDRESS)
    row = Session.objects.get().session_data + str(intake.session.get("answered"))
    assert "NGUYỄN" not in row
    shown = intake.get(ADDRESS, headers=browser)
    assert len(shown.content) > 200_000, "larger than any other page"
    assert "NGUYỄN THỊ MINH NGUYỆT" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "answered" not in intake.session
    again = intake.get(ADDRESS, headers=browser)
    assert again.status_code == 200
    assert "NGUYỄN" not in again.content.decode()
    monkeypatch.setattr(trial_reading, "_WAIT", 0.01)
    with trial_reading._one_at_a_time:
        sent = intake.post(ADDRESS, uploads("front"), headers=browser)
    assert sent.status_code == 303
    assert "đang đọc ảnh khác" in intake.get(ADDRESS, headers=browser).content.decode()
