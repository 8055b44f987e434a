"""What is said about hidden parts and about the paper itself: stable codes, both languages, where it is."""

from dataclasses import replace
from typing import Final

from motcua.kernel.messages import Bilingual, Problem, Severity
from motcua.papers.document.flat import Box, Flat
from motcua.papers.unread_words import unread_because

#: Findings by code and reason. The words claim no more than what was seen.
_FINDINGS: Final[dict[tuple[str, str], Bilingual]] = {
    ("photocopy", "grey"): Bilingual(
        vi="Ảnh không có màu nên có thể là ảnh chụp bản photo. Nếu có thẻ gốc, hãy chụp lại thẻ gốc.",
        en="The photo has no colour, so it may show a copy. If you have the card itself, photograph that.",
    ),
    ("photocopy", "raster"): Bilingual(
        vi="Trên ảnh có lưới chấm mực đều khắp nên có thể là bản photo hoặc bản in. Nếu có thẻ gốc, "
        "hãy chụp lại thẻ gốc.",
        en="Regular dots of ink lie all over it, so it may be a copy or a print-out. If you have the card "
        "itself, photograph that.",
    ),
    ("screen_photo", "pixels"): Bilingual(
        vi="Trên ảnh có lưới điểm ảnh đều khắp nên có thể là ảnh chụp lại từ màn hình. Hãy chụp thẳng "
        "giấy tờ gốc.",
        en="A regular grid of pixels lies all over it, so it may be a photo of a screen. Photograph the "
        "paper itself.",
    ),
    ("corner_cut", "corner"): Bilingual(
        vi="Một góc thẻ có vẻ đã bị cắt. Thẻ cũ thường bị cắt góc khi được đổi; cần xem thẻ gốc.",
        en="A corner of the card seems to be cut off, as is done to old cards. See the card itself.",
    ),
    ("portrait_pasted", "askew"): Bilingual(
        vi="Mép ảnh chân dung lệch so với thẻ, có thể là ảnh dán thêm. Cần xem thẻ gốc.",
        en="The portrait's edges are askew on the card, as of a photograph pasted on. See the card itself.",
    ),
    ("portrait_missing", "blank"): Bilingual(
        vi="Không thấy ảnh chân dung ở chỗ thường in trên thẻ.",
        en="No portrait was seen where such a card has one.",
    ),
}  # fmt: skip
_SEVERITIES: Final[dict[str, Severity]] = {
    "photocopy": "look",
    "screen_photo": "look",
    "corner_cut": "grave",
    "portrait_pasted": "look",
    "portrait_missing": "look",
}

_DOWN: Final = (Bilingual("phía trên", "top"), Bilingual("giữa", "middle"), Bilingual("phía dưới", "bottom"))
_ACROSS: Final = (Bilingual("bên trái", "left"), Bilingual("", ""), Bilingual("bên phải", "right"))
#: A box that takes more than this share of the side has no place worth telling.
_EVERYWHERE: Final = 0.6


def finding(code: str, reason: str, flat: Flat, box: Box, image: int) -> Problem:
    """Return a finding about the paper, at ``box`` of a side on the photo number ``image``."""
    return Problem(
        code,
        _FINDINGS[code, reason],
        severity=_SEVERITIES[code],
        reason=reason,
        image=image,
        quad=flat.on_photo(box),
    )


def located_problem(problem: Problem, flat: Flat, box: Box, image: int, *, upright: bool = True) -> Problem:
    """Return what spoils a photo with where that is, in words and as a quad.

    ``upright``: which way up the paper lies is known; else there are no words that would be right.
    """
    where = place_words(box) if upright else None
    message = problem.message
    if where is not None:
        message = Bilingual(
            f"{message.vi} Trên giấy tờ, chỗ đó ở {where.vi}.",
            f"{message.en} On the paper it is at the {where.en}.",
        )
    return Problem(
        problem.code,
        message,
        problem.field,
        severity=problem.severity or "note",
        reason=problem.code,
        image=image,
        quad=flat.on_photo(box),
    )


def unreadable(problem: Problem, reason: str, flat: Flat, box: Box, image: int) -> Problem:
    """Return that a field could not be read, with why, where, and what to do."""
    return replace(
        problem,
        message=unread_because((problem.field or "",), reason),
        reason=reason,
        image=image,
        quad=flat.on_photo(box),
    )


def place_words(box: Box) -> Bilingual | None:
    """Return where a box is on a side, in thirds; None when it is nearly everywhere."""
    if (box[2] - box[0]) * (box[3] - box[1]) > _EVERYWHERE:
        return None
    down = _DOWN[_third(box[1], box[3])]
    across = _ACROSS[_third(box[0], box[2])]
    return Bilingual(f"{down.vi} {across.vi}".strip(), f"{down.en} {across.en}".strip())


def _third(start: float, end: float) -> int:
    return min(max(int((start + end) / 2 * 3), 0), 2)
