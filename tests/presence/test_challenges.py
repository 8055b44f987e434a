"""A challenge is asked once, answered in order and in time, and its frames do not stay."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.faces.pictures import astronaut, scaled

from motcua.faces.presence.types import Frame, Presence
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import StoredPhoto
from motcua.presence import challenges, selectors, services
from motcua.presence.challenges import LIFE, PLANS
from motcua.presence.errors import (
    ChallengeOverError,
    FrameOrderError,
    FrameReplayedError,
    FrameUnusableError,
)
from motcua.presence.models import Challenge, ChallengeFrame, SeenFrame
from motcua.presence.types import IssuedChallenge

pytestmark = pytest.mark.django_db
WHO = "draft:one"
START = datetime(2026, 12, 1, 9, 30, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with clock.frozen(START):
        yield


def _picture(seed: int) -> bytes:
    noise = np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)
    return bytes(cv2.imencode(".jpg", noise)[1].tobytes())


def _add(
    issued: IssuedChallenge,
    number: int,
    *,
    image: bytes,
    who: str = WHO,
    at_ms: int | None = None,
    after: int = 0,
) -> None:
    """Send a frame so many milliseconds after its time."""
    at_ms = 950 * number if at_ms is None else at_ms
    with clock.frozen(START + timedelta(milliseconds=at_ms + after)):
        services.add_frame(who, issued.token, number=number, part=number // 2, at_ms=at_ms, image=image)


def _send(issued: IssuedChallenge, *, who: str = WHO, first: int = 0) -> None:
    """Send two frames of each part."""
    for number in range(2 * len(issued.steps)):
        _add(issued, number, who=who, image=_picture(first + number))


def _judge(level: str, patch: pytest.MonkeyPatch, *, who: str = WHO, first: int = 0) -> uuid.UUID:
    """Walk through a sequence that comes out so; returns the photo made of it."""
    patch.setattr("motcua.faces.presence.services.judge", lambda _frames, _plan: Presence(level, 0.7))  # type: ignore[arg-type]
    issued = services.issue(who)
    _send(issued, who=who, first=first)
    with clock.frozen(START + timedelta(seconds=10)):
        sent = services.finish(who, issued.token)
        photo = people.store_photo(sent.image, purpose="face", delete_after=None)
        services.bind(sent.challenge, photo)
    services.judge(sent.challenge)
    return photo


def test_what_is_asked_always_has_a_turn_and_cannot_be_foreseen() -> None:
    assert len(PLANS) == 6
    assert all(plan[0] == "look" and {"turn_left", "turn_right"} & set(plan) for plan in PLANS)


def test_a_good_sequence_counts_for_its_photo_only(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _judge("active", monkeypatch)
    assert selectors.assessment(WHO, photo).level == "active"
    assert selectors.assessment(WHO, uuid.uuid4()).level == "uploaded", "a file put in its place"
    assert selectors.assessment("draft:other", photo).level == "uploaded"
    assert selectors.assessment(WHO, None).level == "none"


def test_frames_are_gone_once_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _judge("active", monkeypatch)
    assert not ChallengeFrame.objects.exists()
    assert [str(item.pk) for item in StoredPhoto.objects.all()] == [str(photo)]


def test_a_worker_gets_the_frames_in_order_and_may_work_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[list[Frame]] = []

    def judge(frames: list[Frame], _plan: object) -> Presence:
        got.append(frames)
        return Presence("passive", 0.4)

    monkeypatch.setattr("motcua.faces.presence.services.judge", judge)
    issued = services.issue(WHO)
    _send(issued)
    with clock.frozen(START + timedelta(seconds=10)):
        challenge = services.finish(WHO, issued.token).challenge
    services.judge(challenge)
    services.judge(challenge)
    assert [(frame.part, frame.at_ms, frame.image) for frame in got[0]] == [
        (number // 2, 950 * number, _picture(number)) for number in range(8)
    ]
    assert len(got) == 1


def test_a_challenge_is_used_once() -> None:
    issued = services.issue(WHO)
    _send(issued)
    with clock.frozen(START + timedelta(seconds=10)):
        services.finish(WHO, issued.token)
        with pytest.raises(ChallengeOverError):
            services.finish(WHO, issued.token)
        with pytest.raises(ChallengeOverError):
            services.add_frame(WHO, issued.token, number=8, part=3, at_ms=9999, image=_picture(99))


def test_an_old_sequence_is_refused_under_a_new_challenge() -> None:
    _send(services.issue(WHO))
    again = services.issue(WHO)
    with pytest.raises(FrameReplayedError):
        services.add_frame(WHO, again.token, number=0, part=0, at_ms=0, image=_picture(0))


def _with_comment(image: bytes) -> bytes:
    return image[:2] + b"\xff\xfe\x00\x07hello" + image[2:]


@pytest.mark.parametrize("changed", [lambda image: image + b"\0", _with_comment])
def test_an_old_sequence_in_other_files_is_refused(changed: Callable[[bytes], bytes]) -> None:
    _send(services.issue(WHO))
    again = services.issue(WHO)
    assert changed(_picture(0)) != _picture(0)
    with pytest.raises(FrameReplayedError):
        _add(again, 0, image=changed(_picture(0)))


def test_what_was_known_before_frames_were_known_by_what_they_show_is_refused() -> None:
    _send(services.issue(WHO))
    shown = {challenges._digest_of_pixels(_picture(number)) for number in range(8)}
    assert SeenFrame.objects.filter(digest__in=shown).delete()[0] == 8
    with pytest.raises(FrameReplayedError):
        _add(services.issue(WHO), 0, image=_picture(0))


@pytest.mark.parametrize("light", [1.0, 0.5, 0.2, 0.05])
def test_a_still_person_before_a_camera_is_no_replay(light: float) -> None:
    """Noise of a good camera and a head that moves by a fraction of a pixel: nobody holds stiller."""
    image, rng = scaled(astronaut(), 1.4) * light, np.random.default_rng(1)
    issued = services.issue(WHO)
    for number in range(8):
        move = np.float32([[1, 0, 0.3 * rng.standard_normal()], [0, 1, 0.3 * rng.standard_normal()]])
        still = cv2.warpAffine(image, move, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        frame = np.clip(still + rng.normal(0, 1, image.shape), 0, 255).astype(np.uint8)
        _add(issued, number, image=bytes(cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 82])[1]))
    assert ChallengeFrame.objects.count() == 8


def test_copies_of_one_picture_and_frames_of_one_moment_are_refused() -> None:
    issued = services.issue(WHO)
    _add(issued, 0, image=_picture(0))
    with pytest.raises(FrameReplayedError):
        _add(issued, 1, image=_picture(0) + b"\0")
    with pytest.raises(FrameOrderError):
        _add(issued, 1, at_ms=1, image=_picture(1))


def test_a_frame_may_come_late_but_not_before_its_time() -> None:
    issued = services.issue(WHO)
    _add(issued, 0, after=20_000, image=_picture(0))
    with pytest.raises(FrameOrderError):
        _add(issued, 1, at_ms=30_000, after=-9000, image=_picture(1))
    assert ChallengeFrame.objects.count() == 1


def test_frames_that_say_they_took_less_time_than_the_moves_are_refused() -> None:
    issued = services.issue(WHO)
    for number in range(8):
        _add(issued, number, at_ms=300 * number, image=_picture(number))
    with clock.frozen(START + timedelta(seconds=30)), pytest.raises(ChallengeOverError):
        services.finish(WHO, issued.token)


def test_only_its_own_person_its_own_time_and_its_own_signature() -> None:
    issued = services.issue(WHO)

    def add(who: str, token: str) -> None:
        services.add_frame(who, token, number=0, part=0, at_ms=0, image=_picture(1))

    for who, token in (("draft:other", issued.token), (WHO, issued.token[:-2] + "xx"), (WHO, "")):
        with pytest.raises(ChallengeOverError):
            add(who, token)
    with clock.frozen(START + LIFE), pytest.raises(ChallengeOverError):
        add(WHO, issued.token)
    services.issue(WHO)  # beginning again ends the one before
    with pytest.raises(ChallengeOverError):
        add(WHO, issued.token)


def test_faster_than_it_can_be_made_is_refused() -> None:
    issued = services.issue(WHO)
    _send(issued)
    with clock.frozen(START + timedelta(seconds=2)), pytest.raises(ChallengeOverError):
        services.finish(WHO, issued.token)


@pytest.mark.parametrize(
    ("number", "part", "at_ms"), [(2, 0, 50), (0, 0, 50), (1, 2, 50), (1, 0, 0), (1, -1, 50)]
)
def test_frames_out_of_order_are_refused(number: int, part: int, at_ms: int) -> None:
    issued = services.issue(WHO)
    services.add_frame(WHO, issued.token, number=0, part=0, at_ms=0, image=_picture(0))
    with pytest.raises(FrameOrderError):
        services.add_frame(WHO, issued.token, number=number, part=part, at_ms=at_ms, image=_picture(1))


def test_a_frame_sent_again_because_the_answer_was_lost_changes_nothing() -> None:
    issued = services.issue(WHO)
    for _ in range(2):
        services.add_frame(WHO, issued.token, number=0, part=0, at_ms=0, image=_picture(0))
    assert ChallengeFrame.objects.count() == 1


@pytest.mark.parametrize(
    "image", [b"", b"GIF89a", b"\xff\xd8\xff" + bytes(1_500_000), b"\xff\xd8\xff no picture"]
)
def test_what_is_no_frame_is_refused(image: bytes) -> None:
    issued = services.issue(WHO)
    with pytest.raises(FrameUnusableError):
        services.add_frame(WHO, issued.token, number=0, part=0, at_ms=0, image=image)


def test_two_failures_offer_the_officer_and_lock_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    _judge("passive", monkeypatch)
    photo = _judge("uploaded", monkeypatch, first=100)
    found = selectors.assessment(WHO, photo)
    assert (found.failures, found.offer_officer, found.level) == (2, True, "uploaded")
    photo = _judge("active", monkeypatch, first=200)
    assert not selectors.assessment(WHO, photo).offer_officer


def test_a_face_nobody_saw_in_the_frames_is_still_an_uploaded_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    assert selectors.assessment(WHO, _judge("none", monkeypatch)).level == "uploaded"


def test_an_officer_who_met_the_person_is_the_highest_level() -> None:
    services.meet(WHO, actor="officer:lan")
    services.meet(WHO, actor="officer:minh")
    found = selectors.assessment(WHO, None)
    assert (found.level, found.met_by) == ("officer", "officer:lan")


def test_what_nobody_finished_is_swept_and_what_was_lost_is_asked_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("motcua.presence.queue.defer", lambda challenge, _subject: asked.append(challenge))
    _send(services.issue("draft:left"), who="draft:left")
    issued = services.issue(WHO)
    _send(issued, first=50)
    with clock.frozen(START + timedelta(seconds=10)):
        sent = services.finish(WHO, issued.token)
    with clock.frozen(START + timedelta(seconds=200)):
        assert services.sweep() == 1
        assert services.recover() == 1
    assert asked == [str(sent.challenge)] * 2
    assert not Challenge.objects.filter(subject="draft:left").exists()
    services.forget(WHO)
    assert not StoredPhoto.objects.exists()


@pytest.mark.parametrize(
    ("camera", "level"),
    [
        ("OBS Virtual Camera (m-de:vice)", "uploaded"),
        ("fake_device_0", "uploaded"),
        ("Unity Video Capture", "uploaded"),
        ("camera2 1, facing front", "active"),
        ("", "active"),
        *[(name, "active") for name in ("USB2.0 PC CAMERA (1871:0101)", "DroidCam Source 3", "Iriun Webcam")],
    ],
)
def test_a_program_in_place_of_a_camera_lowers_the_level(
    camera: str, level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "motcua.faces.presence.services.judge", lambda _frames, _plan: Presence("active", 0.7)
    )
    issued = services.issue(WHO)
    _send(issued)
    photo = uuid.uuid4()
    with clock.frozen(START + timedelta(seconds=10)):
        services.bind(services.finish(WHO, issued.token, camera=camera).challenge, photo)
    services.judge(Challenge.objects.get().pk)
    found = selectors.assessment(WHO, photo)
    assert found.level == level
    assert bool(found.reasons) == (level == "uploaded")


def test_an_outcome_for_no_photo_is_told_once_asked_and_never_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("motcua.presence.queue.defer", lambda challenge, _subject: asked.append(challenge))
    monkeypatch.setattr(
        "motcua.faces.presence.services.judge", lambda _frames, _plan: Presence("active", 0.7)
    )
    assert services.outcome(uuid.uuid4()) is None
    for first in (0, 100):
        issued = services.issue(WHO)
        _send(issued, first=first)
        with clock.frozen(START + timedelta(seconds=10)):
            sent = services.finish(WHO, issued.token, queued=False)
        assert sent.straight == (_picture(first), _picture(first + 1))
        found = services.outcome(sent.challenge)
        assert found is not None
        assert found.level == "active"
        assert not ChallengeFrame.objects.exists()
        if first == 0:
            services.remove_used(sent.challenge)
            assert not Challenge.objects.exists()
    assert asked == []
    with clock.frozen(START + timedelta(minutes=45)):
        assert services.sweep() == 1
    assert not Challenge.objects.exists()


def test_what_waits_for_a_worker_is_not_asked_for_again_and_again() -> None:
    """A night without a worker for photos put one more piece of work for each look in every two minutes."""
    issued = services.issue(WHO)
    _send(issued)
    with clock.frozen(START + timedelta(seconds=10)):
        services.finish(WHO, issued.token)
    for minutes in (2, 4, 6):
        with clock.frozen(START + timedelta(minutes=minutes)):
            services.recover()
    waiting = ProcrastinateJob.objects.filter(task_name="presence.judge", status="todo")
    assert waiting.count() == 1
    waiting.delete()
    with clock.frozen(START + timedelta(minutes=8)):
        assert services.recover() == 1, "what the queue lost is asked for"
