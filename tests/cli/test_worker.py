"""A worker outlives a restart of its database: nobody has to notice and start it again."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import click
import faiss
import numpy as np
import procrastinate.contrib.django as queue
import pytest
from django.db import connections
from procrastinate.exceptions import ConnectorException
from pytest_django import Settings
from tests.gallery.invented import enrolled

from motcua.cli import setup_django, worker
from motcua.gallery import services as gallery
from motcua.gallery.search import backend
from motcua.gallery.selectors import is_enrolled


class Away:
    """Work that a database breaks off, as often as told, and a database that is looked for."""

    def __init__(self, patch: pytest.MonkeyPatch, *, breaks: int, looks: int) -> None:
        self.runs, self.looked, self._breaks, self._looks = 0, 0, breaks, looks
        patch.setattr(worker, "_LOOK_SECONDS", 0.0)
        patch.setattr(setup_django, "hold_database", self.look)
        patch.setattr(worker, "_recover", lambda: None)

    def run(self) -> None:
        self.runs += 1
        if self.runs <= self._breaks:
            raise ConnectorException

    def look(self) -> None:
        self.looked += 1
        if self.looked < self._looks:
            raise click.ClickException("away")


def test_it_waits_for_a_database_that_was_restarted_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    away = Away(monkeypatch, breaks=1, looks=3)
    worker.keep_running(away.run, waits=True)
    assert (away.runs, away.looked) == (2, 3)
    assert "The database went away, waiting" in capsys.readouterr().err


def test_where_nobody_else_starts_the_database_it_ends_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded one starts with a new process; a worker that waited would wait for ever."""
    away = Away(monkeypatch, breaks=1, looks=1)
    with pytest.raises(click.ClickException, match="The database went away"):
        worker.keep_running(away.run, waits=False)
    assert (away.runs, away.looked) == (1, 0)


class Queue:
    """A queue whose worker ends without a word, as it does when it cannot listen any more, or is told to."""

    connector: Any = type("Connector", (), {"get_worker_connector": staticmethod(lambda: None)})

    def __init__(self, *, told: bool) -> None:
        self._told = told

    @contextlib.contextmanager
    def replace_connector(self, _: object) -> Iterator["Queue"]:
        yield self

    @contextlib.asynccontextmanager
    async def open_async(self) -> AsyncIterator[None]:
        yield

    async def run_worker_async(self, **given: Any) -> None:
        assert given["install_signal_handlers"] is False
        if self._told:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()


def test_a_queue_that_ends_unasked_is_a_database_that_went_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker ended as if it had been told to, with status 0, and nothing was read any more."""
    monkeypatch.setattr(queue, "app", Queue(told=False))
    with pytest.raises(ConnectorException):
        worker._run((), 1, once=False)
    worker._run((), 1, once=True)  # nothing left to do


def test_told_to_stop_it_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "app", Queue(told=True))
    worker._run((), 1, once=False)


@pytest.mark.django_db(databases=["default", "faces"])
def test_a_worker_that_never_searches_forgets_who_was_erased(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    """The job that follows a removal goes to one worker of one machine."""
    settings.FACES_KEYS, settings.FACES_INDEX = tmp_path / "keys", tmp_path / "index"
    monkeypatch.setattr(connections, "close_all", lambda: None)  # it is the test's own here
    told = threading.Event()
    told.set()
    erased, stays = enrolled(1), enrolled(2)
    worker.follow_face_store(told)
    (vectors,) = settings.FACES_INDEX.glob("vectors-*")
    before = np.fromfile(vectors, np.float32).reshape(-1, 128)
    gallery.withdraw(reference=erased, actor="citizen:x")
    worker.follow_face_store(told)
    after = np.fromfile(vectors, np.float32).reshape(-1, 128)
    assert before.any(axis=1).tolist() == [True, True]
    assert after.any(axis=1).tolist() == [False, True]
    coarse = backend()._segments[0]
    codes = faiss.rev_swig_ptr(coarse.codes.data(), coarse.ntotal * 128).reshape(-1, 128)
    assert set(codes[0]) == {128}, "nor does the process hold it"
    assert is_enrolled(stays)


def test_a_worker_that_cannot_follow_the_face_store_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Templates of who withdrew would stay in its memory, and nobody would know."""
    tries: list[int] = []
    stop = threading.Event()

    def away() -> None:
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise OSError("no database")

    monkeypatch.setattr(gallery, "follow_index", away)
    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "_FACES_SECONDS", 0.0)
    worker.follow_face_store(stop)
    assert len(tries) == 2
    assert [record.levelname for record in caplog.records if "face store" in record.message] == [
        "WARNING"
    ] * 2
