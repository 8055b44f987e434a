"""What is said of values that could not be read: which, why, and what to do; each cause once."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import Point, Quad
from motcua.papers.words import FIELDS

__all__ = ["one_for_each_cause", "unread_because"]

_CODE: Final = "field_not_read"
#: What keeps something from being read, and what to do about it.
_REASONS: Final[dict[str, tuple[Bilingual, Bilingual]]] = {
    "glare": (
        Bilingual("bị lóa sáng", "light is reflected there"),
        Bilingual("Hãy tắt đèn flash và nghiêng nhẹ giấy tờ", "Turn off the flash, tilt the paper a little"),
    ),
    "blurred": (
        Bilingual("bị mờ", "the photo is blurred there"),
        Bilingual(
            "Hãy giữ chắc máy, chạm vào giấy tờ trên màn hình để lấy nét",
            "Hold the phone still and tap the screen to focus",
        ),
    ),
    "dark": (
        Bilingual("quá tối", "the photo is too dark there"),
        Bilingual("Hãy ra nơi sáng hơn", "Go where there is more light"),
    ),
    "too_small": (
        Bilingual("quá nhỏ trong ảnh", "the print is too small in the photo"),
        Bilingual("Hãy đưa máy lại gần giấy tờ hơn", "Move closer until it nearly fills the frame"),
    ),
    "cut_off": (
        Bilingual("nằm ngoài ảnh", "that part is outside the photo"),
        Bilingual("Hãy đưa đủ bốn góc vào ảnh", "Show all four corners"),
    ),
    "covered": (
        Bilingual("bị che mất", "something lies over that part"),
        Bilingual(
            "Hãy đặt giấy tờ trên mặt bàn, bỏ tay và vật che ra",
            "Lay it on a table with nothing over it, no finger either",
        ),
    ),
}  # fmt: skip
#: Names that begin otherwise in the middle of a sentence than on a form.
_SHORTER: Final[dict[str, Bilingual]] = {"personal_number": Bilingual("số định danh", "the number")}
_SOMETHING: Final = Bilingual("mục này", "this")


def unread_because(fields: Sequence[str], reason: str) -> Bilingual:
    """Return that these fields could not be read, why (a reason of a problem), and what to do."""
    why, advice = _REASONS[reason]
    vietnamese, english = _named(fields)
    return Bilingual(
        f"Chưa đọc được {vietnamese} vì chỗ in {why.vi}. {advice.vi} rồi chụp ảnh mới.",
        f"{english} could not be read: {why.en}. {advice.en}, then take a new photo.",
    )


def one_for_each_cause(problems: Iterable[Problem]) -> list[Problem]:
    """Return what is wrong with photos, with the values that one cause hides on one photo in one sentence.

    Ten sentences that say the same of ten values keep people from reading any. What spoils the photo as a
    whole is left out where such a sentence names the same cause. What is in no group stays as it is, where it
    was.
    """
    given = list(problems)
    groups: dict[tuple[str, int | None], list[Problem]] = {}
    for each in given:
        if each.code == _CODE and each.reason in _REASONS and each.field is not None:
            groups.setdefault((each.reason, each.image), []).append(each)
    told: list[Problem] = []
    for each in given:
        group = groups.get((each.reason or "", each.image), [])
        if not group or each.code not in (_CODE, each.reason):
            told.append(each)
        elif each is group[0]:
            told.append(_together(group))
    return told


def _together(group: Sequence[Problem]) -> Problem:
    """Return one problem for several fields with the same cause."""
    first = group[0]
    if len(group) == 1:
        return first
    fields = [each.field or "" for each in group]
    quads = [each.quad for each in group if each.quad is not None]
    message = unread_because(fields, first.reason or "")
    return replace(first, field=None, message=message, quad=_around(quads) if quads else None)


def _named(fields: Sequence[str]) -> tuple[str, str]:
    """Return the names of fields as in a sentence, in Vietnamese and, as its first words, in English."""
    names = [_SHORTER.get(field) or FIELDS.get(field, _SOMETHING) for field in fields]
    vietnamese = [_uncapitalised(name.vi) for name in names]
    english = [
        _uncapitalised(name.en) if name.en.startswith(("the", "this")) else f"the {_uncapitalised(name.en)}"
        for name in names
    ]
    both = [", ".join(part[:-1]) for part in (vietnamese, english)]
    if both[0]:
        said = f"{both[0]} và {vietnamese[-1]}", f"{both[1]} and {english[-1]}"
    else:
        said = vietnamese[-1], english[-1]
    return said[0], said[1][0].upper() + said[1][1:]


def _uncapitalised(name: str) -> str:
    return name[0].lower() + name[1:]


def _around(quads: Sequence[Quad]) -> Quad:
    """Return the rectangle around quads of one side, along the first of them."""
    origin, right, _, down = quads[0]
    across = (right[0] - origin[0], right[1] - origin[1])
    below = (down[0] - origin[0], down[1] - origin[1])
    area = across[0] * below[1] - across[1] * below[0]
    if not area:
        return quads[0]

    def along(point: Point) -> Point:
        x, y = point[0] - origin[0], point[1] - origin[1]
        return (x * below[1] - y * below[0]) / area, (across[0] * y - across[1] * x) / area

    def back(s: float, t: float) -> Point:
        x, y = (origin[i] + s * across[i] + t * below[i] for i in (0, 1))
        return round(x, 1), round(y, 1)

    placed = [along(point) for quad in quads for point in quad]
    left, top = (min(point[i] for point in placed) for i in (0, 1))
    end, bottom = (max(point[i] for point in placed) for i in (0, 1))
    return back(left, top), back(end, top), back(end, bottom), back(left, bottom)
