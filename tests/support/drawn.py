"""Drawn papers and photos of them, each drawn once a run: modules in both of its processes want the same.

To draw a paper takes 75 to 220 ms of processor time, to read it again 3 to 11. What was drawn is put down in
the run's home, and every call gets a copy of its own, which it may paint on. Tests of the drawing itself call
``bench.cards``.
"""

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar

from bench.cards import Difficulty, Kind, Paper, Shot
from bench.cards import make_paper as _draw
from bench.cards import photograph as _take
from PIL import Image

Made = TypeVar("Made")


def make_paper(kind: Kind, seed: int, *, expired: bool = False, person: str | None = None) -> Paper:
    """Return what :func:`bench.cards.make_paper` draws."""
    return _once(
        f"{kind} {seed} {expired} {person}", lambda: _draw(kind, seed, expired=expired, person=person)
    )


def photograph(side: Image.Image, difficulty: Difficulty, seed: int) -> Shot:
    """Return what :func:`bench.cards.photograph` takes."""
    seen = hashlib.sha256(side.tobytes()).hexdigest()
    return _once(f"{side.mode} {side.size} {seen} {difficulty} {seed}", lambda: _take(side, difficulty, seed))


def _once(name: str, make: Callable[[], Made]) -> Made:
    folder = Path(os.environ["MOTCUA_HOME"]) / "drawn"
    path = folder / hashlib.sha256(name.encode()).hexdigest()
    if path.exists():
        found: Made = pickle.loads(path.read_bytes())  # noqa: S301 - written below, in a folder of this run
        return found
    made = make()
    folder.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as file:  # whole or not at all for the other process
        pickle.dump(made, file)
    Path(file.name).rename(path)
    return made
