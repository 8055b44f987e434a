"""Reading text: find lines, read them cheaply, and read again the few that need another opinion.

The stages are separate functions because only the caller knows which lines matter::

    quads = detect(card)                  # about 0.3 s
    lines = recognise_first(card, quads)  # enough to tell labels from values
    again = recognise_fast(card, some)    # a second opinion: digits, plain letters, no Vietnamese ones

:func:`read_lines` does all three with a sensible choice when the caller has no plan.
"""

from collections.abc import Sequence
from functools import cache
from typing import Final

from motcua.papers.image import Image
from motcua.papers.lines import choice
from motcua.papers.lines.aster import AsterRecogniser
from motcua.papers.lines.detector import PpocrDetector, height_of, width_of
from motcua.papers.lines.ensemble import EnsembleRecogniser
from motcua.papers.lines.own import OwnRecogniser
from motcua.papers.lines.ppocr import PpocrRecogniser
from motcua.papers.lines.types import LineDetector, LineRecogniser, Recognised, TextLine
from motcua.papers.photo import cut
from motcua.papers.types import Quad

#: Lines lower than this fraction of the image's height are background microprint, not text to read.
_TINY: Final = 0.012
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
    """Return the recogniser for digits and labels."""
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
    """Tell whether all lines are read in Vietnamese first: where that takes less time than digits alone."""
    return choice.chosen() == "motcua"


def is_unreadable(line: TextLine) -> bool:
    """Tell whether a line was read first with so little certainty that it may be mirrored or upside down."""
    return line.confidence < (_UNREADABLE if is_vietnamese_first() else _UNREADABLE_FAST)


def recognise_first(image: Image, quads: Sequence[Quad]) -> list[TextLine]:
    """Read lines to see which matter, by whichever recogniser takes less time."""
    return (recognise_vietnamese if is_vietnamese_first() else recognise_fast)(image, quads)


def recognise_vietnamese(image: Image, quads: Sequence[Quad], *, margin: float = 0.0) -> list[TextLine]:
    """Read lines with the chosen recogniser for Vietnamese; AsterNet takes about 0.1 s a line."""
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


def read_lines(
    image: Image, *, detector: LineDetector | None = None, recogniser: LineRecogniser | None = None
) -> list[TextLine]:
    """Find and read every line on an upright image.

    Args:
        image: a rectified card or page.
        detector: finds lines; PP-OCRv6 by default.
        recogniser: reads them; by default PP-OCRv6, and AsterNet again where letters may be Vietnamese.

    Returns:
        Lines in reading order with quads in pixels of ``image``; lines without any text are left out.
    """
    quads = (detector or PpocrDetector()).detect(image)
    smallest = _TINY * min(image.shape[:2])
    quads = [quad for quad in quads if height_of(quad) >= smallest and width_of(quad) >= smallest]
    lines = read_crops(image, quads, recogniser=recogniser or EnsembleRecogniser(fast(), vietnamese()))
    return [line for line in lines if line.text]


def _line(result: Recognised, quad: Quad) -> TextLine:
    return TextLine(result.text, result.confidence, quad, result.scores, result.lattice)
