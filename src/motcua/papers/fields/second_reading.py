"""Lines the recogniser of Vietnamese read first: the other one is asked of those that tell something new.

It takes less time a line than the one that reads digits and labels. A third of a card's lines are labels;
where a code or a zone tells most values, hardly any line is read twice. What only print tells is still given
on the word of both.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

from motcua.papers.lines.types import TextLine
from motcua.papers.quads import box
from motcua.papers.types import Quad

#: A line that was divided or joined shares so much of the smaller box with the one it was found as.
_SHARED: Final = 0.5
#: Reads given quads of the side again.
Reader = Callable[[Sequence[Quad]], list[TextLine]]
Layout = TypeVar("Layout")


def corroborated_layout(
    lines: Sequence[TextLine],
    laid_out: Callable[[Sequence[TextLine]], Layout],
    asked: Callable[[Layout], Iterable[TextLine]],
    first: Reader,
) -> Layout:
    """Return how lines are laid out, where those with values which nothing else tells are the other reader's.

    Args:
        lines: the side's lines as the recogniser of Vietnamese read them.
        laid_out: tells what stands where on lines.
        asked: which of them (or parts of them, or several as one) hold such values, or may, where a label
            has none or is not found. It is asked until all were read by both, as another reading may show
            other labels.
        first: the reader of digits and labels.
    """
    result, heard = list(lines), set[Quad]()
    while True:
        layout = laid_out(result)
        wanted = [box(line.quad) for line in asked(layout)]
        alone = [
            line.quad
            for line in result
            if line.quad not in heard and any(_shares(box(line.quad), other) for other in wanted)
        ]
        if not alone:
            return layout
        heard.update(alone)
        other = dict(zip(alone, first(alone), strict=True))
        result = [read for line in result if (read := other.get(line.quad, line)).text]


def unclaimed(lines: Iterable[TextLine], claimed: Iterable[TextLine]) -> list[TextLine]:
    """Return the lines that share no place with those that are known as labels or values."""
    there = [box(line.quad) for line in claimed]
    return [line for line in lines if not any(_shares(box(line.quad), other) for other in there)]


def cached_reader(lines: Iterable[TextLine], second: Reader) -> Reader:
    """Return a recogniser that does not read again what it has read: ``lines`` are its own."""
    known = {line.quad: line for line in lines}

    def read(quads: Sequence[Quad]) -> list[TextLine]:
        unread = [quad for quad in quads if quad not in known]
        new = dict(zip(unread, second(unread), strict=True)) if unread else {}
        return [known[quad] if quad in known else new[quad] for quad in quads]

    return read


def _shares(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((each[2] - each[0]) * (each[3] - each[1]) for each in (one, other))
    return across > 0 and down > 0 and across * down >= _SHARED * smaller
