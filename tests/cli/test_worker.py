"""A worker outlives a restart of its database: nobody has to notice and start it again."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import click
import procrastinate.contrib.django as queue
import pytest
from procrastinate.exceptions import ConnectorException

from motcua.cli import setup_django, worker


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
