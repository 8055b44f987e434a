"""How a run goes on: a line every half minute, and how busy the machine was with it and with others."""

import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import fmean
from typing import TYPE_CHECKING, Any, Self

import psutil  # type: ignore[import-untyped]
import psycopg
from tests.load.report import Outcome
from tests.support.installation import Installation

if TYPE_CHECKING:
    from tests.load.run import Workers

_EVERY_S = 30.0


@dataclass(slots=True)
class Watch:
    """Use as a context around the run."""

    installation: Installation
    outcomes: list[Outcome]
    workers: "Workers"
    _began: float = field(default_factory=time.monotonic)
    _loads: list[float] = field(default_factory=list)
    _cpu: dict[tuple[int, float], tuple[str, float]] = field(default_factory=dict)
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _machine_at_start: Any = None

    def __enter__(self) -> Self:
        self._machine_at_start = psutil.cpu_times()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def said(self) -> dict[str, Any]:
        """Return how long it took and what it cost: seconds, processor seconds by program, load."""
        machine, start = psutil.cpu_times(), self._machine_at_start
        busy = sum(machine[:3]) - sum(start[:3])
        own: dict[str, float] = {}
        for name, seconds in self._cpu.values():
            own[name] = own.get(name, 0.0) + seconds
        return {
            "took_s": round(time.monotonic() - self._began),
            "processor_s": {name: round(seconds) for name, seconds in sorted(own.items())},
            "processor_s_of_others": round(busy - sum(own.values())),
            "cores": os.cpu_count(),
            "load_mean": round(fmean(self._loads), 1) if self._loads else None,
            "load_most": max(self._loads, default=None),
        }

    def _watch(self) -> None:
        next_line = 0.0
        while not self._done.wait(2.0):
            self._sample()
            if time.monotonic() > next_line:
                next_line = time.monotonic() + _EVERY_S
                self._loads.append(round(os.getloadavg()[0], 1))
                with suppress(psycopg.Error):  # the next line comes in half a minute
                    self._say()

    def _sample(self) -> None:
        """Note the processor time of every program of the run; one that was killed keeps its last figure."""
        me = psutil.Process()
        for process in [me, *me.children(recursive=True), *self._database()]:
            try:
                times, started = process.cpu_times(), process.create_time()
                name = "citizens" if process.pid == me.pid else _name(process)
            except psutil.Error:
                continue  # it ended just now
            name = self._cpu.get((process.pid, started), (name, 0.0))[0]  # the dead have no command line
            self._cpu[process.pid, started] = (name, times.user + times.system)

    def _database(self) -> list[psutil.Process]:
        """The server was started apart; its first process stands in its folder."""
        with suppress(psutil.Error, OSError, ValueError):
            noted = (self.installation.home / "postgres" / "postmaster.pid").read_text().split("\n", 1)[0]
            server = psutil.Process(int(noted))
            return [server, *server.children()]
        return []

    def _say(self) -> None:
        states = self.installation.rows("SELECT state, count(*) FROM dossiers_dossier GROUP BY 1 ORDER BY 1")
        jobs = self.installation.rows(
            "SELECT queue_name, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
            " GROUP BY 1 ORDER BY 1"
        )
        sys.stderr.write(
            f"{time.strftime('%H:%M:%S', time.gmtime())} {time.monotonic() - self._began:6.0f} s"
            f" through {len(self.outcomes)} without code {sum(not item.code for item in self.outcomes)}"
            f" states {dict(states)} jobs {dict(jobs)} killed {self.workers.killed}"
            f" load {self._loads[-1]}\n"
        )
        sys.stderr.flush()


def _name(process: psutil.Process) -> str:
    line = " ".join(process.cmdline())
    for name, part in (("worker", "main() worker"), ("web", "main() serve"), ("stand-ins", "sandbox")):
        if part in line:
            return name
    return "database" if "postgres" in process.name() else "others"
