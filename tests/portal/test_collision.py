"""What a person has already is told before they fill in a form, and cannot be found out about others."""

import pytest
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import services
from motcua.portal.views import collision

pytestmark = pytest.mark.django_db
LIMIT = 5
TOLD = "đã có hồ sơ"


def type_number(person: Person, number: str) -> None:
    answers = {**filing.answers(personal_number=number), "commitment": True}
    services.save_answers(person.draft_id, answers)


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let fewer do than at work, where each is half a second of these tests."""
    monkeypatch.setattr(collision, "_MOST", LIMIT)


@pytest.fixture
def taken() -> str:
    """Return the number of somebody who has filed."""
    return services.submit(filing.draft().pk).personal_number


@pytest.mark.parametrize("page", ["collision", "reading"])
def test_numbers_are_not_tried_out_on_the_pages_before_filing(page: str, taken: str) -> None:
    """Only filing was counted: two pages told of any number, and of a name with a birth date, without end."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    for number in range(LIMIT):
        type_number(person, f"0791900{number:05d}")
        person.client.get(person.at(page))
        person.client.post(person.at(page))
    type_number(person, taken)
    for answer in (person.client.get(person.at(page)), person.client.post(person.at(page))):
        assert TOLD not in answer.content.decode()
        assert answer.get("Location") != person.at("collision")
        if page == "collision":
            assert answer.status_code == 429
    other = Person().begin(face="no")  # of the same address
    other.send("mat-truoc")
    type_number(other, taken)
    assert TOLD not in other.client.get(other.at(page)).content.decode()


def test_who_goes_back_and_forth_is_counted_once_and_told_each_time(taken: str) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    type_number(person, taken)
    for _ in range(LIMIT + 5):
        assert TOLD in person.client.get(person.at("collision")).content.decode()


def test_who_has_a_card_is_counted_for_nothing(taken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full hall stands behind one address, and their cards say who they are."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    for number in range(LIMIT):
        guesser = Person(client=person.client, draft_id=person.draft_id)
        type_number(guesser, f"0791900{number:05d}")
        person.client.get(person.at("collision"))
    neighbour = Person().begin(face="no")
    neighbour.send("mat-truoc")
    neighbour.read(monkeypatch, filing.reading(personal_number=taken))
    assert neighbour.client.post(neighbour.at("reading"))["Location"] == neighbour.at("collision")
    assert TOLD in neighbour.client.get(neighbour.at("collision")).content.decode()


def test_who_is_told_of_one_person_is_told_of_the_next(taken: str) -> None:
    """Going on in spite of a namesake let a number that has a dossier be filed, and nothing said so."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    person.fill("person", personal_number="079190004321")
    assert TOLD in person.client.get(person.at("collision")).content.decode(), "a namesake"
    person.client.post(person.at("collision"), {"after": "check"})
    assert person.draft().collision_acknowledged
    person.fill("capital", capital="60 triệu")
    person.fill("person", personal_number="079190004321")
    assert person.draft().collision_acknowledged, "the same person, told already"
    person.fill("person", personal_number=taken)
    sent = person.client.post(person.at("check"))
    assert sent["Location"].startswith(person.at("collision"))
    person.client.post(person.at("collision"), {"after": "check"})
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")


def test_another_card_is_another_person(taken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading(personal_number="079190004321"))
    person.client.post(person.at("collision"))
    assert person.draft().collision_acknowledged
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading(personal_number=taken))
    assert person.client.post(person.at("reading"))["Location"] == person.at("collision")


def test_what_stands_against_a_filing_is_told_without_another_count(taken: str) -> None:
    """Who had spent the tries of an address by filing could not read why they may not file, nor go on."""
    guesser = Person().begin(face="no")
    guesser.send("mat-truoc")
    for number in range(LIMIT):
        type_number(guesser, f"0791900{number:05d}")
        guesser.client.get(guesser.at("collision"))
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    sent = person.client.post(person.at("check"))
    assert sent["Location"].startswith(person.at("collision"))
    assert TOLD in person.client.get(sent["Location"]).content.decode()
    assert person.client.post(person.at("collision"), {"after": "check"})["Location"] == person.at("check")
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")
