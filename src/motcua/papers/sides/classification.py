"""Papers seen on the photos, each with its kind and the side of it that it shows."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from motcua.kernel.messages import Problem
from motcua.papers.document import Inspection, inspect_appearance
from motcua.papers.kinds import SPECS
from motcua.papers.kinds.base import SideSpec
from motcua.papers.mrz.find import ZoneRead
from motcua.papers.sides.all_photos import PICTURE_ERRORS
from motcua.papers.sides.occlusion import is_filled
from motcua.papers.sides.one_photo import LEAST_EVIDENCE
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import PaperKind, SideName

__all__ = ["SEVERAL", "ClassifiedSide", "are_several", "classify_sides", "inspect_side", "show_same_side"]

_log = logging.getLogger(__name__)
#: What was taken for one paper are two.
SEVERAL = "several_papers"
#: A side that speaks so much more for another kind is not of the kind settled (backs may look alike).
_ANOTHER_KIND = 3.2


@dataclass(slots=True)
class ClassifiedSide:
    """A paper with the side it shows."""

    paper: RectifiedPaper
    kind: PaperKind
    side: SideName
    spec: SideSpec
    zone: ZoneRead | None = None
    problems: list[Problem] = field(default_factory=list)
    inspection: Inspection | None = None

    @property
    def quality(self) -> tuple[Problem, ...]:
        """What spoils the photo of it."""
        return () if self.inspection is None else self.inspection.quality

    @property
    def findings(self) -> tuple[Problem, ...]:
        """What an officer should look at, from the looks of the paper."""
        return () if self.inspection is None else self.inspection.findings


def classify_sides(papers: Sequence[RectifiedPaper]) -> tuple[PaperKind | None, list[ClassifiedSide]]:
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
    classified: list[ClassifiedSide] = []
    for paper in papers:
        score, side = max((paper.scores[kind, side], side) for side in SPECS[kind].sides)
        # The other side may have settled the kind; then this one needs less, if nothing else claims it.
        enough = LEAST_EVIDENCE * 0.6 if score == paper.best()[0] or score >= LEAST_EVIDENCE else 1.0
        if score >= enough and paper.best()[0] < score + _ANOTHER_KIND:
            classified.append(ClassifiedSide(paper, kind, side, SPECS[kind].sides[side]))
    return kind, classified


def show_same_side(kind: PaperKind | None, classified: Sequence[ClassifiedSide]) -> bool:
    """Tell whether two photos show the same side of a paper of two."""
    shown = {item.side for item in classified}
    return kind is not None and len(classified) > 1 and len(shown) == 1 < len(SPECS[kind].sides)


def are_several(classified: Sequence[ClassifiedSide]) -> bool:
    """Tell whether two papers were taken for one: the number may be of one, and the name of the other."""
    return any(each.code == SEVERAL for item in classified for each in item.problems)


def inspect_side(
    paper: RectifiedPaper, spec: SideSpec | None = None, *, card: bool = False
) -> Inspection | None:
    known = spec is not None
    portrait = spec.portrait if spec is not None else None
    try:
        return inspect_appearance(
            paper.photo, paper.quad, image=paper.image, rectified=paper.card, portrait=portrait, card=card,
            recognised=known, filled=is_filled(paper, front=portrait is not None),
        )  # fmt: skip
    except PICTURE_ERRORS:
        _log.exception("the looks of a paper could not be measured")
        return None
