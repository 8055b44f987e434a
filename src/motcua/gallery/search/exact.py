"""Exact search in this process: every template is looked at, coarsely in memory, then finely on disk.

In memory each number of a template is one byte (faiss, Douze et al., 2024), a quarter of its size, which is
what makes it fast: a search is bound by how fast memory is read. The coarse score is off by at most the
length of what rounding took away (Cauchy and Schwarz), which is known. The best coarse ones are scored again
with the full numbers, and as many are taken as it needs to *prove* that nobody else can be better. So the
answer is that of a search through the full numbers, not nearly always but always.

What is found is held against PostgreSQL once more, whose numbers alone say whose a face is: a copy that has
come to differ from it, however that happened, is made anew and never names anybody.
"""

import os
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import TEMPLATE_VERSION, Template
from motcua.gallery.errors import FaceIndexError
from motcua.gallery.models import DIMENSION, Sitting
from motcua.gallery.search.port import Hit, best_of_each
from motcua.gallery.search.rows_file import NO_ROWS, NO_VECTORS, NOBODY, RowsFile, State

with warnings.catch_warnings():
    # Its wrapper's types lack an attribute that newer Pythons warn about.
    warnings.simplefilter("ignore", DeprecationWarning)
    import faiss

#: Steps of a byte in a unit; numbers of a turned template beyond +-0.5 are cut off, and counted as an error.
_SCALE = 254.0
#: Rows of one segment: segments are searched at the same time, and grow without being copied.
SEGMENT = 262_144
#: How many coarse hits of a segment are scored finely at first.
_FIRST = 64
#: A bound for the rounding of float32 sums, much above what happens.
_FLOAT_ERROR = 1e-5
#: By how much the same sum may differ when it is added in another order.
_ROUNDING = 1e-4


class ExactSearch:
    """The exact way. ``folder`` may be shared by the processes of one machine."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        self._file, self._folder = RowsFile(folder), folder
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="face-search")
        self._turn = threading.Lock()
        self._segments: list[Any] = []
        self._state = State("")
        self._vectors: Template = NO_VECTORS
        self._rows: NDArray[np.int64] = NO_ROWS
        #: The longest that rounding took away from any template.
        self._error = 0.0

    def nearest(self, probe: Template, *, people: int, template_key: str) -> list[Hit]:
        """Return the people most like a face; see ``port.FaceSearch.nearest``."""
        with self._turn:
            self._follow(template_key)
            hits = self._search(probe, people)
            if not _agrees(hits, probe):
                self._file.discard()
                self._follow(template_key)
                hits = self._search(probe, people)
            return hits

    def follow(self, template_key: str) -> None:
        """Bring the copy up to the database; see ``port.FaceSearch.follow``."""
        with self._turn:
            self._follow(template_key)

    def check(self, template_key: str) -> str:  # noqa: ARG002
        """Look at its place only: the copy makes itself anew; see ``port.FaceSearch.check``."""
        self.ensure_ready()
        return "searched in the worker"

    def ensure_ready(self) -> None:
        """Look whether the copy could be written; see ``port.FaceSearch.ensure_ready``."""
        place = self._folder
        while not place.exists():
            place = place.parent
        if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
            raise FaceIndexError(what="the folder of the index cannot be written", folder=str(place))

    def rebuild(self, template_key: str) -> None:
        """Make the copy anew."""
        self._file.discard()
        self.follow(template_key)

    def _search(self, probe: Template, people: int) -> list[Hit]:
        taken = _FIRST
        while True:
            places, bound = self._coarse(probe, taken)
            hits = self._fine(probe, places)[:people]
            if taken >= SEGMENT or (len(hits) == people and hits[-1].score >= bound) or bound == -np.inf:
                return hits
            taken = min(taken * 8, SEGMENT)

    def _follow(self, template_key: str) -> None:
        state, vectors, rows = self._file.follow(template_key)
        if state == self._state:
            return
        if state.generation != self._state.generation:
            self._segments, self._error = [], 0.0
            self._state = State(state.template_key, generation=state.generation)
        before = self._state
        self._vectors, self._rows = vectors, rows
        for start in range(before.count, state.count, SEGMENT // 8):
            self._add(start, min(start + SEGMENT // 8, state.count))
        if state.last_gone != before.last_gone:
            self._blank(np.flatnonzero(self._rows[: before.count, 1] == NOBODY))
        self._state = state

    def _add(self, start: int, end: int) -> None:
        while start < end:
            if start // SEGMENT >= len(self._segments):
                kind = faiss.ScalarQuantizer.QT_8bit_direct_signed
                self._segments.append(faiss.IndexScalarQuantizer(DIMENSION, kind, faiss.METRIC_INNER_PRODUCT))
            stop = min(end, (start // SEGMENT + 1) * SEGMENT)
            full = np.asarray(self._vectors[start:stop])
            coarse = np.clip(np.rint(full * _SCALE), -127, 127).astype(np.float32)
            self._segments[start // SEGMENT].add(coarse)
            lost = np.linalg.norm(full - coarse / np.float32(_SCALE), axis=1)
            self._error = max(self._error, float(lost.max(initial=0.0)))
            start = stop

    def _blank(self, places: NDArray[np.int64]) -> None:
        """Overwrite erased people in memory too."""
        for number, segment in enumerate(self._segments):
            inside = places[(places >= number * SEGMENT) & (places < (number + 1) * SEGMENT)]
            if len(inside):
                codes = faiss.rev_swig_ptr(segment.codes.data(), segment.ntotal * DIMENSION)
                codes.reshape(-1, DIMENSION)[inside - number * SEGMENT] = (
                    128  # zero, as the library writes it
                )

    def _coarse(self, probe: Template, taken: int) -> tuple[NDArray[np.int64], float]:
        """Return the best rows of each segment, and the highest score that any other row can have."""
        scale = 127 / max(float(np.abs(probe).max()), 1e-6)
        question = np.rint(probe * scale).astype(np.float32)
        lost = float(np.linalg.norm(probe - question / np.float32(scale)))
        error = float(np.linalg.norm(probe)) * self._error + lost * (1 + self._error) + _FLOAT_ERROR

        def ask(number: int) -> tuple[NDArray[np.int64], float]:
            segment = self._segments[number]
            scores, places = segment.search(question[None], min(taken, segment.ntotal))
            rest = -np.inf if taken >= segment.ntotal else float(scores[0, -1]) / (_SCALE * scale) + error
            return places[0] + number * SEGMENT, rest

        answers = list(self._pool.map(ask, range(len(self._segments))))
        if not answers:
            return np.empty(0, np.int64), -np.inf
        return np.concatenate([places for places, _ in answers]), max(rest for _, rest in answers)

    def _fine(self, probe: Template, places: NDArray[np.int64]) -> list[Hit]:
        owners = self._rows[places, 1]
        places, owners = places[owners != NOBODY], owners[owners != NOBODY]
        return best_of_each(owners, self._vectors[places] @ probe)


def _agrees(hits: list[Hit], probe: Template) -> bool:
    """Whether PostgreSQL gives these people the scores that the copy gave them; nothing is said of who is
    not there any more."""
    rows = Sitting.objects.filter(person_id__in=[hit.person for hit in hits], model=TEMPLATE_VERSION)
    found = list(rows.values_list("person_id", "template"))
    scores = np.array([template for _, template in found], np.float32).reshape(-1, DIMENSION) @ probe
    here = {hit.person: hit.score for hit in best_of_each([owner for owner, _ in found], scores)}
    return all(here.get(hit.person, hit.score) >= hit.score - _ROUNDING for hit in hits)
