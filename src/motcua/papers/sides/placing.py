"""Papers seen on the photos, each with its kind and the side of it that it shows."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from motcua.kernel.messages import Problem
from motcua.papers.document import Look, look_at
from motcua.papers.kinds import SPECS
from motcua.papers.kinds.base import SideSpec
from motcua.papers.mrz.find import ZoneRead
from motcua.papers.sides.all_photos import PICTURE_ERRORS
from motcua.papers.sides.occlusion import is_filled
from motcua.papers.sides.one_photo import LEAST_EVIDENCE
from motcua.papers.sides.seen import Seen
from motcua.papers.types import PaperKind, SideName

__all__ = ["SEVERAL", "Placed", "are_several", "is_one_side", "look_of", "place"]

_log = logging.getLogger(__name__)
#: What was taken for one paper are two.
SEVERAL = "several_papers"
#: A side that speaks so much more for another kind is not of the kind settled (backs may look alike).
_ANOTHER_KIND = 3.2


@dataclass(slots=True)
class Placed:
    """A paper with the side it shows."""

    paper: Seen
    kind: PaperKind
    side: SideName
    spec: SideSpec
    zone: ZoneRead | None = None
    problems: list[Problem] = field(default_factory=list)
    look: Look | None = None

    @property
    def quality(self) -> tuple[Problem, ...]:
        """What spoils the photo of it."""
        return () if self.look is None else self.look.quality

    @property
    def findings(self) -> tuple[Problem, ...]:
        """What an officer should look at, from the looks of the paper."""
        return () if self.look is None else self.look.findings


def place(papers: Sequence[Seen]) -> tuple[PaperKind | None, list[Placed]]:
    """Decide the kind from all papers together, and which side each of them is."""
    totals = {
        kind: sum(max(paper.scores[kind, side] for side in spec.sides) for paper in papers)
        for kind, spec in SPECS.items()
    }
    if not papers or max(paper.best()[0] for paper in papers) < LEAST_EVIDENCE:
        return None, []
    kind = max(totals, key=totals.__getitem__)
    if totals[kind] < LEAST_EVIDENCE:
        # The photos show papers of different kinds: take the one recognised best.
        key = max(papers, key=lambda paper: paper.best()[0]).best()[1]
        kind = key[0] if key else kind
    placed: list[Placed] = []
    for paper in papers:
        score, side = max((paper.scores[kind, side], side) for side in SPECS[kind].sides)
        # The other side may have settled the kind; then this one needs less, if nothing else claims it.
        enough = LEAST_EVIDENCE * 0.6 if score == paper.best()[0] or score >= LEAST_EVIDENCE else 1.0
        if score >= enough and paper.best()[0] < score + _ANOTHER_KIND:
            placed.append(Placed(paper, kind, side, SPECS[kind].sides[side]))
    return kind, placed


def is_one_side(kind: PaperKind | None, placed: Sequence[Placed]) -> bool:
    """Tell whether two photos show the same side of a paper of two."""
    shown = {item.side for item in placed}
    return kind is not None and len(placed) > 1 and len(shown) == 1 < len(SPECS[kind].sides)


def are_several(placed: Sequence[Placed]) -> bool:
    """Tell whether two papers were taken for one: the number may be of one, and the name of the other."""
    return any(each.code == SEVERAL for item in placed for each in item.problems)


def look_of(paper: Seen, spec: SideSpec | None = None, *, card: bool = False) -> Look | None:
    known = spec is not None
    portrait = spec.portrait if spec is not None else None
    try:
        return look_at(
            paper.photo, paper.quad, image=paper.image, rectified=paper.card, portrait=portrait, card=card,
            recognised=known, filled=is_filled(paper, front=portrait is not None),
        )  # fmt: skip
    except PICTURE_ERRORS:
        _log.exception("the looks of a paper could not be measured")
        return None
