"""What every source on the sides of a paper says: its code, its zone and its print."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from motcua.kernel.inference import map_in_threads
from motcua.papers.clock import Clock
from motcua.papers.codes import IdentityQr
from motcua.papers.document.flat import Box
from motcua.papers.errors import problem
from motcua.papers.fields.extract import read_fields
from motcua.papers.fuse import MISREAD, SourceValue
from motcua.papers.kinds import SPECS, is_twofold
from motcua.papers.kinds.base import SHAPES
from motcua.papers.lines.read import (
    is_vietnamese_first,
    recognise_fast,
    recognise_otherwise,
    recognise_vietnamese,
)
from motcua.papers.mrz.find import ZoneRead, read_zone
from motcua.papers.mrz.icao import Format, own_digits_hold
from motcua.papers.printed_value import PrintedValue
from motcua.papers.quality import TOO_SMALL
from motcua.papers.sides.classification import SEVERAL, ClassifiedSide, inspect_side
from motcua.papers.sides.fading import fades_out
from motcua.papers.sides.longer_search import search_code_again
from motcua.papers.sides.occlusion import (
    cut_print,
    find_occlusion,
    goes_on_below,
    has_foreign_print,
    with_more,
    with_sure_ends,
)
from motcua.papers.sides.off_leaders import take_leaders_off
from motcua.papers.sides.recognise import look_closer
from motcua.papers.sides.rectified_paper import RectifiedPaper
from motcua.papers.text.values import NO_EXPIRY
from motcua.papers.types import PaperKind, Region

__all__ = ["collect_values"]

#: How much more of the picture around a name the last look takes in, as a fraction of its line's height.
_WIDER = 0.15
#: What of a zone has a check digit of its own.
_CHECKED = frozenset({"personal_number", "date_of_birth", "date_of_expiry"})
#: Where a zone stands on a card and on a passport's page, as fractions.
_ZONES: dict[Format, Box] = {"td1": (0.04, 0.74, 0.96, 0.97), "td3": (0.03, 0.82, 0.97, 0.98)}


def collect_values(
    kind: PaperKind, classified: Sequence[ClassifiedSide], day: date, clock: Clock
) -> list[SourceValue]:
    """Ask every source on every side what it says."""
    card = kind != "passport"
    coded = map_in_threads(lambda item: _codes_say(item, day, clock, card=card), classified)
    source_values = _numbered(coded)
    settled = {
        item.field: item.value
        for item in source_values
        if item.sure and not item.letters_only and not _bare_name(item)
    }
    letters = next((item.value for item in source_values if item.letters_only), "")
    printed = map_in_threads(lambda item: _print_says(item, kind, settled, letters, clock), classified)
    return [*source_values, *_numbered(printed)]


def _numbered(found: Sequence[Sequence[SourceValue]]) -> list[SourceValue]:
    """Return what was said on each paper, with which paper it was."""
    return [replace(each, paper=paper) for paper, source_values in enumerate(found) for each in source_values]


def _codes_say(item: ClassifiedSide, day: date, clock: Clock, *, card: bool) -> list[SourceValue]:
    """Return what the QR code and the zone of one side say; its quality is judged on the way."""
    source_values: list[SourceValue] = []
    if item.paper.accompanied or is_twofold([x.text for x in item.paper.lines], item.kind, item.side):
        item.problems.append(problem(SEVERAL))
    with clock.part("quality"):
        item.inspection = inspect_side(item.paper, item.spec, card=card)
        item.inspection = item.inspection and item.inspection.with_obstacle(
            cut_print(item.paper, item.kind, item.side)
        )
    if item.spec.qr:
        search_code_again(item.paper, clock)
        if item.paper.code is None:
            item.problems.append(problem("qr_not_read"))
    if item.paper.code is not None:
        source_values.extend(_from_code(item.paper, item.paper.code[0]))
    if item.spec.mrz is not None:
        with clock.part("mrz"):
            item.zone = _zone(item.paper, item.spec.mrz, day)
        if item.zone is None or not item.zone.mrz.verified:
            item.problems.append(problem("mrz_not_read"))
            item.inspection = item.inspection and item.inspection.with_obstacle(
                item.inspection.most_over(_ZONES[item.spec.mrz])
            )
        if item.zone is not None:
            source_values.extend(_from_zone(item.paper, item.zone))
    return source_values


def _zone(paper: RectifiedPaper, format_: Format, day: date) -> ZoneRead | None:
    """Return the zone that was read before, or read it with what its lines were read as."""
    if paper.zone is not None and paper.zone.mrz.format == format_:
        return paper.zone.as_of(day)
    return read_zone(paper.card, paper.lines, format_, on=day)


def _print_says(
    item: ClassifiedSide, kind: PaperKind, settled: Mapping[str, str], letters: str, clock: Clock
) -> list[SourceValue]:
    """Return what the print of one side says, with a second reading of what no code has settled."""
    with clock.part("text"):
        if item.spec.leaders:
            take_leaders_off(item.paper)
        texts = _texts(item, kind, settled, letters)
    if item.paper.coarse and _lacks_any(item, settled, texts):
        look_closer(item.paper, clock)
        with clock.part("text"):
            texts = _texts(item, kind, settled, letters)
    with clock.part("text"):
        foreign = has_foreign_print(item.paper, item.kind, item.side)
        small = any(each.code == TOO_SMALL.code for each in item.quality)
        hidden = [not _is_whole(text, settled) and _has_more(item, text) for text in texts]
    return [
        _from_text(item.paper, replace(text, whole=text.whole and not gone, foreign=foreign, small=small))
        for text, gone in zip(texts, hidden, strict=True)
    ]


def _texts(
    item: ClassifiedSide, kind: PaperKind, settled: Mapping[str, str], letters: str
) -> list[PrintedValue]:
    return read_fields(
        item.paper.lines, item.spec, _second_reader(item.paper),
        digits=SPECS[kind].number_digits, sure=settled, letters=letters,
        wider=lambda quads: with_sure_ends(
            recognise_vietnamese(item.paper.card, [with_more(quad) for quad in quads], margin=_WIDER)
        ),
        third=lambda quads: recognise_otherwise(item.paper.card, quads),
        first=(lambda quads: recognise_fast(item.paper.card, quads)) if is_vietnamese_first() else None,
    )  # fmt: skip


def _lacks_any(item: ClassifiedSide, settled: Mapping[str, str], texts: Sequence[PrintedValue]) -> bool:
    """Tell whether a side prints a field which neither a code has told nor was read."""
    return not item.spec.fields <= settled.keys() | {text.field for text in texts}


def _is_whole(text: PrintedValue, settled: Mapping[str, str]) -> bool:
    """Tell whether nothing can be missing: a code says the same, or a list has the authority's name."""
    return settled.get(text.field) == text.value or (text.listed and text.field == "issuing_authority")


def _has_more(item: ClassifiedSide, text: PrintedValue) -> bool:
    """Tell whether a value may go on where nothing was read of it, a name also below its row."""
    return _may_go_on(item, text) or (text.field == "full_name" and goes_on_below(item.paper, text.quad))


def _may_go_on(item: ClassifiedSide, text: PrintedValue) -> bool:
    """Tell whether a part of a value may be hidden: off the photo, under glare, or under what lies there."""
    rows = text.rows or (text.quad,)
    occlusions = [
        find_occlusion(item.paper, item.inspection, row, item.spec.portrait, text.room) for row in rows
    ]
    for _, thing in occlusions:
        item.inspection = item.inspection and item.inspection.with_obstacle(thing)
    if any(hidden for hidden, _ in occlusions):
        return True
    # A number has as many digits as it must have; its label is often thinner than it.
    in_words = SHAPES.get(text.field) in ("name", "place", "words") and text.room != ()
    return in_words and any(fades_out(item.paper.card, row) for row in rows)


def _second_reader(paper: RectifiedPaper, margin: float = 0.0) -> Callable[..., list]:  # type: ignore[type-arg]
    return lambda quads: recognise_vietnamese(paper.card, quads, margin=margin)


def _bare_name(item: SourceValue) -> bool:
    """Tell whether a QR code's name is without diacritics, as some are: then print must tell them."""
    return item.field == "full_name" and item.value.isascii()


def _from_code(paper: RectifiedPaper, code: IdentityQr) -> list[SourceValue]:
    quad = paper.code[1] if paper.code else None
    region = None if quad is None else Region(paper.image, quad)
    values = {
        "personal_number": code.personal_number,
        "previous_number": code.previous_number or "",
        "full_name": code.full_name,
        "date_of_birth": code.date_of_birth.isoformat(),
        "sex": code.sex,
        "place_of_residence": code.residence,
        "date_of_issue": code.date_of_issue.isoformat(),
    }
    return [
        SourceValue(name, value, "qr", 0.998, paper.image, region, sure=True)
        for name, value in values.items()
        if value
    ]


def _from_zone(paper: RectifiedPaper, zone: ZoneRead) -> list[SourceValue]:
    mrz = zone.mrz
    region = Region(paper.image, paper.on_photo(zone.quad))
    expiry = NO_EXPIRY if mrz.no_expiry else mrz.date_of_expiry.isoformat() if mrz.date_of_expiry else None
    values = {
        "personal_number": mrz.personal_number,
        "date_of_birth": mrz.date_of_birth.isoformat() if mrz.date_of_birth else None,
        "sex": mrz.sex,
        "date_of_expiry": expiry,
        "nationality": "Việt Nam",
    }
    held = own_digits_hold(mrz.lines)
    source_values = [
        SourceValue(
            name, value, "mrz", 0.996 if mrz.verified else MISREAD if name in _CHECKED - held else 0.5,
            paper.image, region, sure=mrz.verified,
        )
        for name, value in values.items()
        if value is not None
    ]  # fmt: skip
    if mrz.full_name:
        source_values.append(
            SourceValue(
                "full_name", mrz.full_name, "mrz", mrz.name_confidence, paper.image, region,
                sure=mrz.verified and mrz.name_confidence > 0.5, letters_only=True,
            )
        )  # fmt: skip
    return source_values


def _from_text(paper: RectifiedPaper, text: PrintedValue) -> SourceValue:
    region = Region(paper.image, paper.on_photo(text.quad))
    return SourceValue(text.field, text.value, "text", text.confidence, paper.image, region, text=text)
