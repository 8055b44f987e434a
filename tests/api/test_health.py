"""A monitor must be told the truth: silent workers and a queue that stands still are failures."""

from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from motcua.api import health

pytestmark = pytest.mark.django_db


def worker_seen(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def waiting(minutes: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at)"
            " VALUES ('default', 'x', now() - %s * interval '1 minute')",
            [minutes],
        )


def test_without_a_worker_it_is_not_well(client: Client) -> None:
    answer = client.get("/api/v1/health")
    assert answer.status_code == 503
    assert answer.json()["database"] is True
    assert "worker" in answer.json()["problems"][0]


def test_with_a_living_worker_and_fresh_work_it_is_well(client: Client) -> None:
    worker_seen(5)
    waiting(1)
    answer = client.get("/api/v1/health")
    assert answer.status_code == 200
    assert answer.json()["waiting"] == 1
    assert 50 < answer.json()["oldest_waiting_s"] < 70
    assert answer.json()["worker_seen_s"] >= 5


def test_work_planned_for_later_is_not_late(client: Client) -> None:
    worker_seen(1)
    waiting(-60)
    assert client.get("/api/v1/health").json()["waiting"] == 0


@pytest.mark.parametrize(("seen", "age"), [(120, 1), (1, 10)])
def test_a_silent_worker_or_old_work_is_a_failure(client: Client, seen: int, age: int) -> None:
    worker_seen(seen)
    waiting(age)
    answer = client.get("/api/v1/health")
    assert answer.status_code == 503
    assert len(answer.json()["problems"]) == 1


def test_a_database_that_cannot_be_reached_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(health.connection, "cursor", gone)
    found = health.examine()
    assert (found.ok, found.database) == (False, False)


@pytest.mark.parametrize(("free", "status"), [(300, 200), (100, 503)])
def test_a_full_disk_is_told_before_nobody_can_file(
    client: Client, monkeypatch: pytest.MonkeyPatch, free: int, status: int
) -> None:
    """Every page opened and the monitor was content, while no photo could be sent any more."""
    worker_seen(5)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _: SimpleNamespace(free=free * 1024**2))
    answer = client.get("/api/v1/health")
    assert answer.status_code == status
    assert answer.json()["problems"] == ([] if status == 200 else [f"disk: {free} MiB left for the database"])


def test_a_monitor_may_ask_for_the_status_alone(client: Client) -> None:
    """Many ask with HEAD, and every one of them called the system broken."""
    assert client.head("/api/v1/health").status_code == 503
    worker_seen(5)
    assert client.head("/api/v1/health").status_code == 200
