"""The protected templates on the disk of one machine: what PostgreSQL holds, in its order, memory-mapped.

Three files under a folder: ``vectors-*`` (n, 128) float32, ``rows-*`` (n, 2) int64 with sitting and person,
and ``state.json``, which says how many rows count and how far PostgreSQL has been followed. It is a cache:
deleting it loses nothing. Rows of erased people are overwritten with zeros and belong to nobody.

Files made anew have another order of rows, so each making has a random name (``State.generation``), which is
part of the files' names: nobody takes a row of one making for that of another, or writes into it.

After a restore the database gives the same numbers to other people. So the files say which database they are
of (:mod:`.origin`), and their last row must be what it is there; otherwise they are made anew.
"""

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery.models import DIMENSION, Gone, Sitting
from motcua.gallery.search.origin import origin

Rows = NDArray[np.int64]
#: The owner of a row whose person was erased.
NOBODY = -1
#: Rows fetched and written at a time.
_BATCH = 20_000
_WIDTH = 4 * DIMENSION
_TRIES = 3
NO_VECTORS: Template = np.empty((0, DIMENSION), np.float32)
NO_ROWS: Rows = np.empty((0, 2), np.int64)


@dataclass(frozen=True, slots=True)
class State:
    """How many rows count, under which key they lie, and the last sitting and removal that were followed.

    ``version`` is that of the templates (faces.types): the file holds those of one model only.
    ``origin`` names the database that was followed.
    ``generation`` is drawn whenever the files are made anew: what was learnt of others says nothing of them.
    """

    template_key: str
    count: int = 0
    last_sitting: int = 0
    last_gone: int = 0
    version: str = ""
    origin: str = ""
    generation: str = ""


class RowsFile:
    """The files of one folder. Several processes may share it: one follows PostgreSQL at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def follow(self, template_key: str) -> tuple[State, Template, Rows]:
        """Bring the files up to what PostgreSQL holds now; everything anew if they are gone, or the key, what
        makes a template, or the database is another one.

        Returns:
            How far they are; the templates (count, 128), zeros where one was erased; sitting and person
            (count, 2). Both memory-mapped.
        """
        for _ in range(_TRIES):
            # Somebody deletes the folder at this moment.
            with suppress(FileNotFoundError):
                return self._follow(template_key)
        return self._follow(template_key)

    def _follow(self, template_key: str) -> tuple[State, Template, Rows]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._locked():
            state, made_of = self._read(), (template_key, TEMPLATE_VERSION, origin())
            if state is None or not self._is_true(state, made_of):
                state = self._begin(*made_of)
            for rows in new_sittings(state.last_sitting):
                state = self._append(state, rows)
            state = self._forget(state)
            return state, self._vectors(state), self._rows(state)

    def _vectors(self, state: State) -> Template:
        if not state.count:
            return NO_VECTORS
        return np.memmap(self._file("vectors", state), np.float32, "r", shape=(state.count, DIMENSION))

    def _rows(self, state: State) -> Rows:
        if not state.count:
            return NO_ROWS
        return np.memmap(self._file("rows", state), np.int64, "r", shape=(state.count, 2))

    def _file(self, name: str, state: State) -> Path:
        return self._folder / f"{name}-{state.generation}"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def discard(self) -> None:
        """Have the files made anew by whoever follows next."""
        with suppress(FileNotFoundError), self._locked():
            (self._folder / "state.json").unlink()

    def _is_true(self, state: State, made_of: tuple[str, str, str]) -> bool:
        """Whether the files are of this key, model and database, and the last sitting that was followed is
        the one PostgreSQL has under its number or had: not where it went back in time and on from there."""
        if (state.template_key, state.version, state.origin) != made_of:
            return False
        if not state.count:
            return True
        here = Sitting.objects.filter(pk=state.last_sitting).only("pk", "person_id", "template").first()
        if here is None:
            return Gone.objects.filter(sitting=state.last_sitting).exists()
        (sitting, owner), vector = self._rows(state)[-1], self._vectors(state)[-1]
        known = (int(sitting), int(owner)) == (here.pk, here.person_id)
        return known and np.array_equal(vector, np.array(here.template, np.float32))

    def _begin(self, template_key: str, version: str, made_of: str) -> State:
        # New files, not the old ones cut short: others may have those mapped.
        for old in (*self._folder.glob("vectors*"), *self._folder.glob("rows*")):
            old.unlink(missing_ok=True)
        state = State(template_key, version=version, origin=made_of, generation=secrets.token_hex(8))
        for name in ("vectors", "rows"):
            self._file(name, state).touch(mode=0o600)
        return self._write(state)

    def _append(self, state: State, rows: list[Sitting]) -> State:
        vectors = np.array([row.template for row in rows], np.float32)
        owners = np.array([(row.pk, row.person_id) for row in rows], np.int64)
        # What a process wrote that died before it wrote the state lies beyond the count, and is written over.
        for name, array, width in (("vectors", vectors, _WIDTH), ("rows", owners, 16)):
            with self._file(name, state).open("r+b") as file:
                file.seek(state.count * width)
                file.write(array.tobytes())
                _to_disk(file)
        return self._write(replace(state, count=state.count + len(rows), last_sitting=rows[-1].pk))

    def _forget(self, state: State) -> State:
        gone = list(Gone.objects.filter(pk__gt=state.last_gone).order_by("pk").values_list("pk", "sitting"))
        if not gone:
            return state
        sittings = np.array([sitting for _, sitting in gone], np.int64)
        for row in row_indices(sittings, self._rows(state)):
            for name, blank in (("vectors", bytes(_WIDTH)), ("rows", None)):
                with self._file(name, state).open("r+b") as file:
                    if blank is not None:
                        file.seek(int(row) * _WIDTH)
                        file.write(blank)
                    else:
                        file.seek(int(row) * 16 + 8)
                        file.write(np.int64(NOBODY).tobytes())
                    _to_disk(file)
        return self._write(replace(state, last_gone=gone[-1][0]))

    def _read(self) -> State | None:
        try:
            state = State(**json.loads((self._folder / "state.json").read_text(encoding="ascii")))
            sizes = {name: self._file(name, state).stat().st_size for name in ("vectors", "rows")}
        except (OSError, ValueError, TypeError):
            return None  # never made, or made by another version: begin anew
        whole = sizes["vectors"] >= state.count * _WIDTH and sizes["rows"] >= state.count * 16
        return state if whole else None

    def _write(self, state: State) -> State:
        scratch = self._folder / f".{secrets.token_hex(8)}"
        scratch.write_text(json.dumps(asdict(state)), encoding="ascii")
        scratch.replace(self._folder / "state.json")
        return state


def _to_disk(file: IO[bytes]) -> None:
    """Before the state says that somebody was forgotten, the zeros must outlive a power cut."""
    file.flush()
    os.fsync(file.fileno())


def row_indices(sittings: NDArray[np.int64], rows: Rows) -> NDArray[np.int64]:
    """Return at which rows (n, 2) the known ones of these sittings lie, (m,); rows are in their order."""
    known = np.asarray(rows[:, 0])
    places = np.searchsorted(known, sittings)
    inside = places < len(known)
    places = places[inside]
    return np.asarray(places[known[places] == sittings[inside]], np.int64)


def new_sittings(last: int, *, batch: int = _BATCH) -> Iterator[list[Sitting]]:
    """Yield the sittings after number ``last`` in their order, ``batch`` at a time."""
    wanted = Sitting.objects.filter(model=TEMPLATE_VERSION).only("pk", "person_id", "template").order_by("pk")
    while rows := list(wanted.filter(pk__gt=last)[:batch]):
        yield rows
        last = rows[-1].pk
