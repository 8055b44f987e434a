"""Reading text: find lines, read them all, and have another recogniser read the few that need a witness.

The stages are separate functions because only the caller knows which lines matter (decision 35)::

    quads = detect(card)                  # about 0.3 s
    lines = recognise_first(card, quads)  # by ours; by PP-OCRv6 where AsterNet is chosen, which is slower
    again = recognise_fast(card, some)    # by PP-OCRv6: digits, plain letters, no Vietnamese ones
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from motcua.papers.image import Image
from motcua.papers.lines import choice
from motcua.papers.lines.aster import AsterRecogniser
from motcua.papers.lines.detector import PpocrDetector
from motcua.papers.lines.own import OwnRecogniser
from motcua.papers.lines.ppocr import PpocrRecogniser
from motcua.papers.lines.types import LineRecogniser, Recognised, TextLine
from motcua.papers.photo import cut
from motcua.papers.types import Quad

#: What lies the wrong way round is read with less certainty than this in half of its lines (20 papers,
#: both recognisers), what lies the right way round in hardly any.
_UNREADABLE: Final = 0.9
_UNREADABLE_FAST: Final = 0.8


def load() -> None:
    """Load the recognisers of Vietnamese that readings will use."""
    _vietnamese(choice.chosen()).load()
    _vietnamese(choice.other()).load()


@cache
def fast() -> LineRecogniser:
    """Return PP-OCRv6: faster than AsterNet, and right about digits and labels."""
    return PpocrRecogniser()


def vietnamese() -> LineRecogniser:
    """Return the chosen recogniser for Vietnamese text."""
    return _vietnamese(choice.chosen())


@cache
def _vietnamese(name: choice.Vietnamese) -> AsterRecogniser | OwnRecogniser:
    return OwnRecogniser() if name == "motcua" else AsterRecogniser()


def detect(image: Image, *, side: int | None = None) -> list[Quad]:
    """Return the lines of text on an upright image, in reading order, in pixels of ``image``."""
    detector = PpocrDetector() if side is None else PpocrDetector(side)
    return detector.detect(image)


def recognise_fast(image: Image, quads: Sequence[Quad]) -> list[TextLine]:
    """Read lines with PP-OCRv6: right for numbers and dates, wrong for most Vietnamese letters."""
    return read_crops(image, quads, recogniser=fast())


def is_vietnamese_first() -> bool:
    """Tell whether the chosen recogniser reads all lines first: ours, which takes less time than PP-OCRv6."""
    return choice.chosen() == "motcua"


def is_unreadable(line: TextLine) -> bool:
    """Tell whether a line was read first with so little certainty that it may be mirrored or upside down."""
    return line.confidence < (_UNREADABLE if is_vietnamese_first() else _UNREADABLE_FAST)


def recognise_first(image: Image, quads: Sequence[Quad]) -> list[TextLine]:
    """Read lines to see which matter, by whichever recogniser takes less time."""
    return (recognise_vietnamese if is_vietnamese_first() else recognise_fast)(image, quads)


def recognise_vietnamese(image: Image, quads: Sequence[Quad], *, margin: float = 0.0) -> list[TextLine]:
    """Read lines with the chosen recogniser for Vietnamese: ours, or AsterNet with about 0.1 s a line."""
    return read_crops(image, quads, recogniser=vietnamese(), margin=margin)


def recognise_otherwise(image: Image, quads: Sequence[Quad], *, margin: float = 0.0) -> list[TextLine]:
    """Read lines with the recogniser for Vietnamese that was not chosen: made by others from other lines."""
    return read_crops(image, quads, recogniser=_vietnamese(choice.other()), margin=margin)


def read_crops(
    image: Image, quads: Sequence[Quad], *, recogniser: LineRecogniser, margin: float = 0.0
) -> list[TextLine]:
    """Read given lines of ``image`` and return one result a quad, in order.

    To read a doubtful region again at full resolution, map its quad back to the photo
    (`papers.locate.to_photo`) and give the photo as ``image``. ``margin`` widens every quad by that fraction
    of its height.
    """
    crops = [cut(image, quad, margin=margin) for quad in quads]
    return [_line(result, quad) for result, quad in zip(recogniser.recognise(crops), quads, strict=True)]


def _line(result: Recognised, quad: Quad) -> TextLine:
    return TextLine(result.text, result.confidence, quad, result.scores, result.lattice)
