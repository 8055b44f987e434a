"""What a worker had begun when it died: given out again, whatever it was."""

import uuid

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support import filing as support

from motcua.dossiers import queue, tasks

pytestmark = pytest.mark.django_db
LOOK_UP = "dossiers.perform_face_look_up"


def states() -> dict[str, str]:
    return dict(ProcrastinateJob.objects.values_list("task_name", "status"))


def test_what_no_table_speaks_of_is_not_lost_with_its_worker() -> None:
    """Who showed their face when a worker died waited before a page that said "a few seconds" for ever."""
    queue.defer(LOOK_UP, visit_id=str(uuid.uuid4()))
    assert queue.take_up() == 0
    support.begin_jobs()
    assert queue.take_up() == 1
    assert states() == {LOOK_UP: "todo"}
    assert queue.take_up() == 0


def test_a_sweep_is_not_given_out_twice() -> None:
    tasks.recover.defer(timestamp=1)
    support.begin_jobs()
    tasks.recover.defer(timestamp=2)  # the next one is due meanwhile
    assert queue.take_up() == 0
    assert list(ProcrastinateJob.objects.values_list("status", "args__timestamp")) == [("todo", 2)]


def test_what_kills_every_worker_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST_ATTEMPTS", 2)
    queue.defer(LOOK_UP, visit_id=str(uuid.uuid4()))
    for _ in range(3):
        support.begin_jobs()
        queue.take_up()
    assert states() == {LOOK_UP: "failed"}
