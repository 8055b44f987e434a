"""Reading the lines found on a side, as few as tell what it is and what it says."""

from collections.abc import Sequence
from typing import Final

from motcua.kernel import inference
from motcua.papers.clock import Clock
from motcua.papers.kinds import SPECS, side_scores
from motcua.papers.lines.read import recognise_first
from motcua.papers.lines.types import TextLine
from motcua.papers.mrz.find import looks_like_zone
from motcua.papers.sides import unneeded
from motcua.papers.sides.seen import Seen
from motcua.papers.types import PaperKind, Quad, SideName

#: Evidence that words of a form or a newspaper do not make.
PLAIN_EVIDENCE: Final = 8.0


def read_enough(paper: Seen, quads: Sequence[Quad], lines: dict[Quad, TextLine], clock: Clock) -> bool:
    """Read the lines that something is asked of; return whether they tell plainly what the side is."""
    format_ = None if paper.zone is None else paper.zone.mrz.format

    def is_idle(quad: Quad) -> bool:
        return format_ == "td1" and unneeded.is_signature(quad, lines.values())

    with clock.part("lines"):
        first = unneeded.first(quads, paper.card, format_, coded=paper.code is not None)
        unread, at_once = [quad for quad in first if quad not in lines], inference.threads()
        # Not all at once: lines above may tell that one need not be read.
        for start in range(0, len(unread), at_once):
            some = [quad for quad in unread[start : start + at_once] if not is_idle(quad)]
            for line in recognise_first(paper.card, some):
                if not is_idle(line.quad):
                    lines[line.quad] = line
    read_all(paper, [quad for quad in quads if quad in lines], lines, clock)
    paper.spared = [quad for quad in quads if quad not in lines]
    score, key = paper.best()
    return score >= PLAIN_EVIDENCE and unneeded.is_expected(key, format_)


def read_all(paper: Seen, quads: Sequence[Quad], lines: dict[Quad, TextLine], clock: Clock) -> None:
    """Read those of the lines that are not known yet; the paper gets all that say something, in order."""
    with clock.part("lines"):
        unread = [quad for quad in quads if quad not in lines]
        lines |= {line.quad: line for line in recognise_first(paper.card, unread)}
    paper.lines = [lines[quad] for quad in quads if lines[quad].text]
    paper.spared = ()
    with clock.part("kind"):
        paper.scores = _evidence(paper)


def _evidence(paper: Seen) -> dict[tuple[PaperKind, SideName], float]:
    scores = side_scores([line.text for line in paper.lines])
    zone = looks_like_zone(paper.lines)
    for (kind, side), score in scores.items():
        spec = SPECS[kind].sides[side]
        total = score
        if zone is not None:
            total += 2.0 if spec.mrz == zone else -2.5
        if paper.code is not None:
            total += 3.0 if spec.qr and paper.code[0].card == kind else -2.5
        scores[kind, side] = total
    return scores
