"""Looking up by face: what each answer looks like, and what none of them tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.invented import sitting
from tests.support import filing

from motcua.dossiers import services, tasks
from motcua.dossiers.drafting import presence
from motcua.dossiers.faces.by_face import WORDING
from motcua.dossiers.faces.double_identity import WORDINGS
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.faces import services as faces
from motcua.faces.types import Liveness
from motcua.gallery import visits
from motcua.gallery.models import Person, Visit
from motcua.gallery.types import PURPOSE, TELL_OF_SEVERAL
from motcua.people.models import Consent

pytestmark = pytest.mark.django_db(databases=["default", "faces"])
LOOK_UP = "/tra-cuu/khuon-mat/"


class Stage:
    """Who stands before the camera."""

    person = 1


@pytest.fixture
def stage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    here = Stage()
    monkeypatch.setattr(visits, "analyse_frames", lambda images: sitting(here.person))
    monkeypatch.setattr(faces, "liveness", lambda image: Liveness(0.5, None))
    monkeypatch.setattr(faces, "analyse", lambda image: sitting(1, take=77)[0].analysis)
    return here


@pytest.fixture
def dossier() -> Dossier:
    draft = filing.draft()
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    return filing.proven(services.submit(draft.pk))


def send(client: Client, address: str, *, capture: str = "camera", count: int = 3) -> HttpResponse:
    frames = [SimpleUploadedFile(f"{seed}.jpg", filing.photo(seed), "image/jpeg") for seed in range(count)]
    return client.post(address, {"capture": capture, "frames": frames})


def work() -> None:
    """Do what waits for a worker."""
    for job in ProcrastinateJob.objects.filter(task_name__startswith="dossiers.perform_face"):
        getattr(tasks, job.task_name.split(".")[1])(**job.args)


def opened(client: Client, dossier: Dossier) -> Client:
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    return client


def signed_up(client: Client, dossier: Dossier) -> None:
    presence.meet(dossier.draft_id, actor="officer:an")
    opened(client, dossier)
    consent = reverse("portal:face-consent", args=[dossier.code])
    client.post(consent, {"agree": "on"})
    send(client, reverse("portal:face-enrol", args=[dossier.code]))
    work()


def test_from_agreeing_on_one_s_page_to_being_found_and_withdrawing(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    presence.meet(dossier.draft_id, actor="officer:an")
    opened(client, dossier)
    consent = reverse("portal:face-consent", args=[dossier.code])
    assert consent in client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()
    assert client.post(consent, {}).status_code == 422
    enrol = client.post(consent, {"agree": "on"})["Location"]
    visit = send(client, enrol)["Location"]
    assert "Đang xem ảnh" in client.get(visit).content.decode()
    assert client.get(visit, headers={"HX-Request": "true"}).status_code == 204
    work()
    assert client.get(visit, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    page = client.get(visit, follow=True).content.decode()
    assert "Đã lưu khuôn mặt" in page
    assert "Rút lại đồng ý và xóa khuôn mặt" in page

    another = Client()
    visit = send(another, LOOK_UP)["Location"]
    work()
    page = another.get(visit).content.decode()
    assert "Thêm một thông tin nữa" in page
    assert dossier.code not in page
    assert dossier.full_name not in page
    wrong = another.post(visit, {"fact": "1/1"})
    assert wrong.status_code == 422
    assert "còn một lần thử" in wrong.content.decode()
    right = another.post(visit, {"fact": "14/5"})
    assert right["Location"] == reverse("portal:dossier", args=[dossier.code])
    assert dossier.code in another.get(right["Location"]).content.decode()

    gone = client.post(reverse("portal:face-withdraw", args=[dossier.code]), follow=True)
    assert "đã được xóa khỏi kho" in gone.content.decode()
    assert not Person.objects.exists()


def test_enrolled_or_not_the_same_is_asked_and_said(stage: Stage, dossier: Dossier, client: Client) -> None:
    signed_up(client, dossier)
    said = []
    for person in (1, 9):
        stage.person = person
        visitor = Client()
        visit = send(visitor, LOOK_UP)["Location"]
        work()
        asked = visitor.get(visit).content.decode()
        visitor.post(visit, {"fact": "1/1"})
        refused = visitor.post(visit, {"fact": "2/1"})
        later = visitor.get(visit)
        pages = (asked, refused.content.decode(), later.content.decode())
        said.append([_without_tokens(page).replace(visit, "THE VISIT") for page in pages])
    assert said[0] == said[1]
    assert "Không tìm thấy" in said[0][1]


def test_who_has_filed_more_than_a_face_opens_is_told_so(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    """Filed without the face it shows nobody to be its owner; it was missing without a word."""
    signed_up(client, dossier)
    for more in (False, True):
        if more:
            services.submit(filing.draft(own_name="QUÁN HAI").pk)
        another = Client()
        visit = send(another, LOOK_UP)["Location"]
        work()
        page = another.post(visit, {"fact": "14/5"}, follow=True).content.decode()
        assert dossier.code in page
        assert ("Còn hồ sơ khác ghi số định danh của bạn" in page) == more


@pytest.mark.parametrize("fact", ["tháng chín", "14", "5/14", "0901 234 567", "0901234567"])
def test_what_is_no_fact_at_all_costs_no_try(
    stage: Stage, dossier: Dossier, client: Client, fact: str
) -> None:
    """Who gave the whole telephone number had one try left, and no word of what was wrong."""
    signed_up(client, dossier)
    visitor = Client()
    visit = send(visitor, LOOK_UP)["Location"]
    work()
    for _ in range(3):
        said = visitor.post(visit, {"fact": fact})
        assert said.status_code == 422
        assert "ví dụ 567." in said.content.decode()
    assert visitor.post(visit, {"fact": "14/5"}).status_code == 302


def _without_tokens(page: str) -> str:
    lines = [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]
    return "\n".join(lines)


def test_a_photo_somebody_has_is_not_looked_at(stage: Stage, client: Client) -> None:
    answer = send(client, LOOK_UP, capture="file")
    assert answer.status_code == 422
    assert "máy ảnh trong trang này" in answer.content.decode()
    assert client.post(LOOK_UP, {"capture": "camera"}).status_code == 422
    assert not Visit.objects.exists()


def agreed(client: Client, dossier: Dossier) -> str:
    opened(client, dossier)
    return str(client.post(reverse("portal:face-consent", args=[dossier.code]), {"agree": "on"})["Location"])


@pytest.mark.parametrize("changed", [False, True])
def test_copies_of_one_picture_enrol_nobody(
    changed: bool, stage: Stage, dossier: Dossier, client: Client
) -> None:
    enrol = agreed(client, dossier)
    copies = [filing.photo() + (bytes(number) if changed else b"") for number in range(5)]
    frames = [SimpleUploadedFile("x.jpg", copy, "image/jpeg") for copy in copies]
    answer = client.post(enrol, {"capture": "camera", "frames": frames})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "giống hệt nhau" in page
    assert "đến quầy" in page
    assert not Visit.objects.exists()


def test_pictures_without_moves_enrol_nobody_whom_no_officer_met(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    """A film sent as files looks live frame by frame: who has it must not become the dossier's person."""
    enrol = agreed(client, dossier)
    assert "data-camera-shoot" not in client.get(enrol).content.decode()
    answer = send(client, enrol)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("Để không ai đăng ký bằng ảnh của bạn") == 1, "the problem says why, not only the page"
    assert "đến quầy" in page
    assert not Visit.objects.exists()
    presence.meet(dossier.draft_id, actor="officer:an")
    assert "data-camera-shoot" in client.get(enrol).content.decode()
    assert send(client, enrol).status_code == 302
    work()
    assert Person.objects.count() == 1


def test_who_cannot_enrol_here_is_sent_to_the_counter_not_to_the_code(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    """The code looks a dossier up; it enrols nobody."""
    page = client.get(agreed(client, dossier)).content.decode()
    camera = page[page.index("data-text-otherwise") : page.index("<video")]
    assert "hãy dùng mã hồ sơ" not in camera
    assert "hoặc dùng mã hồ sơ" not in camera
    assert camera.count("quầy") == 3
    assert "hãy dùng mã hồ sơ" in client.get(LOOK_UP).content.decode()


def test_a_program_in_place_of_a_camera_enrols_nobody(stage: Stage, dossier: Dossier, client: Client) -> None:
    enrol = agreed(client, dossier)
    frames = [SimpleUploadedFile("x.jpg", filing.photo(seed), "image/jpeg") for seed in range(5)]
    said = {"capture": "camera", "camera": "OBS Virtual Camera", "frames": frames}
    answer = client.post(enrol, said)
    assert answer.status_code == 422
    assert "phần mềm thay cho máy ảnh" in answer.content.decode()
    for frame in frames:
        frame.seek(0)
    assert client.post(LOOK_UP, said).status_code == 422, "nor does it look anybody up, as a file does not"
    assert not Visit.objects.exists()


def test_what_cannot_be_used_is_said_before_and_after_the_worker(stage: Stage, client: Client) -> None:
    assert send(client, LOOK_UP, count=2).status_code == 422
    broken = SimpleUploadedFile("x.jpg", b"no photo", "image/jpeg")
    assert client.post(LOOK_UP, {"capture": "camera", "frames": [broken] * 3}).status_code in {415, 422}


def test_coming_back_too_often_is_told_and_the_code_route_stays(stage: Stage, client: Client) -> None:
    client.get(LOOK_UP)
    for _ in range(3):
        assert send(client, LOOK_UP).status_code == 302
    answer = send(client, LOOK_UP)
    assert answer.status_code == 429
    assert "/tra-cuu/" in answer.content.decode()


def test_another_s_visit_and_another_s_dossier_open_nothing(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    signed_up(client, dossier)
    visit = send(client, LOOK_UP)["Location"]
    work()
    stranger = Client()
    assert "Không tìm thấy" in stranger.get(visit).content.decode()
    assert "Không tìm thấy" in stranger.post(visit, {"fact": "14/5"}).content.decode()
    for name in ("face-consent", "face-enrol", "face-withdraw"):
        answer = stranger.post(reverse(f"portal:{name}", args=[dossier.code]), {"agree": "on"})
        assert answer["Location"].startswith("/tra-cuu/?ma=")
    assert Person.objects.count() == 1
    assert stranger.get(reverse("portal:own-dossiers"))["Location"] == "/tra-cuu/"


def test_the_page_says_how_much_is_kept_and_who_agreed_to_one_time_is_asked_again(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    """The text spoke of one photo, and three were kept."""
    signed_up(client, dossier)
    consent, enrol = (
        reverse(f"portal:{name}", args=[dossier.code]) for name in ("face-consent", "face-enrol")
    )
    page = client.get(consent).content.decode()
    assert "Số lần chụp đang giữ: 1," in page
    assert enrol in page, "a face that changed can be taken again"
    client.get(send(client, enrol)["Location"])
    work()
    assert "Số lần chụp đang giữ: 2," in client.get(consent).content.decode()
    assert "ba lần gần nhất" in client.get(reverse("portal:privacy")).content.decode()

    Consent.objects.filter(purpose=PURPOSE).update(wording="2026-11-face-filing")
    page = client.get(consent).content.decode()
    assert enrol not in page
    assert "chỉ giữ một lần chụp" in page
    assert client.post(consent, {"agree": "on"})["Location"] == enrol
    assert "chỉ giữ một lần chụp" not in client.get(consent).content.decode()
    assert WORDING in TELL_OF_SEVERAL & WORDINGS


def test_without_a_filed_face_the_page_says_where_to_go(stage: Stage, client: Client) -> None:
    plain = filing.proven(services.submit(filing.draft().pk))
    opened(client, plain)
    answer = client.post(reverse("portal:face-consent", args=[plain.code]), {"agree": "on"})
    assert "tại quầy" in answer.content.decode()


def test_a_dossier_without_a_result_offers_nothing_and_tells_nothing(
    stage: Stage, dossier: Dossier, client: Client
) -> None:
    """Who typed an enrolled person's number sees just what they would see had nobody enrolled."""
    signed_up(client, dossier)
    draft = filing.draft(own_name="PHỞ HAI")
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    services.acknowledge_collision(draft.pk)
    typed = services.submit(draft.pk)
    stranger = opened(Client(), typed)
    consent = reverse("portal:face-consent", args=[typed.code])
    page = stranger.get(consent).content.decode()
    assert "chỉ làm được khi hồ sơ đã có kết quả" in page
    assert "Bạn đã đăng ký" not in page
    assert "Rút lại" not in page
    assert 'name="agree"' not in page
    refused = stranger.post(consent, {"agree": "on"})
    assert refused.status_code == 422
    assert "Chưa đăng ký khuôn mặt được" in refused.content.decode()
    stranger.post(reverse("portal:face-withdraw", args=[typed.code]))
    assert Person.objects.count() == 1


def test_the_pages_speak_english(stage: Stage, dossier: Dossier, client: Client) -> None:
    opened(client, dossier)
    for address in (LOOK_UP, reverse("portal:face-consent", args=[dossier.code])):
        page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
        assert "Look up with your face" in page
