"""A family registers together, and somebody files for the owner: each confirms behind a link of their own."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import participants, services
from motcua.dossiers.drafts import DRAFT_LIFE, sweep
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db


def filed_by(**subject: str) -> Person:
    """A person whose form is filled in but for the other people."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    person.fill("subject", **subject)
    return person


def invite(person: Person, role: str) -> str:
    person.client.post(person.at("people"), {"do": f"invite:{role}"})
    page = person.client.get(person.at("people")).content.decode()
    found = re.search(r"/tham-gia/[\w-]+/", page)
    assert found is not None
    assert found[0] not in person.client.get(person.at("people")).content.decode(), "shown once"
    return found[0]


def confirm(link: str, patch: pytest.MonkeyPatch, *, number: str, name: str) -> Person:
    """Go behind the link in another browser and do what it asks."""
    other = Person(client=Client())
    assert other.client.get(link).status_code == 200
    start = other.client.post(link)["Location"]
    other.draft_id = participants.by_link(link.split("/")[2]).pk
    assert start == other.at("agreement")
    other.client.post(other.at("agreement"), {"card": "on", "face": "no"})
    other.send("mat-truoc")
    other.read(patch, filing.reading(personal_number=number, full_name=name, sex="Nam"))
    assert other.client.post(other.at("reading"))["Location"] == other.at("step", step="person")
    other.fill("person", full_name=name, personal_number=number, sex="Nam")
    other.fill("residence", phone="0912 345 678")
    assert other.fill("commitments", commitment="on") == other.at("check")
    assert other.client.post(other.at("check"))["Location"] == other.at("joined")
    assert other.client.get(other.at("joined")).status_code == 200
    return other


def mandate(person: Person) -> None:
    upload = SimpleUploadedFile("u.jpg", filing.photo(7), "image/jpeg")
    assert person.client.post(person.at("people"), {"do": "mandate", "photo": upload}).status_code == 302
    assert person.client.get(person.at("mandate"))["Content-Type"] == "image/jpeg"


def test_a_family_is_filed_when_every_member_has_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    person = filed_by(subject="household")
    assert person.client.post(person.at("check")).status_code == 422, "nobody was asked"
    link = invite(person, "member")
    mandate(person)
    assert person.client.post(person.at("check")).status_code == 422, "not confirmed yet"
    other = confirm(link, monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    people_page = person.client.get(person.at("people")).content.decode()
    assert "TRẦN VĂN HÒA" in people_page
    assert person.client.get(other.at("check")).status_code == 404, "nobody sees another's part"
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")
    dossier = Dossier.objects.get()
    (member,) = dossier.evidence["participants"]
    assert (member["role"], member["answers"]["personal_number"]) == ("member", "079090005678")
    officer = Client()
    officer.force_login(people.officer("an"))
    page = officer.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert "TRẦN VĂN HÒA" in page
    photo = officer.get(reverse("desk:participant-photo", args=[dossier.code, 0, "front"]))
    assert photo["Content-Type"] == "image/jpeg"
    assert officer.get(reverse("desk:participant-photo", args=[dossier.code, 1, "front"])).status_code == 404
    assert Client().get(link).status_code == 404, "the link ends with the filing"
    business = services.settle(dossier, code=dossier.personal_number)
    assert business.answers["members"] == ["TRẦN VĂN HÒA"]


def test_who_files_for_the_owner_identifies_themself(monkeypatch: pytest.MonkeyPatch) -> None:
    person = filed_by(subject="individual", filer="agent")
    link = invite(person, "agent")
    confirm(link, monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    refused = person.client.post(person.at("check"))
    assert "văn bản ủy quyền" in refused.content.decode()
    mandate(person)
    assert person.client.post(person.at("check")).status_code == 302
    dossier = Dossier.objects.get()
    assert dossier.full_name == "NGUYỄN THỊ MINH NGUYỆT"
    assert dossier.evidence["participants"][0]["role"] == "agent"
    assert "mandate" in dossier.evidence["photos"]


def test_a_change_after_confirming_asks_for_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    mandate(person)
    other = confirm(link, monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    other.fill("residence", phone="0912 345 679", permanent_address="Nơi khác, Phường Bến Thành")
    assert person.client.post(person.at("check")).status_code == 422
    assert other.client.post(other.at("check")).status_code == 302
    assert person.client.post(person.at("check")).status_code == 302


def test_the_photos_of_who_took_part_stay_with_the_dossier(monkeypatch: pytest.MonkeyPatch) -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    mandate(person)
    confirm(link, monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    person.client.post(person.at("check"))
    kept = StoredPhoto.objects.count()
    with clock.frozen(clock.now() + 2 * DRAFT_LIFE):
        sweep()
    assert StoredPhoto.objects.count() == kept


def test_somebody_can_be_taken_out_again() -> None:
    person = filed_by(subject="household")
    invite(person, "member")
    (part,) = participants.of(person.draft())
    person.client.post(person.at("people"), {"do": f"remove:{part.draft}"})
    assert participants.of(person.draft()) == []
