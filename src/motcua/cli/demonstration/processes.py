"""The demonstration's child processes: started apart from the terminal, watched, and ended in order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import click

#: How long children get to finish what they have in hand, in seconds.
STOP_SECONDS = 25.0
_POLL_SECONDS = 0.1
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Child:
    """One running program."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Children:
    """The programs of one demonstration. Use as a context: leaving it ends them all."""

    def __init__(self, log_folder: Path, environment: Mapping[str, str]) -> None:
        log_folder.mkdir(parents=True, exist_ok=True)
        self._log_folder = log_folder
        self._environment = dict(environment)
        self._children: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, name: str, arguments: Sequence[str]) -> Child:
        """Start ``python <arguments>``; its output goes to ``<name>.log``, begun anew."""
        log = self._log_folder / f"{name}.log"
        with log.open("wb") as output:
            process = _spawn([sys.executable, *arguments], self._environment, output)
        child = Child(name, process, log)
        self._children.append(child)
        return child

    def start_command(self, name: str, arguments: Sequence[str]) -> Child:
        """Start ``motcua <arguments>``."""
        return self.start(name, ["-c", "from motcua.cli.main import main; main()", *arguments])

    def wait_until(self, what: str, is_ready: Callable[[], bool], *, seconds: float) -> None:
        """Poll ``is_ready`` until it holds.

        Raises:
            click.ClickException: a child ended meanwhile or the time is over; the end of its log is shown.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            self.check()
            if time.monotonic() > deadline:
                raise click.ClickException(f"{what}: không sẵn sàng sau / not ready after {seconds:.0f} s")
            time.sleep(_POLL_SECONDS)

    def check(self) -> None:
        """Raise if a child has ended by itself.

        Raises:
            click.ClickException: with the end of its log.
        """
        for child in self._children:
            status = child.process.poll()
            if status is not None:
                raise click.ClickException(
                    f"{child.name} đã dừng / has ended ({status}).\n{tail(child.log)}\n{child.log}"
                )

    def stop(self) -> None:
        """End all, the last started first: SIGTERM, and SIGKILL for what does not end in time."""
        children, self._children = self._children[::-1], []
        for child in children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            try:
                child.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                # The child leads a session of its own, so this takes its own children with it.
                os.killpg(child.process.pid, signal.SIGKILL)
                child.process.wait()


def _spawn(
    command: Sequence[str], environment: Mapping[str, str], output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        # Ctrl-C in the terminal reaches the parent alone, which ends the children in order.
        start_new_session=True,
        preexec_fn=_end_with_parent() if sys.platform == "linux" else None,  # noqa: PLW1509 - see there
    )


def _end_with_parent() -> Callable[[], None]:
    """Return what makes Linux end the child when the parent is killed and cannot do it itself.

    Only one system call is made between fork and exec, and the library is loaded before.
    """
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    return ask


def tail(log: Path, lines: int = 25) -> str:
    """Return the last lines of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
