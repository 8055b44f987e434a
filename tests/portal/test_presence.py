"""A person shows themselves before the camera; whoever cannot goes on all the same."""

from datetime import timedelta
from functools import cache

import cv2
import numpy as np
import pytest
from bench.presence.sequences import sequence
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.faces.pictures import astronaut, scaled
from tests.portal.person import Person
from tests.support import filing

from motcua.dossiers.drafting import drafts
from motcua.dossiers.drafting import presence as shown
from motcua.dossiers.models import DraftPhoto
from motcua.faces.presence import reasons
from motcua.faces.presence.types import Action, Frame, Presence
from motcua.faces.services import analyse
from motcua.kernel import clock
from motcua.people import services as people
from motcua.presence import services as presence
from motcua.presence.challenges import PLANS
from motcua.presence.models import Challenge

pytestmark = pytest.mark.django_db


@cache
def _frames(plan: tuple[Action, ...], seed: int) -> tuple[Frame, ...]:
    image = np.ascontiguousarray(scaled(astronaut(), 2.2)[:720, 220:760])
    face = analyse(image, embed=False).face
    assert face is not None
    return tuple(sequence(image, face, plan, seed=seed))


def _plain(plan: tuple[Action, ...], seed: int) -> tuple[Frame, ...]:
    """Frames for tests in which nobody looks at them."""
    rng = np.random.default_rng(seed)
    shades = rng.integers(0, 255, (2 * len(plan), 360, 480, 3), dtype=np.uint8)
    return tuple(
        Frame(cv2.imencode(".jpg", shade)[1].tobytes(), number // 2, number * 900)
        for number, shade in enumerate(shades)
    )


def _show(person: Person, frames: tuple[Frame, ...], *, asks: int = 1) -> str:
    """Send a sequence as the camera script does and ask for its end so many times; returns where it leads."""
    began = clock.now()
    with clock.frozen(began):
        token = person.client.post(person.at("presence-begin")).json()["token"]
    for number, frame in enumerate(frames):
        at_ms = 7000 * number // (len(frames) - 1)
        with clock.frozen(began + timedelta(milliseconds=at_ms)):
            data = {"token": token, "number": number, "part": frame.part, "at": at_ms}
            upload = SimpleUploadedFile("frame.jpg", frame.image, "image/jpeg")
            sent = person.client.post(person.at("presence-frame"), {**data, "frame": upload})
            assert sent.status_code == 200, sent.content
    leads = set()
    with clock.frozen(began + timedelta(seconds=11)):
        for _ in range(asks):
            answer = person.client.post(
                person.at("presence-finish"), {"token": token}, headers={"accept": "application/json"}
            )
            assert answer.status_code == 200, answer.content
            leads.add(str(answer.json()["next"]))
    (lead,) = leads
    return lead


def _judge_as(monkeypatch: pytest.MonkeyPatch, outcome: Presence) -> None:
    monkeypatch.setattr("motcua.faces.presence.services.judge", lambda _frames, _plan: outcome)
    for challenge in Challenge.objects.filter(status=Challenge.Status.SENT):
        presence.judge(challenge.pk)


def test_from_the_moves_to_what_the_officer_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = PLANS[0]
    monkeypatch.setattr("motcua.presence.challenges.PLANS", (plan,))
    person = Person().begin()
    person.send("mat-truoc")
    assert _show(person, _frames(plan, 3)) == person.at("reading")
    placed = DraftPhoto.objects.get(draft=person.draft_id, slot="selfie")
    assert placed.capture == "camera"
    assert shown.of_draft(person.draft_id).pending
    presence.judge(Challenge.objects.get().pk)
    assert shown.of_draft(person.draft_id).level == "active"
    several = presence.template_of(drafts.subject_of(person.draft_id), placed.photo)
    alone = analyse(people.load_photo(placed.photo)).template
    assert several is not None, "the best frames of these very moves stand for the person"
    assert alone is not None
    assert float(several @ alone) > 0.9
    person.send("khuon-mat")  # a file in its place
    assert shown.of_draft(person.draft_id).level == "uploaded"


def test_an_answer_lost_at_the_end_sends_nobody_before_the_camera_again() -> None:
    """A weak network loses the last answer; the page asks again, and the moves were not for nothing."""
    person = Person().begin()
    person.send("mat-truoc")
    assert _show(person, _plain(PLANS[0], 1), asks=2) == person.at("reading")
    placed = DraftPhoto.objects.get(draft=person.draft_id, slot="selfie")
    assert Challenge.objects.get().photo == placed.photo


def test_who_showed_too_little_twice_is_let_go_on_with_an_officer(monkeypatch: pytest.MonkeyPatch) -> None:
    person = Person().begin()
    person.send("mat-truoc")
    person.read(monkeypatch, filing.reading())
    page = reverse("portal:reading", kwargs={"draft_id": person.draft_id})
    outcome = Presence("passive", 0.3, (reasons.NOT_LEFT,))
    for seed, words in ((1, "Làm lại phần khuôn mặt"), (2, "Bạn không cần thử nữa")):
        _show(person, _plain(PLANS[0], seed))
        _judge_as(monkeypatch, outcome)
        person.match()
        text = person.client.get(page).content.decode()
        assert reasons.NOT_LEFT.message.vi in text
        assert words in text
        assert "Tiếp tục" in text
    photo = person.client.get(person.at("photo", slot="khuon-mat")).content.decode()
    assert "data-presence-start" not in photo
    assert "data-camera-shoot" in photo


def test_the_page_offers_the_moves_only_for_the_face_and_works_without_them() -> None:
    person = Person().begin()
    assert (
        "data-presence-begin" not in person.client.get(person.at("photo", slot="mat-truoc")).content.decode()
    )
    page = person.client.get(person.at("photo", slot="khuon-mat")).content.decode()
    assert "data-presence-begin" in page
    assert "Nếu vẫn không được, bạn hãy chọn ảnh ở bên dưới." in page
    assert 'type="file"' in page
    assert '<li class="with-script">Dựng điện thoại' in page, "without a script the page says nothing to do"


def test_nothing_is_asked_without_consent_and_of_nobody_elses_draft() -> None:
    unwilling = Person().begin(face="no")
    refused = unwilling.client.post(unwilling.at("presence-begin"), headers={"accept": "application/json"})
    assert refused.status_code == 422
    assert refused.json()["code"] == "agreement_needed"
    assert Person().client.post(unwilling.at("presence-begin")).status_code == 404


def test_a_film_of_before_is_refused_in_words_and_a_file_still_does() -> None:
    """An old sequence sent under a new round; whoever is refused can go on with a photo from a file."""
    person = Person().begin()
    person.send("mat-truoc")
    _show(person, _plain(PLANS[0], 1))
    token = person.client.post(person.at("presence-begin")).json()["token"]
    for seed, at, number, code in ((1, 0, 0, "presence_frame_replayed"), (2, 0, 3, "presence_frame_order")):
        image = SimpleUploadedFile("f.jpg", _plain(PLANS[0], seed)[0].image, "image/jpeg")
        data = {"token": token, "number": number, "part": 0, "at": at, "frame": image}
        answer = person.client.post(person.at("presence-frame"), data, headers={"accept": "application/json"})
        assert answer.status_code in {409, 422}
        assert answer.json()["code"] == code
        assert answer.json()["message"]["vi"]
    person.send("khuon-mat")
    assert shown.of_draft(person.draft_id).level == "uploaded"


@pytest.mark.parametrize("field", ["number", "part", "at"])
def test_numbers_that_are_none_are_refused_in_words(field: str) -> None:
    person = Person().begin()
    token = person.client.post(person.at("presence-begin")).json()["token"]
    image = SimpleUploadedFile("f.jpg", _plain(PLANS[0], 1)[0].image, "image/jpeg")
    data = {"token": token, "number": "0", "part": "0", "at": "0", "frame": image, field: "-1²"}
    answer = person.client.post(person.at("presence-frame"), data, headers={"accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["message"]["vi"]
