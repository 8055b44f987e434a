"""Whether what was read can be true and whether the law still accepts the paper.

Each check gives problems and the fields they throw doubt on. The structure of the number is from Decree
137/2015/NĐ-CP, Art. 13; which papers are accepted, and until when, is dated data in
``catalogue/accepted.toml``.
"""

import itertools
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from motcua.kernel import personal_number
from motcua.kernel.messages import Bilingual, Problem, bilingual_day
from motcua.kernel.vietnamese import mrz_name
from motcua.papers.errors import problem
from motcua.papers.fuse import SourceValue
from motcua.papers.kinds import SPECS
from motcua.papers.text.values import NO_EXPIRY
from motcua.papers.types import FieldValue, PaperKind, Witness

_OLDEST_YEARS = 125
#: Full age (Civil Code 91/2015/QH13, Art. 20). A note for the officer: what follows is the procedure's law.
_FULL_AGE = 18
#: Kinds whose back has a code with the holder's number.
_BACKS_WITH_CODE = frozenset({"cccd_chip", "can_cuoc"})


@dataclass(frozen=True, slots=True)
class Acceptance:
    """From when and until when (inclusive, None: no end) the law accepts a kind of paper, and which law."""

    kind: PaperKind
    since: date
    until: date | None
    citation: Bilingual


@cache
def acceptances() -> Mapping[str, Acceptance]:
    """Return the catalogue of accepted papers by kind."""
    text = (files("motcua.papers") / "catalogue" / "accepted.toml").read_text(encoding="utf-8")
    return {
        entry["kind"]: Acceptance(
            entry["kind"], entry["from"], entry.get("until"), Bilingual.from_dict(entry["citation"])
        )
        for entry in tomllib.loads(text)["paper"]
    }


def acceptance(kind: PaperKind, on: date) -> Problem | None:
    """Return a problem if the law no longer accepts this kind of paper on a day."""
    entry = acceptances().get(kind)
    if entry is None or entry.until is None or on <= entry.until:
        return None
    last, citation = bilingual_day(entry.until), entry.citation
    return problem(
        "paper_no_longer_accepted",
        message=Bilingual(
            vi=f"Loại giấy tờ này hết giá trị sử dụng từ sau ngày {last.vi} ({citation.vi}). "
            "Vui lòng dùng thẻ căn cước hoặc căn cước công dân còn hạn.",
            en=f"This kind of paper was last valid on {last.en} ({citation.en}). Use a valid identity card.",
        ),
    )


def check_values(
    fields: Mapping[str, FieldValue], kind: PaperKind, on: date
) -> tuple[dict[str, FieldValue], list[Problem]]:
    """Return the fields, those in doubt marked for review, and what is wrong with them."""
    problems: list[Problem] = []
    doubtful: set[str] = set()
    days = {name: _day(fields.get(name)) for name in ("date_of_birth", "date_of_issue", "date_of_expiry")}
    _check_number(fields, days["date_of_birth"], problems, doubtful)
    _check_dates(days, on, problems, doubtful)
    _check_given_out(days, kind, on, problems, doubtful)
    expiry = days["date_of_expiry"]
    if expiry is not None and expiry < on and "date_of_expiry" not in doubtful:
        problems.append(problem("paper_expired", "date_of_expiry"))
    ended = acceptance(kind, on)
    if ended is not None:
        problems.append(ended)
    born = days["date_of_birth"]
    if born is not None and "date_of_birth" not in doubtful and _age(born, on) < _FULL_AGE:
        problems.append(problem("holder_under_18", "date_of_birth"))
    return marked_for_review(fields, doubtful), problems


def _check_number(
    fields: Mapping[str, FieldValue], born: date | None, problems: list[Problem], doubtful: set[str]
) -> None:
    number = fields.get("personal_number")
    if number is None or not personal_number.is_personal_number(number.value):
        return
    sex = fields.get("sex")
    found = personal_number.parse(number.value).mismatches(born, sex.value if sex else None)
    if "birth_year" in found:
        problems.append(problem("number_year_mismatch", "personal_number"))
        doubtful.update(("personal_number", "date_of_birth"))
    if "sex" in found:
        problems.append(problem("number_sex_mismatch", "personal_number"))
        doubtful.update(("personal_number", "sex"))


def _check_dates(
    days: Mapping[str, date | None], on: date, problems: list[Problem], doubtful: set[str]
) -> None:
    for name, day in days.items():
        latest = on.replace(year=on.year + 60, day=min(on.day, 28)) if name == "date_of_expiry" else on
        if day is not None and (day > latest or day.year < on.year - _OLDEST_YEARS):
            problems.append(problem("date_implausible", name))
            doubtful.add(name)
    known = [(name, day) for name, day in days.items() if day is not None]
    for (first, earlier), (second, later) in itertools.pairwise(known):
        if earlier >= later:
            problems.append(problem("dates_out_of_order", second))
            doubtful.update((first, second))


def _check_given_out(
    days: Mapping[str, date | None], kind: PaperKind, on: date, problems: list[Problem], doubtful: set[str]
) -> None:
    """Doubt a day on which no paper of the kind was given out, or birth too late for one.

    A camera may have written the day on the photo, or somebody stamped it.
    """
    spec = SPECS[kind]
    first, last = spec.issued
    issued, born = days["date_of_issue"], days["date_of_birth"]
    off: set[str] = set()
    if issued is not None and not (first or date.min) <= issued <= (last or date.max):
        off.add("date_of_issue")
    if born is not None and born.year + spec.least_age > min(last or on, on).year:
        off.add("date_of_birth")
    problems.extend(problem("date_implausible", name) for name in sorted(off - doubtful))
    doubtful |= off


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def sides_differ(source_values: Sequence[SourceValue]) -> bool:
    """Tell whether what was photographed is of different cards: what is sure on one contradicts the other.

    Numbers, dates of birth and sexes are compared between papers, on two photos or one, and names by their
    base letters where they have almost nothing in common.
    """
    believed = [
        item
        for item in source_values
        if item.field in ("personal_number", "date_of_birth") and _is_believed(item)
    ]
    for one, other in itertools.combinations(believed, 2):
        if one.paper == other.paper or one.field != other.field or one.value == other.value:
            continue
        # One or two digits apart is a misread print; two people's numbers have little in common.
        if (one.sure and other.sure) or (
            one.field == "personal_number" and _apart(one.value, other.value) >= 3
        ):
            return True
    # The fast reader alone loses letters: such a name accuses nobody.
    names = [
        item
        for item in source_values
        if item.field == "full_name" and (item.sure or (item.text is not None and item.text.agreed is True))
    ]
    return any(
        one.paper != other.paper and _shared_letters(one.value, other.value) < 0.5
        for one in names
        for other in names
    )


def share_number(source_values: Sequence[SourceValue]) -> bool:
    """Tell whether two papers say the same number: then what contradicts it is not between them but on one.

    A foreign code stuck on a front contradicts the front's own print as well as the back.
    """
    numbers = [item for item in source_values if item.field == "personal_number" and _is_believed(item)]
    return any(
        one.paper != other.paper and one.value == other.value
        for one, other in itertools.combinations(numbers, 2)
    )


def unlinked_back_fields(
    source_values: Sequence[SourceValue], kind: PaperKind, backs: Collection[int]
) -> set[str]:
    """Return the fields that only the print of a back tells of which no code says whose it is.

    ``backs`` are the papers that show one. Backs of chip cards and of the Căn cước have a zone for that;
    those of older cards have nothing that is read, which ``docs/document-checks.md`` says. A zone whose check
    digits do not hold tells it, too, where it has the number that is believed of another paper.
    """
    if kind not in _BACKS_WITH_CODE:
        return set()
    numbers = [item for item in source_values if item.field == "personal_number"]
    known = {item.paper for item in source_values if item.sure} | {
        one.paper
        for one, other in itertools.permutations(numbers, 2)
        if one.source == "mrz"
        and one.paper != other.paper
        and one.value == other.value
        and _is_believed(other)
    }
    loose = set(backs) - known
    return {item.field for item in source_values if item.paper in loose} - {
        item.field for item in source_values if item.paper not in loose
    }


def _is_believed(item: SourceValue) -> bool:
    return item.sure or (item.text is not None and item.text.agreed is not False and item.text.weakest > 0.95)


def _apart(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b))


def _shared_letters(a: str, b: str) -> float:
    """Return the share of words of the shorter name that the other has too, in base letters."""
    first, second = set(mrz_name(a).split()), set(mrz_name(b).split())
    return len(first & second) / max(min(len(first), len(second)), 1)


def with_sex_of_number(fields: Mapping[str, FieldValue]) -> dict[str, FieldValue]:
    """Return the fields with the sex that the number tells, marked for a look, where it was not read.

    Only of a number that is given without a look and whose year the birth date, given so too, bears out.
    """
    number, born = fields.get("personal_number"), fields.get("date_of_birth")
    if "sex" in fields or number is None or born is None or number.review or born.review:
        return dict(fields)
    if not personal_number.is_personal_number(number.value):
        return dict(fields)
    told = personal_number.parse(number.value)
    if told.mismatches(_day(born)):
        return dict(fields)
    said = Witness("derived", told.sex, min(number.confidence, born.confidence), number.region)
    sex = FieldValue(said.value, said.confidence, (said.source,), review=True, witnesses=(said,))
    return {**fields, "sex": sex}


def marked_for_review(fields: Mapping[str, FieldValue], names: Iterable[str]) -> dict[str, FieldValue]:
    """Return the fields with the named ones marked for review."""
    doubtful = set(names)
    return {
        name: replace(value, review=True, confidence=min(value.confidence, 0.5))
        if name in doubtful
        else value
        for name, value in fields.items()
    }


def _day(value: FieldValue | None) -> date | None:
    return None if value is None or value.value == NO_EXPIRY else date.fromisoformat(value.value)
