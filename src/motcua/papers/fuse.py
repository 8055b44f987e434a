"""One value from several sources.

A QR code and a verified machine-readable zone were read with error detection, so what they say is what is
encoded on the card; print is read by recognisers that err, on diacritics most of all. A value from print
alone is given without asking for a look only if two recognisers agree on every character with high
probabilities and, where there is one, the structure of the number or the rule of the dates bears it out;
how high is learned (``calibration``).
Every contradiction between believable sources asks for a look.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from motcua.kernel import personal_number
from motcua.kernel.messages import Problem
from motcua.kernel.vietnamese import fold, mrz_name, same_base_letters, upper
from motcua.papers import calibration
from motcua.papers.errors import problem
from motcua.papers.fields.alignment import same_value
from motcua.papers.printed_value import PrintedValue
from motcua.papers.text.values import NO_EXPIRY
from motcua.papers.types import FieldValue, PaperKind, Region, Source, Witness

#: Lowest probability of a digit for print alone to be believed; for words see ``calibration``.
SURE_DIGIT: Final = 0.93
#: The same where another field bears the value out.
SURE_SUPPORTED: Final = 0.8
#: The same for a number that the second recogniser read with one digit different.
SURE_ALONE: Final = 0.999
#: The same for contradicting a code.
_CONTRADICTS: Final = 0.97
#: How likely a zone's value is whose own check digit does not hold. It denies no print.
MISREAD: Final = 0.2
#: So like a printed name is one of a zone whose letters were hardly read: it is not another person's.
_HARDLY_READ: Final = 0.75
#: How alike the words of one name are at least where a letter was misread, and names whose blanks were.
_SAME_WORD: Final = 0.65
_SAME_NAME: Final = 0.9

_QR: Final = 0.998
_MRZ: Final = 0.996
_TWO: Final = 0.9995
_THREE: Final = 0.9999
_EXACT: Final = frozenset(
    {
        "personal_number",
        "previous_number",
        "date_of_birth",
        "date_of_issue",
        "date_of_expiry",
        "sex",
        "nationality",
    }
)


@dataclass(frozen=True, slots=True)
class SourceValue:
    """What one source says about one field.

    ``sure`` marks a code that was read with its error detection satisfied. ``letters_only`` marks a name
    without diacritics. ``text`` keeps how print was read. ``paper`` counts the papers seen: one photo
    may show several.
    """

    field: str
    value: str
    source: Source
    confidence: float
    image: int
    region: Region | None = None
    sure: bool = False
    letters_only: bool = False
    text: PrintedValue | None = None
    paper: int = 0


@dataclass(slots=True)
class FusionResult:
    """Fields, and what is wrong between the sources."""

    fields: dict[str, FieldValue] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def fuse(source_values: Sequence[SourceValue], kind: PaperKind) -> FusionResult:
    """Return one value per field from all that was said, in the order fields were first said."""
    by_field: dict[str, list[SourceValue]] = {}
    for item in source_values:
        by_field.setdefault(item.field, []).append(item)
    best = best_of(source_values)
    result = FusionResult()
    for name, items in by_field.items():
        if name == "full_name":
            value, wrong = _name(items)
        elif name in _EXACT:
            value, wrong = _exact(items, is_corroborated(name, best, kind))
        else:
            value, wrong = _words(items)
        result.fields[name] = value
        if wrong:
            result.problems.append(problem("sources_disagree", name))
    return result


def best_of(source_values: Sequence[SourceValue]) -> dict[str, SourceValue]:
    """Return for each field what the source says that a value is taken from."""
    by_field: dict[str, list[SourceValue]] = {}
    for item in source_values:
        by_field.setdefault(item.field, []).append(item)
    return {name: _preferred(items) for name, items in by_field.items()}


def zone_agrees(name: str, source_values: Sequence[SourceValue]) -> bool:
    """Tell whether a verified zone has the base letters of a name."""
    return any(
        item.field == "full_name" and item.source == "mrz" and item.sure and _zone_matches(name, item.value)
        for item in source_values
    )


def _preferred(items: Sequence[SourceValue]) -> SourceValue:
    """Return the source to take the value from: the QR, a verified zone, then the surest print."""
    rank = {"qr": 3, "mrz": 2, "text": 1, "derived": 0}
    return max(items, key=lambda item: (item.sure, rank[item.source] if item.sure else 0, item.confidence))


def _exact(items: Sequence[SourceValue], borne_out: bool | None) -> tuple[FieldValue, bool]:
    """Fuse a field whose values are equal or not: numbers, dates, sex, nationality.

    ``borne_out`` tells whether other fields support the value by a rule, None where there is no rule.
    """
    chosen = _preferred(items)
    agreeing = [item for item in items if item.value == chosen.value]
    sources = _sources(agreeing)
    codes = {item.value for item in items if item.sure}
    loud = [item for item in items if item.value != chosen.value and (item.sure or _is_loud(item))]
    wrong = len(codes) > 1 or (bool(loud) and chosen.sure)
    if chosen.sure:
        confidence = _QR if chosen.source == "qr" else _MRZ
        confidence = {1: confidence, 2: _TWO}.get(len(sources), _THREE)
        return _field(chosen, items, 0.5 if wrong else confidence, sources, review=wrong), wrong
    if len(sources) > 1 and not loud and borne_out is not False:
        # An unverified zone and the print agree: two different readers, two different places.
        return _field(chosen, items, 0.995, sources, review=False), False
    text = chosen.text
    confirmed = text is not None and (
        (text.agreed is True and text.weakest >= (SURE_SUPPORTED if borne_out else SURE_DIGIT))
        # The second recogniser is the weaker one at digits: one digit apart, the number's structure decides.
        or (text.nearly and borne_out is True and text.weakest >= SURE_ALONE)
    )
    if chosen.field == "sex" and borne_out and text is not None:
        # The number stands at another place and says the same: a misread sex would contradict it.
        confirmed = text.agreed is not None
    foreign = text is not None and text.foreign
    one_value = len({item.value for item in items if not _is_misread(item)} | {chosen.value}) == 1
    believed = confirmed and not foreign and borne_out is not False and one_value
    confidence = _print_confidence(chosen, borne_out)
    return _field(chosen, items, confidence, sources, review=not believed), False


def _name(items: Sequence[SourceValue]) -> tuple[FieldValue, bool]:
    """Fuse the name: the QR has diacritics as a rule, the zone never, print is read with doubt."""
    qr = next((item for item in items if item.source == "qr"), None)
    zone = next((item for item in items if item.source == "mrz"), None)
    prints = sorted((item for item in items if item.source == "text"), key=lambda item: -item.confidence)
    text = prints[0] if prints else None
    if qr is not None:
        bare = qr.value.isascii()
        zone_says_so = zone is None or _zone_matches(qr.value, zone.value)
        text_says_so = text is None or _near_name(qr.value, text.value)
        wrong = (zone is not None and zone.sure and not zone_says_so and zone.confidence > 0.9) or (
            text is not None and not text_says_so and _is_loud(text) and not _is_rest_of(text, qr.value, zone)
        )
        sources = ["qr"]
        if zone is not None and zone_says_so:
            sources.append("mrz")
        if text is not None and same_base_letters(qr.value, text.value):
            sources.append("text")
        if bare and text is not None and not text.value.isascii() and same_base_letters(qr.value, text.value):
            believed = _is_solid_text(text, zone=True) and not _prints_differ(prints)
            return _field(
                text, items, _print_confidence(text, None, zone=True), sources, review=not believed or wrong
            ), wrong
        confidence = {1: _QR, 2: _TWO}.get(len(sources), _THREE)
        value = _field(qr, items, 0.5 if wrong else confidence, sources, review=wrong, value=upper(qr.value))
        return value, wrong
    if text is not None and zone is not None and not _is_hardly_read(zone, text.value):
        matches = _zone_matches(text.value, zone.value)
        other = None if matches or not zone.sure else _of_zone(text, zone.value)
        if other is not None:
            # Print's own second thought has the zone's letters; its diacritics nobody has borne out.
            likely = min(_print_confidence(text, None), 0.9)
            return _field(text, items, likely, ["mrz", "text"], review=True, value=other), False
        wrong = not matches and zone.sure and _is_loud(text) and not _near_name(zone.value, text.value)
        checked = zone_agrees(text.value, [zone])
        believed = matches and _is_solid_text(text, zone=checked) and not _prints_differ(prints)
        confidence = _print_confidence(text, None, zone=checked) if matches else 0.4 * text.confidence
        sources = ["mrz", "text"] if matches else ["text"]
        return _field(text, items, confidence, sources, review=not believed), wrong
    chosen = text or zone or items[0]
    if chosen.letters_only:
        # Without diacritics this is hardly ever the name as printed.
        return _field(chosen, items, 0.05, ["mrz"], review=True), False
    believed = _is_solid_text(chosen) and not _prints_differ(prints)
    return _field(chosen, items, _print_confidence(chosen, None), ["text"], review=not believed), False


def _is_misread(item: SourceValue) -> bool:
    """Tell whether a zone's value is one whose own check digit does not hold."""
    return item.source == "mrz" and not item.sure and item.confidence <= MISREAD


def _is_hardly_read(zone: SourceValue, name: str) -> bool:
    """Tell whether a zone's letters are doubtful and resemble a printed name: rubbed, it denies nothing."""
    return (
        not zone.sure
        and not _zone_matches(name, zone.value)
        and _similarity(mrz_name(name), zone.value) >= _HARDLY_READ
    )


def _words(items: Sequence[SourceValue]) -> tuple[FieldValue, bool]:
    """Fuse places and other text: the QR where it has it, else print."""
    chosen = _preferred(items)
    prints = [item for item in items if item.source == "text"]
    if chosen.source == "qr":
        agreeing = [item for item in prints if _near_letters(item.value, chosen.value)]
        denying = [
            item
            for item in prints
            if item not in agreeing
            and not _is_part(item.value, chosen.value)
            and not _begins_with(item.value, chosen.value)
        ]
        wrong = any(_is_loud(item) and _is_seen_whole(item) for item in denying)
        sources = ["qr", "text"] if agreeing else ["qr"]
        confidence = _TWO if agreeing else _QR
        return _field(chosen, items, 0.6 if wrong else confidence, sources, review=wrong), wrong
    believed = _is_solid_text(chosen) and not _prints_differ(prints)
    return _field(chosen, items, _print_confidence(chosen, None), ["text"], review=not believed), False


def _is_part(print_: str, code: str) -> bool:
    """Tell whether print is the code's words without some before or after: a row that was not read."""
    part, whole = (fold(text).replace(",", " ").split() for text in (print_, code))
    return any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1))


def _is_rest_of(print_: SourceValue, name: str, zone: SourceValue | None) -> bool:
    """Tell whether print is what glare left of a name, or one row of a long name that the zone has whole."""
    words, known = mrz_name(print_.value).split(), mrz_name(name).split()
    if zone is not None and zone.sure and _zone_matches(name, zone.value) and _is_part(print_.value, name):
        return True
    return not _is_seen_whole(print_) and 2 * sum(word in known for word in words) > len(known)


def _begins_with(print_: str, code: str) -> bool:
    """Tell whether print has all words of the code and then more: rows of which the label was not read."""
    source_values, whole = (fold(text).replace(",", " ").split() for text in (print_, code))
    return bool(whole) and source_values[: len(whole)] == whole


def _is_seen_whole(item: SourceValue) -> bool:
    """Tell whether print was seen whole: the rest of a row that glare hides a part of denies no code."""
    return item.text is None or item.text.whole


def _prints_differ(prints: Sequence[SourceValue]) -> bool:
    """Tell whether the same side, seen twice, was read in two ways: then a person says which is right."""
    return len({item.value for item in prints}) > 1


def _is_solid_text(item: SourceValue, *, zone: bool = False) -> bool:
    """Tell whether Vietnamese print was read well enough to stand alone.

    ``zone``: a verified zone has the same base letters.
    """
    return item.text is not None and calibration.print_probability(item.text, None, zone=zone)[1]


def _is_loud(item: SourceValue) -> bool:
    """Tell whether print was read so surely that its contradicting a code is the card's, not the reader's."""
    return item.sure or (
        item.text is not None and item.text.agreed is True and item.text.weakest >= _CONTRADICTS
    )


def _print_confidence(item: SourceValue, borne_out: bool | None, *, zone: bool = False) -> float:
    """Return the probability for a value from print alone; recognisers' own are too high when they err."""
    if item.text is None:
        return min(item.confidence, 0.5)
    likely = calibration.print_probability(item.text, borne_out, zone=zone)[0]
    if item.text.agreed is not True and item.text.third is not True:
        likely = min(likely, 0.97) if item.text.agreed is False else min(item.confidence, 0.85)
    return min(likely, 0.5) if borne_out is False else likely


def is_corroborated(name: str, best: Mapping[str, SourceValue], kind: PaperKind) -> bool | None:
    """Tell whether the structure of the number or the rules for expiry dates support a field's value."""
    value = best[name].value
    number = best.get("personal_number")
    born, sex = _day(best.get("date_of_birth")), best.get("sex")
    if number is not None and personal_number.is_personal_number(number.value):
        parsed = personal_number.parse(number.value)
        if name == "personal_number" and born is not None:
            return not parsed.mismatches(born, sex.value if sex else None)
        if name == "date_of_birth" and born is not None:
            return parsed.birth_year == born.year
        if name == "sex":
            return parsed.sex == value
    if name == "date_of_expiry" and kind in ("cccd_chip", "can_cuoc", "cccd_barcode") and born is not None:
        return _expiry_fits_age(value, born)
    issued, expiry = _day(best.get("date_of_issue")), _day(best.get("date_of_expiry"))
    if name in ("date_of_issue", "date_of_expiry") and kind in ("passport", "cmnd12") and issued and expiry:
        terms = (15,) if kind == "cmnd12" else (5, 10)
        same_day = (issued.month, issued.day) == (expiry.month, expiry.day) or issued.day == 29
        # A passport of the short procedure has another term: it is looked at.
        return same_day and expiry.year - issued.year in terms
    return None


def _expiry_fits_age(value: str, born: date) -> bool | None:
    """Tell whether a card ends on a birthday at which cards are exchanged (Law 26/2023/QH15, Art. 21)."""
    if value == NO_EXPIRY:
        return None
    end = date.fromisoformat(value)
    same_day = (end.month, end.day) == (born.month, born.day) or (born.month, born.day) == (2, 29)
    if not same_day:
        return False
    return True if end.year - born.year in (14, 25, 40, 60) else None


def _day(item: SourceValue | None) -> date | None:
    return None if item is None or item.value == NO_EXPIRY else date.fromisoformat(item.value)


def _zone_matches(name: str, zone: str) -> bool:
    """Tell whether a name is the zone's; a zone of thirty characters may cut it short."""
    a, b = mrz_name(name).replace(" ", ""), zone.replace(" ", "")
    return a == b or (len(zone) >= 27 and a.startswith(b))


def _of_zone(text: SourceValue, zone: str) -> str | None:
    """Return the likeliest other reading of a printed name that has the letters of a zone."""
    others = () if text.text is None else text.text.others
    return next((name for name in others if _zone_matches(name, zone)), None)


def _near_letters(a: str, b: str) -> bool:
    """Tell whether two texts have nearly the same base letters and digits."""
    return same_value(mrz_name(a), mrz_name(b)) or _similarity(mrz_name(a), mrz_name(b)) >= 0.8


def _near_name(a: str, b: str) -> bool:
    """Tell whether two names have nearly the same base letters, word by word: one word may be forged."""
    first, second = mrz_name(a).split(), mrz_name(b).split()
    if len(first) != len(second):
        return _similarity("".join(first), "".join(second)) >= _SAME_NAME
    return all(_similarity(x, y) >= _SAME_WORD for x, y in zip(first, second, strict=True))


def _similarity(a: str, b: str) -> float:
    return difflib.SequenceMatcher(a=a, b=b, autojunk=False).ratio()


def _sources(items: Sequence[SourceValue]) -> list[str]:
    return [source for source in ("qr", "mrz", "text", "derived") if any(i.source == source for i in items)]


def _field(
    chosen: SourceValue,
    items: Sequence[SourceValue],
    confidence: float,
    sources: Sequence[str],
    *,
    review: bool,
    value: str | None = None,
) -> FieldValue:
    region = chosen.region
    for item in items:
        # A person checks against the print, not against a code.
        if item.source == "text" and item.region is not None:
            region = item.region
            break
    return FieldValue(
        value=chosen.value if value is None else value,
        confidence=min(max(confidence, 0.0), 1.0),
        sources=tuple(sources),  # type: ignore[arg-type]
        review=review,
        region=region,
        witnesses=tuple(Witness(item.source, item.value, item.confidence, item.region) for item in items),
    )
