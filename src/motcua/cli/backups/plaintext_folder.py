"""A folder for what lies in the clear while a backup is made or restored: never left behind.

It goes with its block, also when the process is asked to end (a machine that shuts down). What a process left
that was killed outright, or a power cut, the next one removes.
"""

import fcntl
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final

import click

#: One younger than this may be on its way to being locked.
_SECONDS: Final = 60


@contextmanager
def create(where: Path, name: str) -> Iterator[Path]:
    """Give a new folder ``.{name}-…`` inside ``where``, which only this user may enter."""
    where.mkdir(parents=True, exist_ok=True)
    _clear_left(where, name)
    before = signal.signal(signal.SIGTERM, _end)
    try:
        with tempfile.TemporaryDirectory(dir=where, prefix=f".{name}-") as folder, _held(Path(folder)):
            yield Path(folder)
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder, as long as this process lives."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: then nobody removes what is left there
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def _clear_left(where: Path, name: str) -> None:
    for folder in where.glob(f".{name}-*"):
        with suppress(OSError):
            if not folder.is_dir() or time.time() - folder.stat().st_mtime < _SECONDS:
                continue
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # else somebody works in it
                shutil.rmtree(folder)
            finally:
                os.close(descriptor)
            click.echo(
                f"Đã xóa phần dang dở, chưa mã hóa: {folder}. / "
                "Removed what a killed process had left in the clear.",
                err=True,
            )
