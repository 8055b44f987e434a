"""Going on later, on another device, by a code that cannot be guessed."""

import re

import pytest
from django.test import Client
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting.analyses import AgreementNeededError
from motcua.dossiers.models import DraftPhoto
from motcua.kernel import ids
from motcua.presence.models import Challenge

pytestmark = pytest.mark.django_db
RESUME = "/lam-tiep/"


def _code(person: Person) -> str:
    page = person.client.post(person.at("save")).content.decode()
    found = re.search(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", page)
    assert found is not None
    return found[0]


def test_a_filing_goes_on_where_it_was_left_on_another_device() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill("subject")
    person.fill("person")
    code = _code(person)
    other = Person(Client(), person.draft_id)
    assert other.client.post(RESUME, {"code": f" {code.lower()} "})["Location"] == other.at(
        "step", step="residence"
    )
    page = other.client.get(other.at("step", step="person")).content.decode()
    assert "NGUYỄN THỊ MINH NGUYỆT" in page


def test_one_who_only_agreed_goes_on_with_the_first_photo() -> None:
    person = Person().begin()
    other = Client()
    assert other.post(RESUME, {"code": _code(person)})["Location"] == person.at("photo", slot="mat-truoc")


def test_asking_for_the_page_gives_no_code_and_a_new_code_ends_the_old_one() -> None:
    person = Person().begin()
    assert not re.search(
        r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", person.client.get(person.at("save")).content.decode()
    )
    old, new = _code(person), _code(person)
    assert Client().post(RESUME, {"code": old}).status_code == 422
    assert Client().post(RESUME, {"code": new}).status_code == 302


def test_a_mistyped_and_an_unknown_code_are_told_apart_for_the_honest() -> None:
    mistyped = Client().post(RESUME, {"code": "AAAAA-AAAAB"}).content.decode()
    assert "từng ký tự" in mistyped
    unknown = Client().post(RESUME, {"code": ids.new_resume_code()})
    assert unknown.status_code == 422
    assert "Không có hồ sơ nào" in unknown.content.decode()


def test_guessing_codes_ends_soon() -> None:
    client = Client()
    statuses = [client.post(RESUME, {"code": ids.new_resume_code()}).status_code for _ in range(14)]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    assert "Vui lòng đợi một chút" in client.post(RESUME, {"code": ids.new_resume_code()}).content.decode()


def test_a_filed_draft_is_found_filed_when_resumed() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    code = _code(person)
    person.client.post(person.at("check"))
    other = Client()
    address = other.post(RESUME, {"code": code})["Location"]
    assert other.get(address)["Location"] == person.at("filed")


def test_a_full_hall_goes_on_while_a_guesser_with_an_own_code_is_stopped() -> None:
    """All phones of a hall share one address: a right code counts for nothing and forgives nothing."""
    person = Person().begin()
    code = _code(person)
    for _ in range(14):
        assert Client().post(RESUME, {"code": code}).status_code == 302
    statuses = []
    for _ in range(14):
        statuses.append(Client().post(RESUME, {"code": ids.new_resume_code()}).status_code)
        Client().post(RESUME, {"code": code})
    assert statuses[:11] == [422] * 11
    assert statuses[-1] == 429


def test_no_to_the_face_takes_an_earlier_yes_back() -> None:
    person = Person().begin(face="yes")
    person.send("mat-truoc")
    person.send("khuon-mat")
    token = person.client.post(person.at("presence-begin")).json()["token"]
    assert Challenge.objects.exists()
    person.client.post(person.at("agreement"), {"card": "on", "face": "no"})
    assert not dossiers.has_agreed(person.draft(), face=True)
    assert not DraftPhoto.objects.filter(draft=person.draft_id, slot="selfie").exists()
    assert not Challenge.objects.exists()
    assert person.client.post(person.at("presence-begin")).status_code >= 400
    assert person.client.post(person.at("presence-finish"), {"token": token}).status_code >= 400
    assert person.send("mat-truoc") == person.at("photo", slot="mat-sau")
    after = person.client.get(person.at("photo", slot="mat-sau")).content.decode()
    assert person.at("photo", slot="khuon-mat") not in after
    with pytest.raises(AgreementNeededError):
        dossiers.put_photo(person.draft_id, "selfie", filing.photo(), capture="file")


def test_a_half_filled_page_is_kept_when_one_goes_on_later() -> None:
    """The page said that all is kept, and what stood on the one that was left was gone."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    page = person.at("step", step="contact")
    shown = person.client.get(page).content.decode()
    assert 'form="page" name="giu"' in shown
    left = person.client.post(page, {"phone": "0901 234 567", "email": "khong-co-a-cong", "giu": "1"})
    assert left["Location"] == person.at("save")
    code = _code(person)
    again = person.client.get(page).content.decode()
    assert "0901" in again
    assert "khong-co-a-cong" in again  # not right yet, and not lost
    other = Person(Client(), person.draft_id)
    other.client.post(RESUME, {"code": code})
    assert "0901" in other.client.get(page).content.decode()


def test_who_leaves_a_page_unfinished_is_not_met_by_mistakes() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    page, ward = person.at("step", step="head-office"), filing.answers()["office_ward"]
    person.client.post(page, {"office_street": "", "office_ward": ward, "giu": "1"})
    assert "error-summary" not in person.client.get(page).content.decode()
