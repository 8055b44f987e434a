"""A family registers together, and somebody files for the owner: each confirms behind a link of their own."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.drafting import analyses, participants
from motcua.dossiers.drafting.drafts import DRAFT_LIFE, sweep
from motcua.dossiers.models import Analysis, Dossier, Draft
from motcua.kernel import clock, ids
from motcua.kernel.errors import NotFoundError
from motcua.people.models import StoredPhoto
from motcua.portal.views import photos

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


def test_who_files_alone_is_not_asked_for_other_people() -> None:
    """An old address, or "back" after another answer, showed a page for a paper that nobody needs."""
    alone = filed_by(subject="individual", filer="self")
    assert alone.client.get(alone.at("people"))["Location"] == alone.at("check")
    family = filed_by(subject="household", filer="self")
    assert family.client.get(family.at("people")).status_code == 200


def confirm(link: str, patch: pytest.MonkeyPatch, *, number: str, name: str, sex: str = "Nam") -> Person:
    """Go behind the link in another browser and do what it asks."""
    other = Person(client=Client())
    assert other.client.get(link).status_code == 200
    other.draft_id = participants.by_link(link.split("/")[2]).pk
    start = other.client.post(link)["Location"]
    assert start == other.at("agreement")
    other.client.post(other.at("agreement"), {"card": "on", "face": "no"})
    other.send("mat-truoc")
    other.read(patch, filing.reading(personal_number=number, full_name=name, sex=sex))
    assert other.client.post(other.at("reading"))["Location"] == other.at("step", step="person")
    other.fill("person", full_name=name, personal_number=number, sex=sex)
    other.fill("residence", phone="0912 345 678")
    assert other.fill("commitments", commitment="on") == other.at("check")
    assert other.client.post(other.at("check"))["Location"] == other.at("joined")
    assert other.client.get(other.at("joined")).status_code == 200
    return other


def mandate(person: Person) -> None:
    upload = SimpleUploadedFile("u.jpg", filing.photo(7), "image/jpeg")
    assert person.client.post(person.at("people"), {"do": "mandate", "photo": upload}).status_code == 302
    assert person.client.get(person.at("mandate"))["Content-Type"] == "image/jpeg"


def test_photos_of_an_authorisation_are_counted_like_all_others() -> None:
    """A script that was stopped at every other photo of a filing sent this one without end."""
    person = filed_by(subject="household")
    sent = [
        person.client.post(person.at("people"), {"do": "mandate"}).status_code  # a try without a file
        for _ in range(photos.UPLOAD_LIMIT)
    ]
    assert set(sent) == {422}
    upload = SimpleUploadedFile("u.jpg", filing.photo(7), "image/jpeg")
    answer = person.client.post(person.at("people"), {"do": "mandate", "photo": upload})
    assert answer.status_code == 422
    assert "quá nhiều lần" in answer.content.decode()
    assert person.client.get(person.at("mandate")).status_code == 404


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
    business = services.write_to_register(dossier, code=dossier.personal_number)
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


@pytest.mark.parametrize("again", ["079190001234", "079090005678"], ids=["the owner", "a member"])
def test_nobody_is_a_member_of_their_own_family_twice(monkeypatch: pytest.MonkeyPatch, again: str) -> None:
    """The owner alone was filed as a family of two, each of them with the owner's card."""
    person = filed_by(subject="household")
    mandate(person)
    confirm(invite(person, "member"), monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    sex = "Nữ" if again == "079190001234" else "Nam"
    second = confirm(invite(person, "member"), monkeypatch, number=again, name="TRẦN VĂN HÒA", sex=sex)
    refused = person.client.post(person.at("check"))
    assert refused.status_code == 422
    assert "được kê hai lần" in refused.content.decode()
    person.client.post(person.at("people"), {"do": f"remove:{second.draft_id}"})
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")


def test_the_owner_is_not_who_files_for_the_owner_but_a_member_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = filed_by(subject="household", filer="agent")
    mandate(person)
    confirm(invite(person, "member"), monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    own = {"number": "079190001234", "name": "NGUYỄN THỊ MINH NGUYỆT", "sex": "Nữ"}
    confirm(invite(person, "agent"), monkeypatch, **own)
    refused = person.client.post(person.at("check"))
    assert "cùng số định danh với chủ hộ" in refused.content.decode()
    agent = Draft.objects.get(role="agent")
    person.client.post(person.at("people"), {"do": f"remove:{agent.pk}"})
    confirm(invite(person, "agent"), monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")


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


def test_a_link_opens_once_and_then_only_a_resume_code_does() -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    member, inviter = Person(client=Client()), Client()
    member.draft_id = participants.by_link(link.split("/")[2]).pk
    assert member.client.post(link).status_code == 302
    assert inviter.get(link).status_code == inviter.post(link).status_code == 404
    assert inviter.get(member.at("agreement")).status_code == 404
    assert "mã làm tiếp" in inviter.get(link).content.decode()
    assert member.client.get(link)["Location"] == member.at("agreement"), "the same browser goes on"
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", member.client.post(member.at("save")).content.decode())
    assert code is not None
    phone = Client()
    assert phone.post(reverse("portal:resume"), {"code": code[0]})["Location"] == member.at("agreement")


def test_who_invites_cannot_open_the_link_themself() -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    assert person.client.get(link).status_code == person.client.post(link).status_code == 409
    assert Client().post(link).status_code == 302, "it was not used up"


def test_a_lost_link_is_replaced_while_nothing_was_photographed() -> None:
    person = filed_by(subject="household")
    lost = invite(person, "member")
    stranger, (before,) = Client(), participants.of(person.draft())
    stranger.post(lost)
    assert f"again:{before.draft}" in person.client.get(person.at("people")).content.decode()
    person.client.post(person.at("people"), {"do": f"again:{before.draft}"})
    (now,) = participants.of(person.draft())
    assert now.draft != before.draft, "who opened the lost link must not see what is photographed now"
    member = Person(client=Client(), draft_id=now.draft)
    assert stranger.get(member.at("agreement")).status_code == 404
    found = re.search(r"/tham-gia/[\w-]+/", person.client.get(person.at("people")).content.decode())
    assert found is not None
    member.client.post(found[0])
    member.client.post(member.at("agreement"), {"card": "on", "face": "no"})
    member.send("mat-truoc")
    assert "again:" not in person.client.get(person.at("people")).content.decode()
    assert person.client.post(person.at("people"), {"do": f"again:{now.draft}"}).status_code == 422
    assert person.client.post(person.at("people"), {"do": "again:x"}).status_code == 422
    assert [item.draft for item in participants.of(person.draft())] == [now.draft]


def test_a_part_invites_nobody() -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    part = participants.by_link(link.split("/")[2])
    with pytest.raises(NotFoundError):
        participants.invite(part.pk, role="member")
    with pytest.raises(NotFoundError):
        participants.use_link(ids.new_token())
    assert Draft.objects.filter(parent=part).count() == 0


def test_what_is_finished_after_the_filing_reaches_the_entry_of_who_took_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = filed_by(subject="household")
    link = invite(person, "member")
    mandate(person)
    part = participants.by_link(link.split("/")[2])
    services.record_agreement(part.pk, face=True, language="vi")
    services.put_photo(part.pk, "front", filing.photo(3), capture="camera")
    services.put_photo(part.pk, "selfie", filing.photo(4), capture="camera")
    services.save_answers(part.pk, {"full_name": "TRẦN VĂN HÒA"})
    participants.complete(part.pk, {})
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")
    read = filing.reading(full_name="SAI").to_record()
    monkeypatch.setattr(analyses, "_read_paper", lambda _: read)
    monkeypatch.setattr(analyses, "_match_faces", lambda _: {"score": 0.1, "same": False, "problems": []})
    for kind in (Analysis.Kind.PAPER, Analysis.Kind.MATCH):
        for item in Analysis.objects.filter(draft=part, kind=kind):
            analyses.perform(item.pk)
    dossier = Dossier.objects.get()
    (entry,) = dossier.evidence["participants"]
    assert (entry["reading"]["paper"], entry["match"]["same"]) == ("cccd_chip", False)
    assert entry["answers"]["full_name"] == "TRẦN VĂN HÒA"
    assert dossier.evidence["match"] is None, "it is not the owner's"
    part.refresh_from_db()
    assert part.prefilled == {}
    officer = Client()
    officer.force_login(people.officer("an"))
    page = officer.get(reverse("desk:dossier", args=[dossier.code])).content.decode()
    assert "Khuôn mặt không khớp" in page
    assert "Khuôn mặt chưa đối chiếu" not in page


def test_who_files_for_the_owner_confirms_on_the_device_they_file_from(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A grandson with one phone had to close the filing, and to keep the link somewhere meanwhile."""
    person = filed_by(subject="individual", filer="agent")
    mandate(person)
    link = invite(person, "agent")
    assert person.client.get(link)["Location"] == person.at("people"), "there it goes on, without the link"
    answer = person.client.post(person.at("people"), {"do": "here:agent"})
    (part,) = participants.of(person.draft())
    agent = Person(client=person.client, draft_id=part.draft)
    assert answer["Location"] == agent.at("agreement")
    assert Client().get(link).status_code == 404, "the part that the link was for is gone"
    agent.client.post(agent.at("agreement"), {"card": "on", "face": "no"})
    agent.send("mat-truoc")
    again = person.client.post(person.at("people"), {"do": "here:agent"})
    assert (again["Location"], len(participants.of(person.draft()))) == (agent.at("reading"), 1)
    agent.read(monkeypatch, filing.reading(personal_number="079090005678", full_name="TRẦN HÒA", sex="Nam"))
    agent.client.post(agent.at("reading"))
    agent.fill("person", full_name="TRẦN HÒA", personal_number="079090005678", sex="Nam")
    agent.fill("residence", phone="0912 345 678")
    agent.fill("commitments", commitment="on")
    assert agent.client.post(agent.at("check"))["Location"] == agent.at("joined")
    assert person.at("people") in agent.client.get(agent.at("joined")).content.decode(), "the way on"
    page = person.client.get(person.at("people")).content.decode()
    assert "invite:agent" not in page, "pressed once more it would take away who has confirmed"
    assert "here:agent" not in page
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")


def test_only_who_files_for_the_owner_confirms_beside_the_filing() -> None:
    person = filed_by(subject="household")
    assert "here:agent" not in person.client.get(person.at("people")).content.decode()
    assert person.client.post(person.at("people"), {"do": "here:agent"}).status_code == 422
    assert participants.of(person.draft()) == []


def test_a_part_that_is_done_is_no_longer_called_unfinished(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agent's phone went on offering the part as unfinished, and answered with an error."""
    person = filed_by(subject="individual", filer="agent")
    mandate(person)
    other = confirm(invite(person, "agent"), monkeypatch, number="079090005678", name="TRẦN VĂN HÒA")
    assert "Hồ sơ bạn đang làm dở" not in other.client.get(reverse("portal:home")).content.decode()
    assert "sẽ nộp hồ sơ" in other.client.get(other.at("joined")).content.decode()
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")
    assert "Hồ sơ bạn đang làm dở" not in other.client.get(reverse("portal:home")).content.decode()
    for name in ("check", "agreement"):
        assert other.client.get(other.at(name))["Location"] == other.at("joined"), "nothing more to change"
    page = other.client.get(other.at("joined")).content.decode()
    assert "đã được nộp" in page
    assert other.at("check") not in page


def test_what_is_missing_of_the_people_leads_to_their_page() -> None:
    person = filed_by(subject="individual", filer="agent")
    page = person.client.post(person.at("check")).content.decode()
    summary = page[page.index("error-summary") : page.index("<h1")]
    assert summary.count(f'href="{person.at("people")}"') == 2
    assert "Chưa có người nộp thay" in summary
