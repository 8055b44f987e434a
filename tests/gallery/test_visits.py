"""Frames of whoever stood before a camera must be gone soon, whether a worker came or not."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django import app

from motcua.gallery import services, tasks, visits
from motcua.gallery.models import Visit, VisitFrame
from motcua.gallery.types import Assurance
from motcua.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def _come() -> Visit:
    images = [b"frame %d" % number for number in range(3)]
    return Visit.objects.get(pk=services.receive_visit(images, device="phone", assurance=Assurance.PASSIVE))


def test_frames_no_worker_took_are_gone_minutes_after_the_visit() -> None:
    registered = app.periodic_registry.periodic_tasks["gallery.sweep_visits", ""]
    times = registered.croniter
    assert -times.get_next() + times.get_next() <= 300
    _come()
    with clock.frozen(clock.now() + visits.LIFE + timedelta(seconds=1)):
        tasks.sweep_visits(0)
    assert not VisitFrame.objects.exists()


def test_a_worker_that_comes_too_late_removes_the_frames() -> None:
    visit = _come()
    with clock.frozen(clock.now() + visits.LIFE + timedelta(seconds=1)):
        services.process_visit(visit.pk, lambda _frames, _assurance: None)
    assert not Visit.objects.exists()
    assert not VisitFrame.objects.exists()
