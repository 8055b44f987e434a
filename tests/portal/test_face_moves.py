"""Looking up by face with moves before the camera: what they open, and what opens nothing."""

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.invented import sitting
from tests.portal.test_face import LOOK_UP, Stage, agreed, send, signed_up, work
from tests.support import filing

from motcua.audit.models import Event
from motcua.config import env
from motcua.dossiers import services
from motcua.dossiers.faces import by_face
from motcua.dossiers.models import Dossier, DraftPhoto
from motcua.faces import services as faces
from motcua.faces.presence import reasons
from motcua.faces.presence.types import Frame, Level, Presence
from motcua.faces.types import Liveness
from motcua.gallery import visits
from motcua.gallery.models import Person, Sitting, Visit, VisitFrame
from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Problem
from motcua.people.models import StoredPhoto
from motcua.presence.models import Challenge
from motcua.ui import device

AGAIN = f"{LOOK_UP}?thu-lai"
pytestmark = pytest.mark.django_db(databases=["default", "faces"])
JSON = {"accept": "application/json"}


class Seen(Stage):
    """Who stands there, what their moves are judged as, and which pictures were judged and searched for."""

    level: Level = "active"
    reasons: tuple[Problem, ...] = ()
    traced = False

    def __init__(self) -> None:
        self.judged: list[list[Frame]] = []
        self.searched: list[list[bytes]] = []


@pytest.fixture
def stage(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Seen]:
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    here = Seen()

    def look(images: list[bytes]) -> object:
        here.searched.append(list(images))
        return sitting(here.person)

    def judge(frames: list[Frame], _plan: object) -> Presence:
        here.judged.append(list(frames))
        return Presence(here.level, 0.7, here.reasons)

    monkeypatch.setattr(visits, "analyse_frames", look)
    monkeypatch.setattr(faces, "liveness", lambda image: Liveness(0.5, False if here.traced else None))
    monkeypatch.setattr(faces, "analyse", lambda image: sitting(1, take=77)[0].analysis)
    monkeypatch.setattr("motcua.faces.presence.services.judge", judge)
    return here


@pytest.fixture
def dossier() -> Dossier:
    draft = filing.draft()
    services.put_photo(draft.pk, DraftPhoto.Slot.SELFIE, filing.photo(), capture="camera")
    return filing.proven(services.submit(draft.pk))


def begin(client: Client) -> str:
    return str(client.post(reverse("portal:face-moves-begin")).json()["token"])


def add(client: Client, token: str, number: int, *, part: int, seed: int, at_ms: int = 450) -> HttpResponse:
    data = {"token": token, "number": number, "part": part, "at": at_ms}
    upload = SimpleUploadedFile("frame.jpg", filing.photo(seed), "image/jpeg")
    return client.post(reverse("portal:face-moves-frame"), {**data, "frame": upload}, headers=JSON)


def finish(client: Client, token: str, *, end: str = "", **more: str) -> HttpResponse:
    return client.post(end or reverse("portal:face-moves-finish"), {"token": token, **more}, headers=JSON)


def move(
    client: Client, *, seed: int = 0, straight: int = 3, camera: str = "front", end: str = ""
) -> HttpResponse:
    """Send a sequence as the camera script does; returns the last answer."""
    began = clock.now()
    parts = [0] * straight + [1, 2, 3]
    with clock.frozen(began):
        token = begin(client)
    for number, part in enumerate(parts):
        at_ms = 7000 * number // (len(parts) - 1)
        with clock.frozen(began + timedelta(milliseconds=at_ms)):
            answer = add(client, token, number, part=part, seed=1000 + seed + number, at_ms=at_ms)
            assert answer.status_code == 200, answer.content
    with clock.frozen(began + timedelta(seconds=11)):
        return finish(client, token, camera=camera, end=end)


def came(client: Client, *, seed: int = 0, camera: str = "front") -> str:
    """Move before the camera and let the worker look; returns the visit's address."""
    visit = str(move(client, seed=seed, camera=camera).json()["next"])
    work()
    return visit


@pytest.fixture
def machine(settings: Settings) -> Client:
    """Return the browser of a machine of the hall."""
    settings.KIOSKS = ["sanh-1"]
    client = Client()
    client.cookies[device.COOKIE] = device.proof_of("sanh-1")
    return client


def test_at_a_machine_of_the_hall_moves_lead_to_one_s_own_dossiers_without_a_second_fact(
    stage: Seen, dossier: Dossier, client: Client, machine: Client
) -> None:
    signed_up(client, dossier)
    stranger = filing.draft(personal_number="079190009999")
    theirs = services.submit(stranger.pk)
    kept = StoredPhoto.objects.count()
    visitor = machine
    assert "máy không hỏi thêm gì" in visitor.get(LOOK_UP).content.decode()
    visit = came(visitor)
    assert "Đã nhận ra bạn" in visitor.get(visit).content.decode()
    opened = visitor.post(visit)
    assert opened["Location"] == reverse("portal:dossier", args=[dossier.code])
    assert dossier.code in visitor.get(opened["Location"]).content.decode()
    refused = visitor.get(reverse("portal:dossier", args=[theirs.code]))
    assert refused.status_code == 302
    assert Event.objects.filter(action="gallery.identified").latest("pk").data["assurance"] == "active"
    assert not Visit.objects.filter(outcome="found").exists(), "an answer is used once"
    assert not Challenge.objects.exists()
    assert StoredPhoto.objects.count() == kept, "no frame stays"


def test_what_is_searched_for_is_what_was_judged_and_all_of_the_first_look(
    stage: Seen, dossier: Dossier, client: Client
) -> None:
    came(client)
    judged = [frame.image for frame in stage.judged[-1] if frame.part == 0]
    assert len(stage.judged) == 1
    assert stage.searched[-1] == judged
    assert len(judged) == 3


@pytest.mark.parametrize("straight", [2, 7])
def test_too_few_or_too_many_straight_frames_are_told_and_never_chosen_from(
    straight: int, stage: Seen, client: Client
) -> None:
    answer = move(client, straight=straight)
    assert answer.status_code == 422
    assert answer.json()["message"]["vi"]
    assert not Visit.objects.exists()


def test_without_the_right_moves_everybody_is_asked_alike(
    stage: Seen, dossier: Dossier, client: Client
) -> None:
    signed_up(client, dossier)
    stage.level = "passive"
    for place, person in enumerate((1, 9)):
        stage.person = person
        visitor = Client()
        visit = came(visitor, seed=100 * place)
        assert "Thêm một thông tin nữa" in visitor.get(visit).content.decode()
        assert visitor.post(visit).status_code == 422
    stage.person = 1
    visitor = Client()
    visit = came(visitor, seed=300)
    assert visitor.post(visit, {"fact": "14/5"})["Location"] == reverse("portal:dossier", args=[dossier.code])


def test_a_stranger_who_moves_at_the_machine_is_not_found(
    stage: Seen, dossier: Dossier, client: Client, machine: Client
) -> None:
    signed_up(client, dossier)
    stage.person = 9
    page = machine.get(came(machine)).content.decode()
    assert "Không tìm thấy" in page
    assert dossier.code not in page


@pytest.mark.parametrize("machine_asks", [False, True])
def test_away_from_the_machines_a_face_that_moves_opens_nothing_alone(
    machine_asks: bool, stage: Seen, dossier: Dossier, machine: Client, settings: Settings
) -> None:
    """A bent print and a mask passed the moves in our own simulation: at home nobody sees them."""
    settings.FACE_ALONE = "never" if machine_asks else "kiosk"
    signed_up(Client(), dossier)
    asked = []
    for place, person in enumerate((1, 9)):
        stage.person = person
        visitor = machine if machine_asks else Client()
        assert "máy không hỏi thêm gì" not in visitor.get(LOOK_UP).content.decode()
        visit = came(visitor, seed=100 * place)
        page = visitor.get(visit).content.decode()
        assert "Thêm một thông tin nữa" in page
        assert visitor.post(visit).status_code == 422, "nothing opens without the fact"
        asked.append(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.replace(visit, "VISIT")))
    assert asked[0] == asked[1], "enrolled or not, the same is asked"
    stage.person = 1
    visitor = Client()
    opened = visitor.post(came(visitor, seed=300), {"fact": "567"})
    assert opened["Location"] == reverse("portal:dossier", args=[dossier.code])


def test_an_office_may_let_a_face_that_moves_open_alone_everywhere(
    stage: Seen, dossier: Dossier, client: Client, settings: Settings
) -> None:
    settings.FACE_ALONE = "everywhere"
    signed_up(client, dossier)
    assert "Đã nhận ra bạn" in client.get(came(client)).content.decode()


def test_a_misspelt_setting_stops_the_program_and_does_not_loosen_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_FACE_ALONE", "kiosks")
    with pytest.raises(SetupError):
        env.one_of("MOTCUA_FACE_ALONE", ("kiosk", "never"))


def test_who_is_not_seen_is_told_why_and_after_two_looks_the_code_and_the_officer_come_first(
    stage: Seen, client: Client
) -> None:
    """ "Try again" alone sends an old person round in circles."""
    stage.level, stage.reasons = "none", (reasons.NO_FACE,)
    first = "Bạn không cần thử nữa"
    for number, expected in enumerate((False, True)):
        visit = came(client, seed=100 * number)
        assert client.get(visit)["Location"] == AGAIN
        page = client.get(AGAIN).content.decode()
        assert "Không thấy khuôn mặt" in page, "what the judge found, and what to do"
        assert (first in page) is expected
    assert page.index(first) < page.index("data-presence-begin")
    assert "cán bộ tại quầy" in page
    again = client.get(LOOK_UP, headers={"Accept-Language": "en"}).content.decode()
    assert "Không thấy khuôn mặt" not in again
    assert "show your card to an officer" in again


def test_two_that_are_not_found_are_sent_to_the_officer_too(stage: Seen, machine: Client) -> None:
    stage.person = 9
    for number in range(2):
        visit = came(machine, seed=100 * number)
        for _ in range(2):
            page = machine.get(visit).content.decode()
            assert "Không tìm thấy" in page, "read twice it is one look"
        assert f'href="{AGAIN}"' in page
        assert ("Bạn không cần thử nữa" in machine.get(AGAIN).content.decode()) is (number == 1)


def test_a_sequence_that_a_machine_s_next_person_begins_is_not_the_last_one_s(
    stage: Seen, dossier: Dossier, client: Client, machine: Client
) -> None:
    """Nor do a dozen people in an hour who walked away use up the tries of the next."""
    signed_up(client, dossier)
    visit = came(machine)
    machine.get(LOOK_UP)
    assert "Không tìm thấy" in machine.post(visit).content.decode()
    for _ in range(20):
        machine.get(LOOK_UP)
        begin(machine)


@pytest.mark.parametrize("what", ["uploaded", "a program", "a trace"])
def test_a_picture_of_somebody_is_not_looked_at(
    what: str, stage: Seen, dossier: Dossier, client: Client
) -> None:
    signed_up(client, dossier)
    stage.level = "uploaded" if what == "uploaded" else "active"
    stage.traced = what == "a trace"
    visitor = Client()
    visit = came(visitor, camera="OBS Virtual Camera" if what == "a program" else "front")
    assert visitor.get(visit)["Location"] == AGAIN
    assert not Event.objects.filter(action="gallery.identified").exists()


def test_another_person_s_challenge_and_a_used_one_lead_nowhere(stage: Seen, client: Client) -> None:
    other = Client()
    token = begin(client)
    other.get(LOOK_UP)
    for who, carried in ((other, token), (client, token[:-2] + "xx"), (client, "")):
        for answer in (add(who, carried, 0, part=0, seed=1), finish(who, carried)):
            assert answer.status_code == 409
            assert answer.json()["code"] == "presence_challenge_over"
    began = clock.now()
    with clock.frozen(began):
        token = begin(client)
    for number, part in enumerate([0, 0, 0, 1, 2, 3]):
        at_ms = 1400 * number
        with clock.frozen(began + timedelta(milliseconds=at_ms)):
            add(client, token, number, part=part, seed=50 + number, at_ms=at_ms)
    with clock.frozen(began + timedelta(seconds=3)):
        assert finish(client, token).status_code == 409, "faster than it can be made"
    with clock.frozen(began + timedelta(seconds=11)):
        assert finish(client, token).status_code == 200
        assert finish(client, token).status_code == 409
        again = begin(client)
        assert add(client, again, 0, part=0, seed=50).json()["code"] == "presence_frame_replayed"
    assert Visit.objects.count() == 1
    assert ProcrastinateJob.objects.filter(task_name="dossiers.perform_face_look_up").count() == 1


def test_a_moved_visit_belongs_to_its_device(stage: Seen, dossier: Dossier, client: Client) -> None:
    signed_up(client, dossier)
    visit = came(Client())
    thief = Client()
    assert "Không tìm thấy" in thief.get(visit).content.decode()
    assert "Không tìm thấy" in thief.post(visit).content.decode()


def test_asking_for_moves_counts_as_a_visit(stage: Seen, client: Client) -> None:
    begin(client)
    assert send(client, LOOK_UP).status_code == 302
    begin(client)
    refused = client.post(reverse("portal:face-moves-begin"), headers=JSON)
    assert refused.status_code == 429
    assert refused.json()["message"]["vi"]
    assert Challenge.objects.count() == 1


def test_a_lost_outcome_asks_for_the_second_fact(stage: Seen, dossier: Dossier, client: Client) -> None:
    signed_up(client, dossier)
    visitor = Client()
    visit = str(move(visitor).json()["next"])
    by_face.perform_look_up(uuid.UUID(visit.rstrip("/").rsplit("/", 1)[1]), uuid.uuid4())
    assert "Thêm một thông tin nữa" in visitor.get(visit).content.decode()


def test_the_page_offers_the_moves(stage: Seen, dossier: Dossier, client: Client) -> None:
    page = client.get(LOOK_UP).content.decode()
    assert f'data-presence-begin="{reverse("portal:face-moves-begin")}"' in page
    assert f'data-presence-finish="{reverse("portal:face-moves-finish")}"' in page
    assert "data-ask-turn-left" in page
    assert "data-camera-shoot" in page
    enrol = client.get(agreed(client, dossier)).content.decode()
    assert f'data-presence-finish="{reverse("portal:face-enrol-finish", args=[dossier.code])}"' in enrol


def enrol_moved(client: Client, dossier: Dossier, *, camera: str = "front") -> HttpResponse:
    agreed(client, dossier)
    return move(client, camera=camera, end=reverse("portal:face-enrol-finish", args=[dossier.code]))


def test_moves_enrol_and_nothing_of_them_stays(stage: Seen, dossier: Dossier, client: Client) -> None:
    kept = StoredPhoto.objects.count()
    visit = str(enrol_moved(client, dossier).json()["next"])
    work()
    assert "Đã lưu khuôn mặt" in client.get(visit, follow=True).content.decode()
    assert Sitting.objects.get().assurance == "active"
    assert stage.searched[-1] == [frame.image for frame in stage.judged[-1] if frame.part == 0]
    assert not Challenge.objects.exists()
    assert not VisitFrame.objects.exists()
    assert StoredPhoto.objects.count() == kept


@pytest.mark.parametrize("level", ["passive", "uploaded", "none"])
def test_who_does_not_move_as_asked_is_not_enrolled_and_told_of_the_counter(
    level: Level, stage: Seen, dossier: Dossier, client: Client
) -> None:
    stage.level, stage.reasons = level, (reasons.NOT_LEFT,)
    visit = str(enrol_moved(client, dossier).json()["next"])
    work()
    page = client.get(visit, follow=True).content.decode()
    assert "đến quầy" in page
    assert "Chưa thấy bạn quay đầu sang trái" in page, "what the judge found, and what to do"
    assert not Person.objects.exists()


def test_nobody_enrols_through_a_program_or_under_another_s_dossier(
    stage: Seen, dossier: Dossier, client: Client
) -> None:
    answer = enrol_moved(client, dossier, camera="OBS Virtual Camera")
    assert answer.status_code == 422
    assert "quầy" in answer.json()["message"]["vi"]
    stranger = Client()
    end = reverse("portal:face-enrol-finish", args=[dossier.code])
    assert move(stranger, seed=100, end=end).status_code == 404
    assert not Visit.objects.exists()
