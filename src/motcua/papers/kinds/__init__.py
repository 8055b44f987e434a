"""One file a kind of paper; this one lists them and recognises which a text belongs to."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from motcua.kernel.vietnamese import fold
from motcua.papers.kinds import base, can_cuoc, cccd_barcode, cccd_chip, cmnd, cmnd12, passport
from motcua.papers.kinds.base import KindSpec, SideSpec
from motcua.papers.text.values import find_phrase
from motcua.papers.types import PaperKind, SideName

ALL: tuple[KindSpec, ...] = (
    cccd_chip.SPEC, can_cuoc.SPEC, cccd_barcode.SPEC, cmnd12.SPEC, cmnd.SPEC, passport.SPEC,
)  # fmt: skip
SPECS: dict[PaperKind, KindSpec] = {spec.kind: spec for spec in ALL}
_SIMILAR = 0.8
#: From here on a line holds a phrase, and not words like it ("của trưởng" for "cục trưởng").
_SAME = 0.91
#: Marks most letters of which are in words that many papers hold ("họ và tên", "Gio Linh, ngày").
_TAKEN_WHOLE = ("ho va ten cha", "ho va ten me", "sinh ngay")
#: Shorter labels are parts of many words.
_LONG = 6
#: A mark that weighs so much no other paper prints; another needs a second beside it, or it counts this much.
_DISTINCTIVE = 3.0
ONE_MARK = 1.5
#: What cards of other kinds print. Words that addresses hold too ("ngân hàng", "sinh viên") are left out.
_OTHERS = (
    "giay phep lai xe", "driver's license", "bao hiem y te", "the sinh vien", "student card", "valid thru",
    "chung nhan dang ky xe",
)  # fmt: skip
_AGAINST = -4.0
#: Two papers of one side print nearly all of its words twice; of one alone a phrase may be seen twice.
_TWICE = 3


def side_scores(texts: Sequence[str]) -> dict[tuple[PaperKind, SideName], float]:
    """Return for each side of each kind how much the lines of text on a paper speak for it."""
    presences = _presences([_folded(text) for text in texts])
    against = _AGAINST * max(presences[phrase] for phrase in _OTHERS)
    return {
        (spec.kind, side): against + _score(presences, side_spec)
        for spec in ALL
        for side, side_spec in spec.sides.items()
    }


def _score(presences: Mapping[str, float], spec: SideSpec) -> float:
    found = [(presences[phrase], weight) for phrase, weight in spec.marks]
    score = sum(presence * weight for presence, weight in found)
    speaking = [weight for presence, weight in found if presence > 0 and weight > 0]
    # A driving licence too prints "nơi cư trú", and forms "số định danh cá nhân".
    return min(score, ONE_MARK) if len(speaking) == 1 and speaking[0] < _DISTINCTIVE else score


def are_printed(texts: Sequence[str], kind: PaperKind, side: SideName) -> list[bool]:
    """Tell of each line of text whether words that every such side prints are in it, labels among them."""
    return [any(column) for column in zip(*_printed_where(texts, kind, side), strict=True)]


def most_often(texts: Sequence[str], kind: PaperKind, side: SideName) -> int:
    """Return on how many lines the most frequent of the words that such a side prints once stands."""
    return max((sum(row) for row in _printed_where(texts, kind, side)), default=0)


def is_twofold(texts: Sequence[str], kind: PaperKind, side: SideName) -> bool:
    """Tell whether the lines of text are of two such sides, one beside or above the other."""
    often = [sum(row) for row in _printed_where(texts, kind, side)]
    twice = sum(times > 1 for times in often)
    return twice >= _TWICE and 2 * twice >= sum(times > 0 for times in often)


def _printed_where(texts: Sequence[str], kind: PaperKind, side: SideName) -> list[list[bool]]:
    """Return for each phrase of a side in which lines of text it is."""
    spec = SPECS[kind].sides[side]
    marks = [phrase for phrase, weight in spec.marks if weight > 0]
    marks += [phrase for label in spec.labels for phrase in label.phrases if len(phrase) > _LONG]
    folded = [_folded(text) for text in texts]
    return [[_similarity(text, phrase) > _SAME for text in folded] for phrase in marks]


def _folded(text: str) -> str:
    return fold(text).replace("/", " / ")


def _presences(lines: Sequence[str]) -> dict[str, float]:
    """Return the best similarity of each mark of all kinds to a place in a line, 0 below the threshold."""
    marks = _marks()
    best = [max(column) for column in zip([0.0] * len(marks), *map(_likeness, lines), strict=True)]
    return {
        mark: 0.0 if mark in _TAKEN_WHOLE and most < _SAME else most
        for mark, most in zip(marks, best, strict=True)
    }


@cache
def _marks() -> tuple[str, ...]:
    """Return what speaks for a side of any kind, or against all."""
    of_sides = (mark for spec in ALL for side in spec.sides.values() for mark, _ in side.marks)
    return tuple(dict.fromkeys((*_OTHERS, *of_sides)))


@lru_cache(maxsize=1_000)
def _likeness(line: str) -> tuple[float, ...]:
    """Return how similar each mark is to a place in a line: a paper's lines are asked several times."""
    forms = base.WITHOUT_MARKED
    return tuple(
        max(_similarity(line, mark), _similarity(line, forms[mark]) if mark in forms else 0.0)
        for mark in _marks()
    )


@lru_cache(maxsize=20_000)
def _similarity(line: str, phrase: str) -> float:
    found = find_phrase(line, phrase, least=_SIMILAR)
    return 0.0 if found is None else found[2]


def side_spec(kind: PaperKind, side: SideName) -> SideSpec:
    """Return the description of one side."""
    return SPECS[kind].sides[side]
