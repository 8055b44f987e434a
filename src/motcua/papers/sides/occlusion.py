"""Whether a part of a printed value may be hidden (off the photo, by glare, by a thumb), or be a sheet's."""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import cv2
import numpy as np

from motcua.papers.document import Inspection
from motcua.papers.document.flat import Box
from motcua.papers.document.obstacles import Obstacle
from motcua.papers.image import Image
from motcua.papers.kinds import are_printed, most_often
from motcua.papers.lines.types import TextLine
from motcua.papers.locate.geometry import quad_of, to_rectified
from motcua.papers.quads import box, middle_of, tall
from motcua.papers.quality import is_whole, touches_frame
from motcua.papers.sides.foreign_print import only_its_own
from motcua.papers.sides.glare import NEXT_WORD, is_burnt, is_burnt_out, room_of
from motcua.papers.sides.one_photo import UNSEEN
from motcua.papers.sides.recognise import PLAIN_EVIDENCE
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.types import PaperKind, Quad, SideName

#: Room for letters after a value, in heights of it, in which something may hide more of it; on a card all of
#: whose corners lie on the photo, how near behind a value that ends the photo must, to have cut it off.
_LETTERS_MORE = 4.0
_RIGHT_THERE: Final = 0.5
#: Room at a line's end for letters that its detector may have lost, in heights.
_LOST: Final = 1.3
#: A letter read with less certainty than this is rather not there.
_THERE: Final = 0.5
_MARKS: Final = frozenset(".,:;/|-_")
#: How much room a value has on a card that is cut off, and on a photo that is all card: left, right, above
#: and below, in its heights. Where another word would show, none is cut off.
_MORE = (1.0, NEXT_WORD, 0.5, 1.5)
_SCAN_MORE = (0.1, 0.4, 0.0, 0.0)
#: A row that ends nearer to the card's right side than this, in its heights, had no room for another word; so
#: far before and behind its beginning the next row may begin.
_FULL_ROW: Final = 4.0
_ONE_WORD: Final = 2
_INDENT: Final = 6.0
#: A line that ends nearer than this to the side of a photo which is all paper, in its heights, goes on beyond
#: it; on a crop close to the card print keeps half a height. One such line may be a detector's mistake.
_RUNS_OFF: Final = 0.15
_LINES_OFF: Final = 2
#: From this score of the search on, a quad holds the paper and nothing else.
_PLAINLY_LOCATED = 0.5
#: From this score on its sides are where they were found, give or take this share of its width.
_SURELY_LOCATED: Final = 0.9
_ABOUT: Final = 0.01
#: Words that a side prints once stand on so many lines only where a form is.
_TOO_OFTEN = 3
#: So many lines of so many letters, and such a share of all, that lie away from a side's own words by so
#: much of what those take, are a sheet's.
_FOREIGN_LINES = 5
_FOREIGN_SHARE = 0.3
_LETTERS = 4
_SPARE = 0.2
#: Print of a front takes more of its height, and of a back (of a CMND's half, if no signer's name is there);
#: that of one copied onto a sheet of nearly twice its height takes less.
_FILLED: Final = {True: 0.55, False: 0.46}


def find_occlusion(
    paper: RectifiedPaper,
    look: Inspection | None,
    quad: Quad,
    portrait: Box | None,
    only: Sequence[Quad] | None = None,
) -> tuple[bool, Obstacle | None]:
    """Tell whether a part of a value may be hidden, and what hides it if that can be told.

    ``only``: the places on the card where it may be, if not anywhere about the value.
    """
    hidden, thing = _hiding_about(paper, look, quad, portrait)
    if not hidden or only is None or at_the_frame(paper, quad):
        return hidden, thing
    return _hiding_in(paper.card, look, only)


def _hiding_about(
    paper: RectifiedPaper, look: Inspection | None, quad: Quad, portrait: Box | None
) -> tuple[bool, Obstacle | None]:
    """Tell the same of a value that may go on anywhere about it."""
    beside = [item for item in (portrait, _code_of(paper)) if item is not None]
    room = room_of(paper.card, quad, beside, _LETTERS_MORE)
    thing = None if look is None else look.over(room)
    if thing is not None:
        return True, thing
    if at_the_frame(paper, quad):
        # Where the card's outline was missed the photo goes on, and nothing is to be taken again for that. Of
        # a card whose corners all show, what it prints up to its side is there, however near the photo ends.
        more = _LETTERS_MORE if touches_frame(paper.photo, paper.quad) else _RIGHT_THERE
        off = not _is_shown(paper, paper.box_on_photo(room_of(paper.card, quad, beside, more)))
        return True, Obstacle("cut_off", room) if off else None
    if is_burnt_out(paper.card, quad, beside):
        return True, None if look is None else look.glare(room)
    return False, None


def _hiding_in(card: Image, look: Inspection | None, places: Sequence[Quad]) -> tuple[bool, Obstacle | None]:
    """Tell whether print that stood in one of these places on the card would be hidden, and by what."""
    height, width = card.shape[:2]
    for place in places:
        left, top, right, bottom = box(place)
        room = left / width, top / height, right / width, bottom / height
        thing = None if look is None else look.over(room)
        if thing is not None or is_burnt(card, room):
            return True, thing if thing is not None or look is None else look.glare(room)
    return False, None


def _code_of(paper: RectifiedPaper) -> Box | None:
    """Return where the QR code that was read is on the card, as fractions: its ground is white."""
    if paper.code is None:
        return None
    height, width = paper.card.shape[:2]
    left, top, right, bottom = box(to_rectified(paper.code[1], paper.matrix))
    return left / width, top / height, right / width, bottom / height


def with_more(quad: Quad) -> Quad:
    """Return a line with room for a letter or two more at its end: a detector may lose them."""
    top_left, top_right, bottom_right, bottom_left = np.asarray(quad, np.float64)
    along = (top_right - top_left) / max(math.dist(top_left, top_right), 1.0)
    more = _LOST * along * (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return quad_of(np.stack([top_left, top_right + more, bottom_right + more, bottom_left]))


def with_sure_ends(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return lines without the letters at their end that are rather not there: security print.

    Marks at the end are of no name either: the dots of a line to write on are read as commas, often surely.
    """
    kept = []
    for line in lines:
        end = len(line.text)
        while (
            end
            and len(line.scores) == len(line.text)
            and (line.scores[end - 1] < _THERE or line.text[end - 1] in _MARKS)
        ):
            end -= 1
        text = line.text[:end].rstrip()
        kept.append(replace(line, text=text, scores=line.scores[: len(text)]))
    return kept


def at_the_frame(paper: RectifiedPaper, quad: Quad) -> bool:
    """Tell whether a value may have lost a part because the photo ends there.

    On a card that is cut off it may where room for more lies off the photo: that of some letters to the
    right, of one before it and of another row. Where all of the photo is taken for the card, as in a scan,
    values end well before the photo does.
    """
    left, right = min(p[0] for p in quad), max(p[0] for p in quad)
    top, bottom = min(p[1] for p in quad), max(p[1] for p in quad)
    tall = min(quad[3][1] - quad[0][1], quad[2][1] - quad[1][1])
    # No card prints as far as its side: there the side's own outline was missed.
    if left < _RUNS_OFF * tall or right > paper.card.shape[1] - _RUNS_OFF * tall:
        return True
    more = _MORE if touches_frame(paper.photo, paper.quad) else _SCAN_MORE
    left, right, top, bottom = (
        left - more[0] * tall, right + more[1] * tall, top - more[2] * tall, bottom + more[3] * tall
    )  # fmt: skip
    if paper.located >= _SURELY_LOCATED:
        # Nothing of a value stands beyond the card: where its sides are known, what shows up to them is all.
        high, wide = paper.card.shape[:2]
        spare = _ABOUT * wide
        left, right = max(left, -spare), min(right, wide + spare)
        top, bottom = max(top, -spare), min(bottom, high + spare)
    room = ((left, top), (right, top), (right, bottom), (left, bottom))
    return not _is_shown(paper, paper.on_photo(room))


def _is_shown(paper: RectifiedPaper, place: Quad) -> bool:
    """Tell whether all of a place lies on the photo."""
    height, width = paper.photo.shape[:2]
    return all(0 < x < width and 0 < y < height for x, y in place)


def cut_print(paper: RectifiedPaper, kind: PaperKind, side: SideName) -> Obstacle | None:
    """Return the side at which a side's own print runs off a photo that all of is taken for the paper.

    A card that fills the photo and more shows no outline to tell by that a part is missing.
    """
    if not is_whole(paper.photo, paper.quad):
        return None
    width = paper.card.shape[1]
    texts = [line.text for line in paper.lines]
    own = [
        line.quad
        for line, mine in zip(paper.lines, are_printed(texts, kind, side), strict=True)
        if mine or "<<" in line.text
    ]
    left = sum(box(quad)[0] < _RUNS_OFF * tall(quad) for quad in own)
    right = sum(width - box(quad)[2] < _RUNS_OFF * tall(quad) for quad in own)
    if max(left, right) < _LINES_OFF:
        return None
    return Obstacle("cut_off", (0.0, 0.0, 0.1, 1.0) if left > right else (0.9, 0.0, 1.0, 1.0))


def is_filled(paper: RectifiedPaper, *, front: bool) -> bool:
    """Tell whether a side's print reaches over its quad from above to below, as it does on every card.

    A card copied onto a sheet does not fill it, though the sheet may be of a card's shape.
    """
    long = [line.quad for line in paper.lines if len(line.text) >= _LETTERS]
    middles = [middle_of(quad) for quad in (*long, *paper.spared)]
    return bool(middles) and max(middles) - min(middles) >= _FILLED[front] * paper.card.shape[0]


def goes_on_below(paper: RectifiedPaper, quad: Quad) -> bool:
    """Tell whether a letter stands alone under a name that reaches the card's right side.

    A last word of one letter (``NHƯ`` / ``Ý``) may be on a row of its own: too small for the detector, or
    read as something else (``ó``) and not taken for a part of the name.
    """
    card, high = paper.card, tall(quad)
    left, top, right, bottom = box(quad)
    if right + _FULL_ROW * high < card.shape[1]:
        return False
    first, last = max(int(left - _INDENT * high), 0), int(left + _INDENT * high)
    upper, lower = int(bottom), min(int(bottom + 1.1 * high), card.shape[0])
    below = [
        len(words)
        for words, (a, b, c, d) in (
            *((line.text, box(line.quad)) for line in paper.lines),
            *(("spared", box(other)) for other in paper.spared),
        )
        if min(c, last) > max(a, first) and min(d, lower) - max(b, upper) > 0.4 * high
    ]
    if below:
        return max(below) <= _ONE_WORD
    place = cv2.cvtColor(np.ascontiguousarray(card[upper:lower, first:last]), cv2.COLOR_BGR2GRAY)
    name = cv2.cvtColor(
        np.ascontiguousarray(card[max(int(top), 0) : int(bottom) + 1, max(int(left), 0) : int(right) + 1]),
        cv2.COLOR_BGR2GRAY,
    )
    if not place.size or not name.size:
        return False
    ink, ground = np.percentile(name, (3, 60))
    paper_here = float(np.median(place))
    dark = (place < paper_here - 0.5 * (ground - ink)).astype(np.uint8)
    _, _, found, _ = cv2.connectedComponentsWithStats(dark)
    return any(
        0.4 * high <= part[cv2.CC_STAT_HEIGHT] < high and 0.1 * high <= part[cv2.CC_STAT_WIDTH] < 1.5 * high
        for part in found[1:]
    )


def has_foreign_print(paper: RectifiedPaper, kind: PaperKind, side: SideName) -> bool:
    """Tell whether a quad holds much print that is not the side's own: of a sheet the card lies on.

    Then a value may be the sheet's. The side's own print lies about the words that each such side has, and
    has each of them once; a form has names and birth dates as well.
    """
    texts = [line.text for line in paper.lines]
    if most_often(texts, kind, side) >= _TOO_OFTEN:
        return True  # however plain its outline is: it may be the form's on which the card lies
    if paper.located >= _PLAINLY_LOCATED:
        return False
    evidence = paper.scores.get((kind, side), 0.0)
    if evidence < PLAIN_EVIDENCE or paper.located <= UNSEEN:
        return not only_its_own(paper.lines, paper.card, kind, side, evidence)
    own = [
        line.quad
        for line, mine in zip(paper.lines, are_printed(texts, kind, side), strict=True)
        if mine or "<<" in line.text
    ]
    middles = [np.mean(line.quad, axis=0) for line in paper.lines if len(line.text) >= _LETTERS]
    if not own or not middles:
        return True
    (left, top), (right, bottom) = np.min(own, axis=(0, 1)), np.max(own, axis=(0, 1))
    spare_x, spare_y = _SPARE * (right - left), _SPARE * (bottom - top)
    at = np.stack(middles)
    beyond = np.any(
        (at < [left - spare_x, top - spare_y]) | (at > [right + spare_x, bottom + spare_y]), axis=1
    )
    return bool(beyond.sum() >= _FOREIGN_LINES and beyond.mean() >= _FOREIGN_SHARE)
