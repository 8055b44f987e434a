"""A whole installation in a folder of its own: real database, web server, worker and processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from motcua.cli.demonstration.ports import Ports
from motcua.cli.demonstration.processes import Child, Children
from motcua.cli.serve import port_is_free
from motcua.config.embedded.server import connection_parameters

ROOT = Path(__file__).resolve().parents[2]
#: Settings of PostgreSQL's for data that nobody looks for after a power cut; a killed process loses nothing.
NO_DISK = ("fsync = off", "full_page_writes = off")
#: The last program that ended may be stopping the server still, which the wheel takes for one that fell.
_STOP = """
import sys, time
from pathlib import Path
from motcua.config.embedded.server import stop

for left in reversed(range(100)):
    try:
        stop(Path(sys.argv[1]))
        break
    except AssertionError:
        if not left:
            raise
        time.sleep(0.2)
"""


def free_port(preferred: int, *, tries: int = 20) -> int:
    """Return ``preferred`` or the first free port of this machine above it."""
    for port in range(preferred, preferred + tries):
        if port_is_free("127.0.0.1", port):
            return port
    raise OSError(f"no free port from {preferred} to {preferred + tries - 1}")


def set_up(home: Path) -> Path:
    """Set an installation up, its database stopped at last, for others to begin with; returns ``home``."""
    with Installation(home):
        pass
    with (home / "postgres" / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(f"{setting}\n" for setting in NO_DISK)
    return home


class Installation:
    """Use as a context; everything it started is gone afterwards."""

    def __init__(
        self, home: Path, *, extra: Mapping[str, str] | None = None, like: Path | None = None
    ) -> None:
        """Set one up in ``home``, or begin with a copy of what :func:`set_up` left in ``like``."""
        self.home = home
        # Claimed until the end: it listens only seconds later, and another process may choose meanwhile.
        self._ports = Ports()
        self.port = self._ports.take(18200 + os.getpid() % 500)
        self.base = f"http://127.0.0.1:{self.port}"
        self.tax_port = self._ports.take(self.port + 700)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}
        kept.pop("DATABASE_URL", None)
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        self.environment = {
            **kept,
            "MOTCUA_HOME": str(home),
            "MOTCUA_DEMO": "1",
            "MOTCUA_MODEL_THREADS": "1",  # other tests want the other processor
            "MOTCUA_PUBLIC_URL": self.base,
            "MOTCUA_TAX_URL": f"http://127.0.0.1:{self.tax_port}",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
            **(extra or {}),
        }
        self.children = Children(home / "log", self.environment)
        if like is None:
            self.run("-m", "motcua", "setup")
        else:
            # With owners: under root the database's files are another user's.
            subprocess.run(["cp", "--archive", f"{like}/.", str(home)], check=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.children.stop()
        self._ports.__exit__(None, None, None)
        # From outside: this process may hold a handle of its own, which the next test must not trip over.
        self.run("-c", _STOP, str(self.home / "postgres"))

    def run(self, *arguments: str) -> str:
        """Run Python to its end in the installation's environment; returns what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    @contextmanager
    def conversation(self, *arguments: str) -> Iterator[Callable[[str], str]]:
        """Run Python in the installation's environment while the context is open.

        Gives what sends it a line (none where that is empty) and returns the line it answers with.
        """
        command = [sys.executable, *arguments]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, text=True) as program:
            assert program.stdin is not None
            assert program.stdout is not None
            asks, answers = program.stdin, program.stdout

            def say(line: str) -> str:
                if line:
                    asks.write(line + "\n")
                    asks.flush()
                answer = answers.readline()
                assert answer, f"{arguments} ended ({program.wait()})"
                return answer

            yield say

    def start_web(self) -> Child:
        """Start the web server and wait until it answers."""
        child = self.children.start_command("web", ["serve", "--port", str(self.port)])
        self.children.wait_until("web", self._answers, seconds=180)
        return child

    def start_tax(self) -> Child:
        """Start the stand-in of the tax system."""
        secret = str(self.home / "keys" / "tax.key")
        module = ["-m", "motcua.interconnect.sandbox.tax"]
        return self.children.start("tax", [*module, "--port", str(self.tax_port), "--secret-file", secret])

    def start_worker(self, name: str = "worker", *, concurrency: int = 2) -> Child:
        """Start a worker; its log has its name."""
        return self.children.start_command(name, ["worker", "--verbose", "--concurrency", str(concurrency)])

    def kill(self, child: Child) -> None:
        """End a child as a power cut would, its own children included."""
        self.children._children.remove(child)
        os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection of its own to the main database; each statement is a transaction."""
        address = make_conninfo(**connection_parameters(self.home / "postgres", "motcua"))
        return psycopg.connect(address, autocommit=True)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query, from a connection of its own."""
        with self.connect() as connection:
            return connection.execute(query, values).fetchall()

    def wait_for(self, what: str, is_so: Callable[[], Any], *, seconds: float) -> None:
        """Poll until it is so; fails with ``what`` when the time is over."""
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base}/", timeout=20).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False
