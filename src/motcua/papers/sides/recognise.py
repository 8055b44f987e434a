"""Reading the lines found on a side, as few as tell what it is and what it says."""

from collections.abc import Sequence
from typing import Final

from motcua.kernel import inference
from motcua.papers.clock import Clock
from motcua.papers.kinds import ONE_MARK, SPECS, side_scores
from motcua.papers.lines.detector import height_of, width_of
from motcua.papers.lines.read import detect, is_unreadable, recognise_first
from motcua.papers.lines.types import TextLine
from motcua.papers.mrz.find import looks_like_zone
from motcua.papers.sides import skippable_lines
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import PaperKind, Quad, SideName

#: Evidence that words of a form or a newspaper do not make.
PLAIN_EVIDENCE: Final = 8.0
#: No paper has so many lines of text: it lies on something that is printed too.
MANY_LINES: Final = 36
#: Nor so much print, in heights of its lines; two sides of a card have a third of it.
_MANY_HEIGHTS: Final = 500.0
#: Hardly a line of a paper is longer, in its heights; so many such are two papers' and some of a sheet's.
_LONGEST: Final = 30.0
_MANY_OWN: Final = 60
#: In so many turns is more than that read.
_TURNS: Final = 3
#: So many of a turn's lines that cannot be read, and no larger share of them, may be of a card upside down.
_FEWEST_UNREADABLE: Final = 2
_MOST_UNREADABLE: Final = 0.6


def read_enough(
    paper: RectifiedPaper, quads: Sequence[Quad], lines: dict[Quad, TextLine], clock: Clock
) -> bool:
    """Read the lines that something is asked of; return whether they tell plainly what the side is."""
    format_ = None if paper.zone is None else paper.zone.mrz.format

    def is_idle(quad: Quad) -> bool:
        return format_ == "td1" and skippable_lines.is_signature(quad, lines.values())

    with clock.part("lines"):
        first = skippable_lines.lines_to_read_first(quads, paper.card, format_, coded=paper.code is not None)
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
    return score >= PLAIN_EVIDENCE and skippable_lines.is_expected(key, format_, coded=paper.code is not None)


def read_while_it_speaks(
    paper: RectifiedPaper, quads: Sequence[Quad], lines: dict[Quad, TextLine], clock: Clock
) -> None:
    """Read all lines; of more print than papers have some first, the rest only if these speak for a paper.

    The lines of a newspaper take ten times as long as a card's, and a bill has four times as many. Those that
    are short are read first, as a card's are, and of the others a third, from everywhere.
    """
    if not _is_crowded(quads):
        read_all(paper, quads, lines, clock)
        return
    turns = _turns(quads)
    for turn in range(_TURNS):
        read_all(paper, [quad for quad in quads if quad in lines or turns[quad] <= turn], lines, clock)
        if turn < _TURNS - 1 and not _speaks(paper, at_first=turn == 0):
            paper.spared = [quad for quad in quads if quad not in lines]
            return


def _turns(quads: Sequence[Quad]) -> dict[Quad, int]:
    """Return in which turn each line is read: what may be a paper's own all at first, if not too many."""
    own = [quad for quad in quads if _heights(quad) <= _LONGEST]
    first = own if len(own) <= _MANY_OWN else []
    rest = [quad for quad in quads if quad not in first]
    return dict.fromkeys(first, 0) | {quad: number % _TURNS for number, quad in enumerate(rest)}


def _is_crowded(quads: Sequence[Quad]) -> bool:
    return len(quads) > MANY_LINES or sum(map(_heights, quads)) > _MANY_HEIGHTS


def _heights(quad: Quad) -> float:
    return width_of(quad) / max(height_of(quad), 1.0)


def _speaks(paper: RectifiedPaper, *, at_first: bool) -> bool:
    """Tell whether the lines read so far are a reason to read the others.

    A newspaper has one mark of a paper by chance. If only some cannot be read, a card may lie upside down
    among them: all of those that cannot tell where it is.
    """
    unreadable = sum(map(is_unreadable, paper.lines))
    if at_first and _FEWEST_UNREADABLE <= unreadable <= _MOST_UNREADABLE * len(paper.lines):
        return True
    return paper.best()[0] > (0.0 if at_first else ONE_MARK)


def read_all(paper: RectifiedPaper, quads: Sequence[Quad], lines: dict[Quad, TextLine], clock: Clock) -> None:
    """Read those of the lines that are not known yet; the paper gets all that say something, in order."""
    with clock.part("lines"):
        unread = [quad for quad in quads if quad not in lines]
        lines |= {line.quad: line for line in recognise_first(paper.card, unread)}
    paper.lines = [lines[quad] for quad in quads if lines[quad].text]
    paper.silent = [quad for quad in quads if not lines[quad].text]
    paper.spared = ()
    with clock.part("kind"):
        paper.scores = _evidence(paper)


def look_closer(paper: RectifiedPaper, clock: Clock) -> None:
    """Look for a paper's lines at the usual size and read all of them: it was done on a smaller picture."""
    with clock.part("lines"):
        quads = detect(paper.card)
    read_all(paper, quads, {}, clock)
    paper.coarse = False


def _evidence(paper: RectifiedPaper) -> dict[tuple[PaperKind, SideName], float]:
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
