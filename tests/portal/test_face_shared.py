"""Looking up by face on a device that several people use: nobody finds what the one before opened."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.desk import people as officers
from tests.gallery.invented import sitting
from tests.portal.test_face import LOOK_UP, Stage, send, signed_up, stage, work
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import services
from motcua.dossiers.models import Dossier, Draft, DraftPhoto
from motcua.faces import services as faces
from motcua.gallery import visits
from motcua.gallery.errors import FramesError
from motcua.portal import access
from motcua.ui import device

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
OWN = "/tra-cuu/cua-toi/"
OTHER = {"personal_number": "079190009999", "phone": "0905111222"}
__all__ = ["stage"]


def enrolled(stage: Stage, monkeypatch: pytest.MonkeyPatch, person: int, **changed: str) -> Dossier:
    """File for a person, decide, and enrol the face of that person."""
    stage.person = person
    monkeypatch.setattr(faces, "analyse", lambda image: sitting(person, take=77)[0].analysis)
    draft = filing.draft(**changed)
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(person), capture="camera")
    dossier = filing.proven(services.submit(draft.pk), personal_number=draft.answers["personal_number"])
    client = Client()
    session = client.session
    session["dossiers"] = [dossier.code]
    session.save()
    signed_up(client, dossier)
    return dossier


def looked_up(client: Client, stage: Stage, person: int, fact: str) -> None:
    stage.person = person
    visit = send(client, LOOK_UP)["Location"]
    work()
    assert client.post(visit, {"fact": fact}).status_code == 302


def with_draft(client: Client, **changed: str) -> Draft:
    draft = filing.draft(**changed)
    session = client.session
    session["drafts"] = [*session.get("drafts", []), str(draft.pk)]
    session.save()
    return draft


def holds(client: Client) -> list[str]:
    return list(client.session.get("drafts", []))


def test_who_comes_next_to_the_tablet_sees_nothing_of_the_one_before(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    first = enrolled(stage, monkeypatch, 1)
    second = enrolled(stage, monkeypatch, 2, **OTHER)
    looked_up(client, stage, 1, "567")
    assert first.code in client.get(OWN).content.decode()
    looked_up(client, stage, 2, "222")
    page = client.get(OWN).content.decode()
    assert second.code in page
    assert first.code not in page
    assert client.get(reverse("portal:dossier", args=[first.code])).status_code == 302


@pytest.mark.parametrize("phone", ["0905111222", "0901234567"], ids=["", "same telephone"])
def test_who_is_enrolled_under_an_old_and_a_new_number_is_told_the_other_fact_may_help(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client, phone: str
) -> None:
    """Their birthday fits both, so it opens neither: they were told that it is wrong, or to wait."""
    enrolled(stage, monkeypatch, 1)
    newer = enrolled(stage, monkeypatch, 1, personal_number="079190009999", phone=phone)
    visit = send(client, LOOK_UP)["Location"]
    work()
    said = client.post(visit, {"fact": "14/5"})
    assert said.status_code == 422
    assert "hợp với hơn một người" in said.content.decode()
    assert "hãy dùng thông tin còn lại" in said.content.decode()
    last = client.post(visit, {"fact": phone[-3:]})
    if phone == "0905111222":
        assert last["Location"] == reverse("portal:dossier", args=[newer.code])
    else:
        assert "mã hồ sơ" in last.content.decode(), "nobody is locked out: the code and the counter stay"


def test_who_withdraws_while_the_machine_looks_is_not_told_that_the_face_was_kept(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    """They read that their face was saved, a minute after they had taken the agreement back."""
    dossier = enrolled(stage, monkeypatch, 1)
    session = client.session
    session["dossiers"] = [dossier.code]
    session.save()
    visit = send(client, reverse("portal:face-enrol", args=[dossier.code]))["Location"]
    looking = send(client, LOOK_UP)["Location"]
    client.post(reverse("portal:face-withdraw", args=[dossier.code]))
    work()
    page = client.get(visit, follow=True).content.decode()
    assert "Đã lưu khuôn mặt" not in page
    assert "Không lưu khuôn mặt nào" in page
    asked = client.post(looking, {"fact": "14/5"})
    assert dossier.code not in asked.content.decode(), "nor found any more"


def test_on_a_phone_one_s_own_unfinished_filing_stays_and_another_s_closes_after_a_warning(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    enrolled(stage, monkeypatch, 1)
    warned = "hãy lưu mã làm tiếp trước"
    assert warned not in client.get(LOOK_UP).content.decode()
    own = with_draft(client)
    other = with_draft(client, **OTHER)
    assert warned in client.get(LOOK_UP).content.decode()
    looked_up(client, stage, 1, "567")
    assert holds(client) == [str(own.pk)]
    assert Draft.objects.filter(pk=other.pk).exists(), "closed here, not removed: its code opens it again"


def test_at_a_machine_of_the_hall_no_unfinished_filing_stays(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Settings
) -> None:
    settings.KIOSKS = ["sanh-1"]
    enrolled(stage, monkeypatch, 1)
    client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    with_draft(client)
    assert "máy này đóng mọi hồ sơ" in client.get(LOOK_UP).content.decode()
    looked_up(client, stage, 1, "567")
    assert holds(client) == []


@pytest.mark.parametrize(("number", "stays"), [("079190001234", True), ("079190009999", False)])
def test_who_is_signed_in_stays_so_only_if_it_is_who_was_found(
    number: str, stays: bool, stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    enrolled(stage, monkeypatch, 1)

    class SignedIn:
        personal_number = number

    monkeypatch.setattr(access, "person_of", lambda request: SignedIn())
    session = client.session
    session["person"] = kept = str(uuid.uuid4())
    session.save()
    looked_up(client, stage, 1, "567")
    assert client.session.get("person") == (kept if stays else None)


def test_an_officer_does_not_look_up_by_face_in_a_citizen_s_name(stage: Stage, client: Client) -> None:
    client.force_login(officers.officer("lan"))
    before = Event.objects.filter(actor__startswith="citizen:").count()
    moves = ("face-moves-begin", "face-moves-frame", "face-moves-finish")
    answers = [client.get(LOOK_UP), send(client, LOOK_UP)]
    answers += [client.post(reverse(f"portal:{name}")) for name in moves]
    answers.append(client.get(reverse("portal:face-visit", args=[uuid.uuid4()])))
    assert [answer.status_code for answer in answers] == [403] * 6
    assert Event.objects.filter(actor__startswith="citizen:").count() == before
    assert LOOK_UP not in client.get("/tra-cuu/").content.decode()


@pytest.mark.parametrize("hall", [True, False])
def test_at_a_machine_of_the_hall_one_code_closes_what_the_last_one_opened(
    client: Client, settings: Settings, *, hall: bool
) -> None:
    """The list of the next visitor had the dossier of the one before; a phone of one's own keeps both."""
    settings.KIOSKS = ["sanh-1"]
    first = services.submit(filing.draft().pk)
    second = services.submit(filing.draft(**OTHER).pk)
    if hall:
        client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    client.post("/tra-cuu/", {"code": first.code, "fact": "0901234567"})
    assert client.get(reverse("portal:dossier", args=[first.code])).status_code == 200
    client.post("/tra-cuu/", {"code": second.code, "fact": "0905111222"})
    assert client.get(reverse("portal:dossier", args=[second.code])).status_code == 200
    assert client.get(reverse("portal:dossier", args=[first.code])).status_code == (302 if hall else 200)


TWICE = "Đã hai lần chưa được"


def fails(client: Client) -> str:
    """Look up with photos that show no face; returns where one is led to try again."""
    visit = send(client, LOOK_UP)["Location"]
    work()
    return str(client.get(visit)["Location"])


@pytest.mark.parametrize("hall", [True, False])
def test_who_comes_next_is_not_told_of_the_tries_of_the_one_before(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Settings, *, hall: bool
) -> None:
    """The next person in the hall was sent to the officer before a first look. A phone is one person's."""

    def unusable(images: list[bytes]) -> None:
        raise FramesError(frames=len(images))

    monkeypatch.setattr(visits, "analyse_frames", unusable)
    settings.KIOSKS = ["sanh-1"]
    if hall:
        client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    assert TWICE not in client.get(fails(client)).content.decode()
    again = fails(client)
    page = client.get(again).content.decode()
    assert TWICE in page, "the same person reads that the code or an officer is the way"
    assert ("Tôi vừa mới đến" in page) == hall
    assert (TWICE in client.get(LOOK_UP).content.decode()) != hall
    assert (TWICE in client.get(fails(client)).content.decode()) != hall, "their first"


def test_the_answer_of_the_one_before_is_no_try_of_who_opens_it(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, client: Client, settings: Settings
) -> None:
    settings.KIOSKS = ["sanh-1"]
    client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    visits_before = []
    for _ in range(2):
        visits_before.append(send(client, LOOK_UP)["Location"])
        work()
        client.get(LOOK_UP)
    for visit in visits_before:
        page = client.get(visit).content.decode()
        assert "Không tìm thấy" in page
    assert TWICE not in client.get(f"{LOOK_UP}?thu-lai").content.decode()
