"""A photo that could not be read shows where and why; what only accuses is for officers."""

from dataclasses import replace

import pytest
from tests.portal.person import Person
from tests.support import filing

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers import photo
from motcua.papers.types import Reading

pytestmark = pytest.mark.django_db

PLACE = ((100.0, 80.0), (300.0, 80.0), (300.0, 160.0), (100.0, 160.0))
GLARE = Problem("glare", Bilingual("Bị lóa ở giữa thẻ.", "Glare in the middle."), image=0, quad=PLACE)
UNREAD = Problem(
    "field_not_read", Bilingual("Chưa đọc được họ và tên vì bị lóa.", "The name was not read."),
    field="full_name", severity="look", reason="glare", image=0, quad=PLACE,
)  # fmt: skip
CUT = Problem("corner_cut", Bilingual("Góc thẻ bị cắt.", "A corner is cut."), severity="grave", image=0)


def told(*on_side: Problem, whole: tuple[Problem, ...] = ()) -> Reading:
    made = filing.reading()
    front, back = made.sides
    return replace(made, sides=(replace(front, problems=on_side), back), problems=whole)


def test_the_page_outlines_what_is_wrong_in_the_order_of_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    plain = person.client.get(person.at("image", slot="mat-truoc")).content
    person.send("mat-sau")
    person.read(monkeypatch, told(Problem("qr_not_read", Bilingual("Mã QR", "QR")), GLARE, whole=(UNREAD,)))
    page = person.client.get(person.at("reading")).content.decode()
    assert "?khung" in page
    glare, name, code = (page.index(words) for words in ("Bị lóa ở giữa", "Chưa đọc được họ và tên", "Mã QR"))
    assert glare < name < code
    assert page.count("Chưa đọc được họ và tên") == 1
    marked = person.client.get(person.at("image", slot="mat-truoc") + "?khung")
    assert marked["Content-Type"] == "image/jpeg"
    assert marked.content != plain
    assert photo.decode(marked.content).shape == photo.decode(plain).shape
    assert "khung&amp;v=" in person.client.get(person.at("photo", slot="mat-truoc")).content.decode()


def test_one_cause_is_said_once_whatever_it_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thumb over half a card gave five sentences that ask for the same, and as many outlines."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.send("mat-sau")
    hidden = [
        replace(UNREAD, field=name, message=Bilingual(f"Chưa đọc được {name}.", name), reason="covered")
        for name in ("place_of_origin", "place_of_residence", "date_of_expiry")
    ]
    person.read(monkeypatch, told(whole=tuple(hidden)))
    page = person.client.get(person.at("reading")).content.decode()
    assert page.count("bị che mất") == 1
    assert "quê quán, nơi cư trú và ngày hết hạn" in page
    assert "Chưa đọc được place_of" not in page
    again = person.at("photo", slot="mat-truoc")
    other = person.client.get(person.at("photo", slot="mat-sau")).content.decode()
    assert f'class="lone-link" href="{again}"' in other, "a link of 22 pixels between two photos"


def test_a_good_photo_has_no_outline(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    assert "khung" not in person.client.get(person.at("reading")).content.decode()
    address = person.at("image", slot="mat-truoc")
    assert person.client.get(address + "?khung").content == person.client.get(address).content


def test_a_citizen_is_not_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, told(CUT))
    assert "Góc thẻ bị cắt" not in person.client.get(person.at("reading")).content.decode()
