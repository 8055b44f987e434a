"""The citizen's journey without JavaScript, from the first page to the slip."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from tests.portal.person import TYPED, Person
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.kernel import clock
from motcua.outcomes import tasks as outcome_tasks
from motcua.people import services as people

pytestmark = pytest.mark.django_db


def test_the_first_pages_say_what_it_takes(client: Client) -> None:
    home = client.get("/").content.decode()
    assert "/thu-tuc/1.001612/" in home
    page = client.get("/thu-tuc/1.001612/").content.decode()
    assert "3 ngày làm việc" in page
    assert "168/2025/NĐ-CP" in page
    assert "0 đồng" in page


def test_who_waits_long_for_the_reading_may_fill_the_form_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """While no worker ran, the page spoke of ten seconds for ever and offered nothing but to look again."""
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.send("mat-sau")
    page, live = person.at("reading"), person.at("progress") + "?trang=doc"
    assert "Tự điền đơn" not in person.client.get(page).content.decode()
    seen = re.search(r"doc&amp;v=([\w-]+)", person.client.get(page).content.decode())
    assert seen is not None
    assert person.client.get(f"{live}&v={seen[1]}").status_code == 204
    with clock.frozen(clock.now() + timedelta(minutes=2)):
        assert person.client.get(f"{live}&v={seen[1]}")["HX-Refresh"] == "true"
        late = person.client.get(page).content.decode()
        assert "Tự điền đơn" in late
        again = re.search(r"doc&amp;v=([\w-]+)", late)
        assert again is not None
        assert person.client.get(f"{live}&v={again[1]}").status_code == 204, (
            "the page must not reload for ever"
        )
        assert person.client.post(page)["Location"] == person.at("step", step="subject")
    person.read(monkeypatch, filing.reading())  # a worker came after all: what it read still fills the form
    assert 'value="14/05/1990"' in person.client.get(person.at("step", step="person")).content.decode()


@pytest.mark.usefixtures("unsigned")
def test_the_whole_journey(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin()
    assert person.send("mat-truoc") == person.at("photo", slot="mat-sau")
    assert person.send("mat-sau") == person.at("photo", slot="khuon-mat")
    assert person.send("khuon-mat") == person.at("reading")
    waiting = person.client.get(person.at("reading")).content.decode()
    assert "Kiểm tra lại" in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    person.read(monkeypatch, filing.reading())
    read = person.client.get(person.at("reading")).content.decode()
    assert "NGUYỄN THỊ MINH NGUYỆT" in read
    assert "Đọc từ mã QR trên thẻ, chữ in trên thẻ" in read
    assert person.client.post(person.at("reading"))["Location"] == person.at("step", step="subject")
    shown = person.client.get(person.at("step", step="person")).content.decode()
    assert 'value="14/05/1990"' in shown
    steps = list(TYPED)
    for step in ["subject", "person", *steps[2:]]:
        after = person.fill(step)
    assert after == person.at("check")
    check = person.client.get(person.at("check")).content.decode()
    assert "HỘ KINH DOANH PHỞ MINH NGUYỆT" in check
    assert f"{person.at('step', step='capital')}?sau=kiem-tra" in check
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")
    dossier = Dossier.objects.get()
    filed = person.client.get(person.at("filed")).content.decode()
    asks = {"HX-Request": "true"}
    assert person.client.get(person.at("filed"), headers=asks).status_code == 204, (
        "the focus was lost each time"
    )
    assert (
        '<div role="status" aria-atomic="false"><div id="slip"' in filed
    )  # that the slip is there is spoken
    assert dossier.code in filed
    assert f"{dossier.due_on:%d/%m/%Y}" in filed
    assert "data:image/svg+xml" in filed
    outcome_tasks.issue_slip(dossier_id=dossier.pk)
    filed = person.client.get(person.at("filed")).content.decode()
    link = re.search(r'href="([^"]+/giay/\d+/)"', filed)
    assert link is not None
    slip = person.client.get(link[1])
    assert slip.content.startswith(b"%PDF-")
    assert "no-store" in slip["Cache-Control"]


def test_whose_slip_is_long_in_coming_is_told_once_not_to_wait_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With the stamping authority away the page said "a few seconds more" for as long as one stood there."""
    person, asks = Person().begin(face="no"), {"HX-Request": "true"}
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    person.fill_all()
    person.client.post(person.at("check"))
    at, filed = person.at("filed"), Dossier.objects.get().submitted_at
    with clock.frozen(filed + timedelta(seconds=15)):
        assert "vài giây nữa" in person.client.get(at).content.decode()
        assert person.client.get(at, headers=asks).status_code == 204
    with clock.frozen(filed + timedelta(seconds=25)):
        told = person.client.get(at, headers=asks).content.decode()
        assert "bạn không phải đợi" in told
        assert "vài giây nữa" not in told
        polls = re.search(r'id="slip" hx-get="([^"]+)"', told)
        assert polls is not None
        assert person.client.get(polls[1], headers=asks).status_code == 204  # said once to a screen reader


def test_nothing_is_photographed_before_the_person_agreed(client: Client) -> None:
    begun = client.post("/thu-tuc/1.001612/bat-dau/")["Location"]
    draft = begun.split("/")[2]
    assert client.get(f"/ho-so/{draft}/anh/mat-truoc/")["Location"] == begun
    upload = SimpleUploadedFile("a.jpg", filing.photo(), "image/jpeg")
    assert client.post(f"/ho-so/{draft}/anh/mat-truoc/", {"photo": upload})["Location"] == begun
    assert not DraftPhoto.objects.exists()
    silent = client.post(begun, {})
    assert silent.status_code == 422
    assert 'href="#id_card"' in silent.content.decode()
    assert 'href="#id_face_0"' in silent.content.decode()


def test_who_keeps_the_face_to_themselves_is_not_asked_for_it_again() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    assert person.send("mat-sau") == person.at("reading")
    assert not people.has_consent(subject=f"draft:{person.draft_id}", purpose="face_comparison")
    assert person.client.get(person.at("photo", slot="khuon-mat"))["Location"] == person.at("agreement")


def test_searching_for_the_face_is_agreed_to_apart_and_silence_is_no_agreement() -> None:
    person = Person().begin()
    subject = f"draft:{person.draft_id}"
    page = person.client.get(person.at("agreement")).content.decode()
    assert 'name="search"' in page
    assert "checked" not in page.split('name="search"')[1].split(">")[0]
    assert not people.has_consent(subject=subject, purpose="face_double_identity")
    person.client.post(person.at("agreement"), {"card": "on", "face": "yes", "search": "on"})
    assert people.has_consent(subject=subject, purpose="face_double_identity")


def test_a_face_photo_can_still_be_left_out_on_its_own_page() -> None:
    person = Person().begin()
    person.send("mat-truoc")
    person.send("mat-sau")
    person.send("khuon-mat")
    answer = person.client.post(person.at("photo", slot="khuon-mat"), {"skip": "yes"})
    assert answer["Location"] == person.at("reading")
    assert not DraftPhoto.objects.filter(slot="selfie").exists()


def test_a_passport_has_no_back() -> None:
    person = Person().begin()
    person.send("mat-truoc")
    answer = person.client.post(person.at("photo", slot="mat-sau"), {"skip": "yes"})
    assert answer["Location"] == person.at("photo", slot="khuon-mat")


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\xff\xd8\xff\xe0 half a jpeg"])
def test_a_bad_file_says_what_to_do_and_the_good_photo_before_it_stays(data: bytes) -> None:
    person = Person().begin()
    person.send("mat-truoc")
    before = DraftPhoto.objects.get().photo
    upload = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    answer = person.client.post(person.at("photo", slot="mat-truoc"), {"photo": upload})
    assert answer.status_code == 422
    assert 'href="#id_photo"' in answer.content.decode()
    assert DraftPhoto.objects.get().photo == before


def test_an_upload_far_too_large_is_refused_before_it_is_kept() -> None:
    person = Person().begin()
    upload = SimpleUploadedFile("a.jpg", bytes(21 * 1024 * 1024), "image/jpeg")
    with override_settings(FILE_UPLOAD_HANDLERS=["motcua.ui.upload_limit.UploadLimit"]):
        answer = person.client.post(person.at("photo", slot="mat-truoc"), {"photo": upload})
    assert answer.status_code == 413
    assert "15 MB" in answer.content.decode()


def test_the_background_upload_gets_the_next_page_or_the_reason() -> None:
    person = Person().begin()
    address = person.at("photo", slot="mat-truoc")
    upload = SimpleUploadedFile("a.jpg", filing.photo(), "image/jpeg")
    headers = {"Accept": "application/json"}
    sent = person.client.post(address, {"photo": upload, "capture": "camera"}, headers=headers)
    assert json.loads(sent.content) == {"next": person.at("photo", slot="mat-sau")}
    assert DraftPhoto.objects.get().capture == "camera"
    refused = person.client.post(address, {}, headers=headers)
    assert refused.status_code == 422
    assert json.loads(refused.content)["message"]["vi"].startswith("Hãy chụp hoặc chọn")


def test_a_doubtful_value_stands_beside_its_picture_and_wants_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading(doubtful=("full_name",)))
    page = person.client.get(person.at("step", step="person")).content.decode()
    assert "Xin kiểm tra" in page
    crop = person.at("crop", field="full-name")
    assert f'src="{crop}"' in page
    assert person.client.get(crop).content.startswith(b"\xff\xd8")
    hasty = person.client.post(person.at("step", step="person"), TYPED["person"])
    assert hasty.status_code == 422
    assert 'href="#id_look_full_name"' in hasty.content.decode()
    assert person.draft().answers["personal_number"] == "079190001234", "answers are kept all the same"
    person.fill("person", look_full_name="on")
    assert "full_name" in person.draft().confirmed


def test_correcting_a_doubtful_value_is_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading(doubtful=("full_name",)))
    person.fill("person", full_name="NGUYỄN THỊ MINH NGUYỆN")
    page = person.client.get(person.at("step", step="person")).content.decode()
    assert "NGUYỄN THỊ MINH NGUYỆN" in page
    assert "look_full_name" not in page


def test_a_photo_that_could_not_be_read_locks_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.send("mat-sau")
    empty = filing.reading()
    nothing = type(empty)(paper=None, fields={}, sides=(), problems=(), timing_ms={"total": 1.0})
    person.read(monkeypatch, nothing)
    assert "Tự điền đơn" in person.client.get(person.at("reading")).content.decode()
    person.fill_all()
    assert person.client.post(person.at("check"))["Location"] == person.at("filed")


def test_no_box_is_said_to_be_filled_in_that_nobody_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever typed by hand was told to compare what was read from photos that nobody had read."""
    said = "Những ô đã điền sẵn được đọc từ ảnh"
    by_hand, read = Person().begin(face="no"), Person().begin(face="no")
    for person in (by_hand, read):
        person.send("mat-truoc")
    read.read(monkeypatch, filing.reading())
    pages = [person.client.get(person.at("step", step="person")) for person in (by_hand, read)]
    assert [said in page.content.decode() for page in pages] == [False, True]
    by_hand.client.post(by_hand.at("step", step="person"), TYPED["person"])
    assert said not in by_hand.client.get(by_hand.at("step", step="person")).content.decode()


def test_what_is_missing_at_the_end_leads_to_its_page() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    draft = person.draft()
    draft.answers["phone"] = draft.answers["contact_same"] = ""
    draft.save()
    answer = person.client.post(person.at("check"))
    assert answer.status_code == 422
    assert f"{person.at('step', step='contact')}?sau=kiem-tra#id_phone" in answer.content.decode()
    page = answer.content.decode()
    assert page.count("Chưa điền") == 2, "“Không có” is an answer: the phone would seem not to be needed"
    told = re.findall(r'#id_contact_same">([^<]+)<', answer.content.decode())
    assert told == ["Chọn một câu trả lời cho mục “Chúng tôi gửi thư cho bạn ở đâu?”."], "no question twice"
    assert not Dossier.objects.exists()
    back = person.client.post(person.at("step", step="contact"), {"phone": "0901234567", "sau": "kiem-tra"})
    assert back["Location"] == person.at("check")


def test_a_second_filing_is_told_at_once_and_goes_on_only_knowingly(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Person().begin(face="no")
    first.send("mat-truoc")
    first.fill_all()
    first.client.post(first.at("check"))
    code = Dossier.objects.get().code
    second = Person().begin(face="no")
    second.send("mat-truoc")
    second.read(monkeypatch, filing.reading())
    assert code in second.client.get(second.at("reading")).content.decode()
    assert second.client.post(second.at("reading"))["Location"] == second.at("collision")
    page = second.client.get(second.at("collision")).content.decode()
    assert code in page
    assert "Điều 83" in page
    second.fill_all()
    stopped = second.client.post(second.at("check"))
    assert stopped["Location"] == f"{second.at('collision')}?sau=kiem-tra"
    assert Dossier.objects.count() == 1
    second.client.post(second.at("collision"), {"after": "check"})
    assert second.client.post(second.at("check"))["Location"] == second.at("filed")


def test_typing_somebodys_number_does_not_show_their_dossier() -> None:
    first = Person().begin(face="no")
    first.send("mat-truoc")
    first.fill_all()
    first.client.post(first.at("check"))
    code = Dossier.objects.get().code
    curious = Person().begin(face="no")
    curious.send("mat-truoc")
    curious.fill_all()
    assert curious.client.post(curious.at("check"))["Location"].startswith(curious.at("collision"))
    for page in ("collision", "reading"):
        shown = curious.client.get(curious.at(page)).content.decode()
        assert code not in shown
        assert "PHỞ MINH NGUYỆT" not in shown
        assert "từ ngày" not in shown, "nor how it stands and since when"
        assert "Mới đăng ký" not in shown
    assert "đã có hồ sơ" in curious.client.get(curious.at("collision")).content.decode()


def test_a_namesake_born_on_the_same_day_learns_nothing_of_the_other_s_dossier(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under another number it may be another person: the officer sees which, the citizen only that."""
    services.submit(filing.draft(personal_number="079190005678").pk)
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    shown = person.client.get(person.at("collision")).content.decode()
    assert "cùng họ tên và ngày sinh" in shown
    for told in (Dossier.objects.get().code, "từ ngày", "Mới đăng ký", "079190005678"):
        assert told not in shown, told


def test_progress_is_quiet_until_something_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin()
    person.send("mat-truoc")
    page = person.client.get(person.at("photo", slot="mat-sau")).content.decode()
    found = re.search(r'hx-get="([^"]+)"', page)
    assert found is not None
    address = found[1].replace("&amp;", "&")
    assert person.client.get(address).status_code == 204
    person.read(monkeypatch, filing.reading())
    changed = person.client.get(address)
    assert changed.status_code == 200
    assert "Tốt" in changed.content.decode()
    # A live region that is swapped together with its words stays unheard: it stands in the page, around them.
    assert '<div role="status" aria-atomic="false"><div id="photo-progress"' in page
    assert "role=" not in changed.content.decode()
    done = person.client.get(person.at("progress") + "?trang=doc&v=cu")
    assert done["HX-Refresh"] == "true"


def test_a_filed_draft_cannot_be_changed_any_more() -> None:
    person = Person().begin(face="no")
    person.send("mat-truoc")
    person.fill_all()
    person.client.post(person.at("check"))
    for page in (person.at("check"), person.at("step", step="contact"), person.at("photo", slot="mat-truoc")):
        assert person.client.post(page, {"phone": "0900000000"})["Location"] == person.at("filed")
    assert Dossier.objects.get().phone == "0901234567"


def test_everyday_words_find_a_line_of_business() -> None:
    person = Person().begin()
    found = json.loads(person.client.get(reverse("portal:industries") + "?q=ca phe").content)["found"]
    assert any("cà phê" in item["label"].lower() for item in found)
    assert json.loads(person.client.get(reverse("portal:industries") + "?q=").content) == {"found": []}
