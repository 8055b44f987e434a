"""Files that hold a key: only their owner reads them, and neither a crash nor a power cut leaves half of one.

What is sealed with a key may be on the disk for good a moment later, so the key must be there before.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def replace(path: Path, text: str) -> None:
    """Put ``text`` in the place of what the file holds, in one step; its folder must be there.

    Of a link, in the place of what it leads to: other machines may read their keys there, too.
    """
    path = path.resolve()
    with _written(path, text) as scratch:
        scratch.replace(path)


def create(path: Path, text: str) -> None:
    """Write ``text`` into a file that is not there yet, and its folder; the first of two processes wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _written(path, text) as scratch, suppress(FileExistsError):  # another's file is as good
        path.hardlink_to(scratch)


@contextmanager
def _written(path: Path, text: str) -> Iterator[Path]:
    """Give a file beside ``path`` that is on the disk; gone afterwards, and what was done with it is kept."""
    scratch = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield scratch
    finally:
        scratch.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
