"""What a worker had begun when it died: given out again, whatever it was."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.support import filing as support

from motcua.dossiers import tasks
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db
LOOK_UP = "dossiers.perform_face_look_up"
FETCH = "dossiers.fetch_person"


def states() -> dict[str, str]:
    return dict(ProcrastinateJob.objects.values_list("task_name", "status"))


def test_what_no_table_speaks_of_is_not_lost_with_its_worker() -> None:
    """Who showed their face when a worker died waited before a page that said "a few seconds" for ever."""
    jobs.defer(LOOK_UP, visit_id=str(uuid.uuid4()))
    assert jobs.requeue_abandoned() == 0
    support.begin_jobs()
    assert jobs.requeue_abandoned() == 1
    assert states() == {LOOK_UP: "todo"}
    assert jobs.requeue_abandoned() == 0


def test_a_sweep_is_not_given_out_twice() -> None:
    tasks.recover.defer(timestamp=1)
    support.begin_jobs()
    tasks.recover.defer(timestamp=2)  # the next one is due meanwhile
    assert jobs.requeue_abandoned() == 0
    assert list(ProcrastinateJob.objects.values_list("status", "args__timestamp")) == [("todo", 2)]


def test_what_kills_every_worker_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MOST_ATTEMPTS", 2)
    jobs.defer(LOOK_UP, visit_id=str(uuid.uuid4()))
    for _ in range(3):
        support.begin_jobs()
        jobs.requeue_abandoned()
    assert states() == {LOOK_UP: "failed"}


def test_whether_one_person_s_work_waits_is_asked_without_reading_everybody_s() -> None:
    """Each look at "check your answers" read every question that waited: a full hall slowed every page."""
    ours, begun, other = (str(uuid.uuid4()) for _ in range(3))
    jobs.defer(FETCH, draft_id=begun)
    support.begin_jobs()
    jobs.defer(FETCH, draft_id=ours)
    jobs.defer("dossiers.ask_registers", draft_id=other)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) SELECT 'default', %s, "
            "jsonb_build_object('draft_id', gen_random_uuid()) FROM generate_series(1, 3000)",
            [FETCH],
        )
        cursor.execute("ANALYZE procrastinate_jobs")
    with CaptureQueriesContext(connection) as asked:
        waits = [jobs.is_waiting(FETCH, draft_id=draft) for draft in (ours, begun, other)]
        assert jobs.waiting(FETCH, "draft_id", [ours, begun, other]) == {ours}
    assert waits == [True, False, False]
    assert jobs.waiting(FETCH, "draft_id", []) == set()
    with connection.cursor() as cursor:
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN {query['sql']}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "motcua_waiting_work" in plan, plan


def test_what_failed_for_good_is_kept_to_be_looked_at_and_no_longer_than_an_unfinished_filing() -> None:
    """Name and number of whoever was asked about while a register was away stayed in the queue for ever."""
    for day, name in ((15, "NGUYỄN THỊ CŨ"), (1, "NGUYỄN THỊ MỚI")):
        jobs.defer("dossiers.ask_registers", full_name=name)
        job = ProcrastinateJob.objects.latest("pk")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = %s", [job.pk])
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s * interval '1 day' WHERE job_id = %s",
                [day, job.pk],
            )
    jobs.defer("dossiers.ask_registers", full_name="WAITS")
    tasks.sweep(0)
    left = ProcrastinateJob.objects.values_list("args__full_name", "status")
    assert set(left) == {("NGUYỄN THỊ MỚI", "failed"), ("WAITS", "todo")}


def test_one_sweep_that_breaks_does_not_keep_the_others_from_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row that could not be removed kept photos, sessions and addresses of everybody, every night."""

    def broken() -> int:
        raise ProtectedError("a row of another version", set())

    people.store_photo(b"old", purpose="paper", delete_after=clock.now() - timedelta(days=1))
    monkeypatch.setattr(tasks.drafts, "sweep", broken)
    with pytest.raises(ProtectedError):
        tasks.sweep(0)
    assert not StoredPhoto.objects.exists()
