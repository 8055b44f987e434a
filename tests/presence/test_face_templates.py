"""The template of what was shown to the camera serves one comparison and does not stay."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta

import cv2
import numpy as np
import pytest

from motcua.faces.presence.types import Level, Presence
from motcua.faces.types import Template
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import StoredPhoto
from motcua.presence import face_templates, services
from motcua.presence.models import Challenge

pytestmark = pytest.mark.django_db
WHO = "draft:one"
START = datetime(2026, 12, 1, 9, 30, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def _frozen() -> Iterator[None]:
    with clock.frozen(START):
        yield


def _template(seed: int = 1) -> Template:
    numbers = np.random.default_rng(seed).normal(size=128)
    return np.asarray(numbers / np.linalg.norm(numbers), np.float32)


def _show(
    patch: pytest.MonkeyPatch, *, level: Level = "active", seed: int = 1, camera: str = "", bound: bool = True
) -> uuid.UUID:
    """Send a sequence that will be judged so; returns the photo that its frame became."""
    outcome = Presence(level, 0.7, template=_template(seed))
    patch.setattr("motcua.faces.presence.services.judge", lambda _frames, _plan: outcome)
    issued = services.issue(WHO)
    rng = np.random.default_rng(seed)
    for number in range(2 * len(issued.steps)):
        noise = rng.integers(0, 255, (64, 64, 3), dtype=np.uint8)
        image = cv2.imencode(".jpg", noise)[1].tobytes()
        at_ms = 950 * number
        with clock.frozen(START + timedelta(milliseconds=at_ms)):
            services.add_frame(WHO, issued.token, number=number, part=number // 2, at_ms=at_ms, image=image)
    with clock.frozen(START + timedelta(seconds=10)):
        sent = services.finish(WHO, issued.token, camera=camera)
        photo = people.store_photo(sent.image, purpose="face", delete_after=None)
        if bound:
            services.bind(sent.challenge, photo)
    return photo


def _kept() -> int:
    return StoredPhoto.objects.filter(purpose="presence").count()


def test_what_was_shown_is_there_for_its_photo_only_and_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _show(monkeypatch)
    found = services.template_of(WHO, photo)
    assert found is not None
    assert found == pytest.approx(_template())
    assert services.template_of(WHO, uuid.uuid4()) is None, "a file put in its place"
    assert services.template_of("draft:other", photo) is None
    (row,) = StoredPhoto.objects.filter(purpose="presence")
    assert _template().tobytes() not in bytes(row.sealed)
    assert "template" not in str(Challenge.objects.get().record)


def test_whoever_compares_first_judges_and_nobody_judges_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _show(monkeypatch)
    assert services.template_of(WHO, photo) is not None
    (challenge,) = Challenge.objects.all()
    assert challenge.status == Challenge.Status.JUDGED
    monkeypatch.setattr("motcua.faces.presence.services.judge", lambda *_: pytest.fail("judged again"))
    services.judge(challenge.pk)
    assert services.template_of(WHO, photo) is not None
    assert _kept() == 1


@pytest.mark.parametrize(("level", "camera"), [("uploaded", ""), ("active", "OBS Virtual Camera")])
def test_of_frames_that_may_be_anybodys_nothing_is_kept(
    level: Level, camera: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = _show(monkeypatch, level=level, camera=camera)
    assert services.template_of(WHO, photo) is None
    assert _kept() == 0


def test_a_look_up_by_face_leaves_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    _show(monkeypatch, bound=False)
    services.judge(Challenge.objects.get().pk)
    assert _kept() == 0


def test_it_is_gone_after_two_hours_and_the_photo_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _show(monkeypatch)
    services.judge(Challenge.objects.get().pk)
    with clock.frozen(START + face_templates.KEPT - timedelta(minutes=1)):
        services.sweep()
        assert _kept() == 1
    with clock.frozen(START + face_templates.KEPT + timedelta(minutes=1)):
        services.sweep()
    assert _kept() == 0
    assert services.template_of(WHO, photo) is None
    assert StoredPhoto.objects.filter(pk=photo).exists()
    assert Challenge.objects.get().record["level"] == "active"


def test_the_nightly_sweep_takes_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _show(monkeypatch)
    services.judge(Challenge.objects.get().pk)
    with clock.frozen(START + timedelta(days=1)):
        people.sweep_photos()
        assert services.template_of(WHO, photo) is None


def test_another_sequence_or_a_withdrawal_removes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _show(monkeypatch)
    services.judge(Challenge.objects.get().pk)
    after = _show(monkeypatch, seed=2)
    assert services.template_of(WHO, before) is None
    assert services.template_of(WHO, after) == pytest.approx(_template(2))
    assert _kept() == 1
    services.forget(WHO)
    assert _kept() == 0


def test_a_template_of_another_making_is_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when the program is upgraded between the moves and the comparison."""
    photo = _show(monkeypatch)
    assert services.template_of(WHO, photo) is not None
    monkeypatch.setattr(face_templates, "TEMPLATE_VERSION", "another")
    assert services.template_of(WHO, photo) is None
