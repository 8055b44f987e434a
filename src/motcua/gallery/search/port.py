"""The port that every way of searching stands behind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from motcua.faces.types import Template

#: Of an approximate index: how broadly it is searched, and how many candidates are ranked again in full.
BREADTH, CANDIDATES = 400, 100


@dataclass(frozen=True, slots=True)
class Hit:
    """A person (``models.Person.id``) and the highest cosine over their templates."""

    person: int
    score: float


class FaceSearch(Protocol):
    """A way of searching. Called within ``locks.using_keys``, so that no template is turned meanwhile."""

    def nearest(self, probe: Template, *, people: int, template_key: str) -> list[Hit]:
        """Return the people most like a face, the most like first.

        Args:
            probe: (128,) float32 of length 1, turned by the key ``template_key`` as the stored ones are.
            people: how many different people to return at most.
            template_key: under which key the stored templates lie now.

        Returns:
            Fewer than ``people`` where the store holds fewer. Templates of another making than
            ``faces.types.TEMPLATE_VERSION`` are not compared: those people are found again after their next
            sitting. Whoever was erased before the call began is never among them.
        """
        ...

    def follow(self, template_key: str) -> None:
        """Bring a copy or index, if there is one, up to the database now: new people in, erased ones out."""
        ...

    def check(self, template_key: str) -> str:
        """Look whether what is searched can be, and holds what the database does; returns what was seen.

        Raises:
            FaceIndexError: it cannot, or does not.
        """
        ...

    def ensure_ready(self) -> None:
        """Look whether faces could be searched, also while there is none yet.

        Raises:
            FaceIndexError: they could not.
        """
        ...

    def rebuild(self, template_key: str) -> None:
        """Make the index, if there is one, anew."""
        ...


def best_of_each(owners: Sequence[int] | NDArray[np.int64], scores: NDArray[np.float32]) -> list[Hit]:
    """Return each person once with their highest score, the highest first; owners and scores are (n,)."""
    hits: dict[int, float] = {}
    for at in np.argsort(-scores, kind="stable"):
        hits.setdefault(int(owners[at]), float(scores[at]))
    return [Hit(person, score) for person, score in hits.items()]
