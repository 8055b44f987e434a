"""An officer takes a dossier in for somebody at the counter, or from an envelope."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.desk.certificates import stand_in_the_room
from tests.portal.person import Person
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import selectors
from motcua.dossiers.drafting import signing_in
from motcua.dossiers.models import Dossier, Draft
from motcua.kernel.messages import Bilingual
from motcua.outcomes import tasks as outcome_tasks
from motcua.people.models import Consent

pytestmark = pytest.mark.django_db
ADDRESS = "/ban-lam-viec/nhan-ho-so/"
RESUME = "/lam-tiep/"


def opened(client: Client, channel: str) -> tuple[Person, str]:
    answer = client.post(ADDRESS, {"procedure": filing.PROCEDURE, "channel": channel})
    assert answer.status_code == 200
    found = re.search(r'name="code" value="([0-9A-Z]{5}-[0-9A-Z]{5})"', answer.content.decode())
    assert found is not None
    draft = Draft.objects.order_by("-created_at").first()
    assert draft is not None
    return Person(client, draft.pk), found[1]


def filed(client: Client, channel: str, **agreement: str) -> Dossier:
    person, code = opened(client, channel)
    assert client.post(RESUME, {"code": code})["Location"] == person.at("agreement")
    assert client.post(person.at("agreement"), agreement).status_code == 302
    person.send("mat-truoc")
    person.fill_all()
    assert client.post(person.at("check"))["Location"] == person.at("filed")
    return Dossier.objects.get()


def test_a_dossier_of_the_counter_is_filed_under_the_officers_name_and_owes_the_counters_fee(
    intake: Client,
) -> None:
    dossier = filed(intake, "counter", card="on", face="no")
    assert (dossier.channel, dossier.transitions.get().actor) == ("counter", "officer:an")
    fee = selectors.fee_of(dossier)
    assert fee is not None
    assert fee.channel == "paper"
    taken = [
        event.actor for event in Event.objects.filter(action__in=("draft.taken_in", "dossier.submitted"))
    ]
    assert taken == ["officer:an", "officer:an"]
    page = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Tại quầy" in page
    assert dossier.code in intake.get(ADDRESS).content.decode()


def test_nobody_at_the_counter_is_sent_to_the_counter(intake: Client) -> None:
    person, code = opened(intake, "counter")
    intake.post(RESUME, {"code": code})
    assert "nộp hồ sơ trực tiếp tại" not in intake.get(person.at("agreement")).content.decode()
    home = Person().begin()
    assert "nộp hồ sơ trực tiếp tại" in home.client.get(home.at("agreement")).content.decode()


def test_the_same_filing_from_home_owes_nothing() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    person.client.post(person.at("check"))
    dossier = Dossier.objects.get()
    assert dossier.channel == "online"
    assert selectors.fee_of(dossier) is None


def test_before_it_is_filed_the_person_at_the_counter_sees_what_it_costs(intake: Client) -> None:
    person, code = opened(intake, "counter")
    intake.post(RESUME, {"code": code})
    intake.post(person.at("agreement"), {"card": "on", "face": "no"})
    person.send("mat-truoc")
    person.fill_all()
    page = intake.get(person.at("check")).content.decode()
    assert "Lệ phí" in page
    assert "Nộp tại quầy" in page


def test_an_envelope_asks_for_the_signed_consent_and_for_no_face(intake: Client) -> None:
    person, code = opened(intake, "post")
    intake.post(RESUME, {"code": code})
    page = intake.get(person.at("agreement")).content.decode()
    assert "người nộp đã ký" in page
    assert 'name="face"' not in page
    assert intake.post(person.at("agreement"), {}).status_code == 422
    assert intake.post(person.at("agreement"), {"card": "on", "face": "yes"}).status_code == 302
    given = Consent.objects.get()
    assert (given.purpose, given.wording.endswith("/paper")) == ("identity_photos", True)


def test_nobody_signs_in_as_the_sender_of_an_envelope(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before, the page offered it: the officer's own name and number would have become the applicant's."""
    monkeypatch.setattr(signing_in, "is_offered", lambda: True)
    monkeypatch.setattr(signing_in, "provider_name", lambda: Bilingual("Định danh", "Identity"))
    for channel in ("post", "counter"):
        person, code = opened(intake, channel)
        intake.post(RESUME, {"code": code})
        page = intake.get(person.at("agreement")).content.decode()
        assert "để điền sẵn họ tên" not in page, channel
        page = intake.get(f"/dang-nhap/?ho-so={person.draft_id}").content.decode()
        assert f'value="{person.draft_id}"' not in page, channel
    person, code = opened(intake, "counter")
    theirs = Client()
    theirs.post(RESUME, {"code": code})
    assert "để điền sẵn họ tên" in theirs.get(person.at("agreement")).content.decode()


def test_the_pages_of_an_envelope_speak_to_the_officer_who_enters_it(intake: Client) -> None:
    """Nobody there agrees, undertakes or answers for anything but the one who signed the paper."""
    person, code = opened(intake, "post")
    intake.post(RESUME, {"code": code})
    assert "Chúng tôi cần bạn đồng ý" not in intake.get(person.at("agreement")).content.decode()
    intake.post(person.at("agreement"), {"card": "on"})
    person.send("mat-truoc")
    undertakings = intake.get(person.at("step", step="commitments")).content.decode()
    assert "người nộp đã ký dưới những cam kết" in undertakings
    person.fill_all()
    assert "Bạn chịu trách nhiệm về những gì đã khai" not in intake.get(person.at("check")).content.decode()
    intake.post(person.at("check"))
    done = intake.get(person.at("filed")).content.decode()
    assert "In giấy tiếp nhận và gửi lại cho" in done
    for said in ("Mã hồ sơ của bạn", "Hãy lưu hoặc chụp lại", "bạn đã ghi"):
        assert said not in done


def test_the_officer_prints_the_slip_and_hands_it_over(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who came to the counter without a telephone was told to take a picture, and no paper was spoken of."""
    stand_in_the_room(monkeypatch)
    dossier = filed(intake, "counter", card="on", face="no")
    at = reverse("portal:filed", args=[dossier.draft_id])
    assert "vài giây nữa sẽ in được" in intake.get(at).content.decode()
    outcome_tasks.issue_slip(dossier_id=dossier.pk)
    page = intake.get(at).content.decode()
    assert f"In giấy tiếp nhận và đưa cho {dossier.full_name}" in page
    for said in ("Hãy lưu hoặc chụp lại", "lịch của điện thoại", "Tải về"):
        assert said not in page
    slip = re.search(r'href="([^"]+/giay/\d+/)">Mở để in', page)
    assert slip is not None
    assert intake.get(slip[1])["Content-Disposition"].startswith("inline;")


def test_the_counters_camera_is_not_held_in_a_hand(intake: Client) -> None:
    person, code = opened(intake, "counter")
    intake.post(RESUME, {"code": code})
    intake.post(person.at("agreement"), {"card": "on", "face": "yes"})
    at = person.at("photo", slot="khuon-mat")
    page = intake.get(at).content.decode()
    assert "Ngồi hoặc đứng yên trước máy." in page
    assert "điện thoại" not in page[page.index("<h1>") :]
    phone = Person(Client(), person.draft_id)
    phone.client.post(RESUME, {"code": code})
    assert "Dựng điện thoại cho vững" in phone.client.get(at).content.decode()


def test_what_is_handed_to_the_persons_own_device_goes_on_there(intake: Client) -> None:
    person, code = opened(intake, "counter")
    theirs = Client()
    assert theirs.post(RESUME, {"code": code})["Location"] == person.at("agreement")
    assert theirs.get(person.at("agreement")).status_code == 200
    # It is not open on the officer's machine: nobody opened it there.
    assert intake.get(person.at("agreement")).status_code == 404


def test_what_was_begun_is_listed_by_its_persons_name_once_known(intake: Client) -> None:
    person, code = opened(intake, "counter")
    assert "Bạn đang làm dở" in intake.get(ADDRESS).content.decode()
    intake.post(RESUME, {"code": code})
    intake.post(person.at("agreement"), {"card": "on", "face": "no"})
    person.send("mat-truoc")
    person.fill("subject")
    person.fill("person")
    assert "NGUYỄN THỊ MINH NGUYỆT" in intake.get(ADDRESS).content.decode()


def test_only_who_began_it_gets_a_new_code_and_the_old_one_ends(intake: Client, decider: Client) -> None:
    person, code = opened(intake, "counter")
    again = f"{ADDRESS}{person.draft_id}/"
    assert decider.post(again).status_code == 404
    answer = intake.post(again)
    fresh = re.search(r'name="code" value="([0-9A-Z-]{11})"', answer.content.decode())
    assert fresh is not None
    assert Client().post(RESUME, {"code": code}).status_code == 422
    assert Client().post(RESUME, {"code": fresh[1]}).status_code == 302


def test_closing_the_dossier_on_the_counters_machine_leaves_the_officer_signed_in(intake: Client) -> None:
    person, code = opened(intake, "counter")
    intake.post(RESUME, {"code": code})
    assert intake.post("/ket-thuc/")["Location"].startswith("/ban-lam-viec/")
    assert intake.get("/ban-lam-viec/").status_code == 200
    assert intake.get(person.at("agreement")).status_code == 404


def test_an_officer_opens_many_a_quarter_of_an_hour_where_a_guesser_is_stopped(intake: Client) -> None:
    for _ in range(14):
        _, code = opened(intake, "counter")
        assert intake.post(RESUME, {"code": code}).status_code == 302


def test_only_officers_take_in(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    client.force_login(people.officer("lac", office=""))
    assert client.post(ADDRESS, {"procedure": filing.PROCEDURE, "channel": "counter"}).status_code == 403
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "given", [{}, {"procedure": "9.999999", "channel": "counter"}, {"channel": "online"}]
)
def test_what_is_missing_or_unknown_is_said_and_opens_nothing(intake: Client, given: dict[str, str]) -> None:
    answer = intake.post(ADDRESS, given)
    assert answer.status_code == 422
    assert "Hãy chọn" in answer.content.decode() or "thủ tục" in answer.content.decode().lower()
    assert not Draft.objects.exists()


def test_after_a_counter_filing_the_officer_is_never_the_citizen(intake: Client) -> None:
    """Whatever is done as the citizen would stand in the record as the citizen's own act."""
    dossier = filed(intake, "counter", card="on", face="no")
    own = f"/tra-cuu/{dossier.code}/"
    assert "/rut/" not in intake.get(own).content.decode()
    for page in ("rut/", "danh-gia/", "khuon-mat/", "khuon-mat/chup/", "khuon-mat/rut/", "bo-sung/"):
        answer = intake.post(own + page, {"sure": "on", "agree": "on", "overall": "3", "note": "x"})
        assert answer.status_code == 403, page
    assert "tài khoản cán bộ" in intake.post(f"{own}rut/", {"sure": "on"}).content.decode()
    dossier.refresh_from_db()
    assert dossier.state == 1


def test_going_to_the_desk_closes_what_was_filed_for_the_person(intake: Client) -> None:
    dossier = filed(intake, "counter", card="on", face="no")
    page = intake.get(reverse("portal:filed", args=[dossier.draft_id])).content.decode()
    assert f'name="code" value="{dossier.code}"' in page
    desk = f"/ban-lam-viec/ho-so/{dossier.code}/"
    assert intake.post("/ket-thuc/", {"code": dossier.code})["Location"] == desk
    assert intake.get(desk).status_code == 200
    assert intake.get(reverse("portal:filed", args=[dossier.draft_id])).status_code == 404
    assert intake.get(f"/tra-cuu/{dossier.code}/").status_code == 302


def test_an_officer_who_opens_a_draft_is_recorded_with_each_photo_seen(intake: Client) -> None:
    person, code = opened(intake, "counter")
    theirs = Person(Client(), person.draft_id)
    theirs.client.post(RESUME, {"code": code})
    theirs.client.post(person.at("agreement"), {"card": "on", "face": "yes"})
    theirs.send("mat-truoc")
    assert theirs.client.get(person.at("image", slot="mat-truoc")).status_code == 200
    looks = Event.objects.filter(action="photo.viewed")
    assert not looks.exists()  # their own
    intake.post(RESUME, {"code": code})
    assert intake.get(person.at("image", slot="mat-truoc")).status_code == 200
    assert looks.get().actor == "officer:an"
    assert f"draft:{person.draft_id}" in looks.get().reason
    resumed = Event.objects.filter(action="draft.resumed").values_list("actor", flat=True)
    assert set(resumed) == {f"citizen:{person.draft_id}", "officer:an"}
