"""One person, or one family, twice: the officer is told, and told not to refuse for a likeness alone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.desk.certificates import registered, stand_in_the_room
from tests.support import filing

from motcua.desk.reception import remarks
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Dossier
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.django_db


def test_a_possible_double_identity_is_a_hint_and_no_verdict(intake: Client) -> None:
    dossier = people.dossier()
    address = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "hai số định danh" not in intake.get(address).content.decode()
    dossier.evidence = {**dossier.evidence, "double_identity": {"faces": 1}}
    dossier.save()
    assert "hai số định danh" in intake.get(address).content.decode()
    english = intake.get(address, headers={"accept-language": "en"}).content.decode()
    assert "never refuse for this alone" in english


@pytest.mark.parametrize(("how", "words"), [("waiting", "máy chưa tìm được"), ("unusable", "không đủ rõ")])
def test_that_nobody_looked_is_said_so_that_silence_is_not_taken_for_an_answer(
    intake: Client, how: str, words: str
) -> None:
    dossier = people.dossier()
    address = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert "Chưa tìm khuôn mặt" not in intake.get(address).content.decode()
    dossier.evidence = {**dossier.evidence, "face_search": how}
    dossier.save()
    assert words in intake.get(address).content.decode()
    english = intake.get(address, headers={"accept-language": "en"}).content.decode()
    assert "known under no other number" in english


OWNER, SPOUSE = "079190001234", "079190007777"


def family(number: str, member: str, name: str, **answers: Any) -> Dossier:
    """Return a filed dossier of a family with one member."""
    found = services.submit(filing.draft(personal_number=number, subject="individual", **answers).pk)
    part = {
        "role": "member",
        "answers": {"personal_number": member, "full_name": name},
        "photos": {},
        "match": None,
    }
    found.evidence = {**found.evidence, "participants": [part]}
    found.save()
    return found


def page(browser: Client, dossier: Dossier) -> str:
    return browser.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()


def test_who_belongs_to_the_spouse_s_business_does_not_register_another_unseen(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number of an owner was compared, a member's with nothing: Article 83.1 counts members, too."""
    stand_in_the_room(monkeypatch)
    theirs = family(OWNER, SPOUSE, "LÊ THỊ BÌNH")
    own = services.submit(
        filing.draft(personal_number=SPOUSE, full_name="LÊ THỊ BÌNH", office_street="9 Pasteur").pk
    )
    for dossier, other in ((own, theirs), (theirs, own)):
        seen = page(intake, dossier)
        assert "Người trong hộ đã tham gia hộ kinh doanh khác" in seen
        assert f'href="/ban-lam-viec/ho-so/{other.code}/"' in seen
    assert "LÊ THỊ BÌNH: thành viên" in page(intake, own)
    assert "LÊ THỊ BÌNH: chủ hộ" in page(intake, theirs)
    procedure = procedures.procedure_of(own.procedure_code, own.procedure_version)
    assert any("trong hộ" in item.vi for item in remarks(own, procedure, to_answer=())), (
        "nor taken in with others"
    )


def test_a_business_that_ended_and_one_s_own_are_not_held_against_anybody(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in_the_room(monkeypatch)
    granted, _ = registered(personal_number=OWNER)
    part = {"role": "member", "answers": {"personal_number": SPOUSE, "full_name": "LÊ THỊ BÌNH"}}
    Dossier.objects.filter(pk=granted.pk).update(evidence={**granted.evidence, "participants": [part]})
    own = services.submit(filing.draft(personal_number=SPOUSE, full_name="LÊ THỊ BÌNH").pk)
    (found,) = selectors.related_to(own)
    assert (found.kind, found.code, found.how) == ("certificate", OWNER, "member")
    business = granted.business
    assert business is not None
    business.ceased_on = business.registered_on
    business.save()
    assert selectors.related_to(own) == []
    assert selectors.at_same_place(own) == []


def test_the_same_place_is_told_to_the_officer_and_nothing_of_it_to_the_citizen(intake: Client) -> None:
    owner = services.submit(filing.draft(personal_number=OWNER).pk)
    draft = filing.draft(personal_number=SPOUSE, full_name="LÊ THỊ BÌNH", office_street=" 45 LÊ LỢI")
    assert services.collisions_of(draft) == [], "the citizen is asked about nobody else's business"
    spouse = services.submit(draft.pk)
    seen = page(intake, spouse)
    assert "Nơi này đã có hộ kinh doanh hoặc hồ sơ khác" in seen
    assert f'href="/ban-lam-viec/ho-so/{owner.code}/"' in seen
    assert "Người trong hộ đã tham gia" not in seen
    citizen = Client()
    citizen.post("/tra-cuu/", {"code": spouse.code, "fact": "14/05/1990"})
    told = citizen.get(reverse("portal:dossier", args=[spouse.code])).content.decode()
    assert spouse.code in told
    assert owner.code not in told
    assert "Nơi này đã có" not in told
    elsewhere = services.submit(
        filing.draft(personal_number="079190004321", full_name="TRẦN THỊ CÚC", office_street="46 Lê Lợi").pk
    )
    assert "Nơi này đã có" not in page(intake, elsewhere)
