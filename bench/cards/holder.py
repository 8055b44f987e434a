"""An invented holder: who the paper is about and when it was issued.

Numbers follow Decree 137/2015 (province, century and sex, year, six digits). Expiry follows the ages of
the law on identification: 25, 40, 60, after which a card has no end; a card issued within the two years
before such an age runs to the next one.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from bench.cards import names, places
from bench.cards.kinds import Kind, Sex

#: Cards not asked to be expired run at least to this day, so that they serve the demo for years.
VALID_UNTIL_AT_LEAST = date(2031, 1, 1)
_TODAY = date(2026, 11, 1)

_ISSUED: dict[Kind, tuple[date, date]] = {
    "cmnd": (date(2001, 1, 2), date(2015, 12, 31)),
    "cmnd12": (date(2012, 7, 2), date(2015, 12, 31)),
    "cccd_barcode": (date(2016, 1, 4), date(2020, 12, 31)),
    "cccd_chip": (date(2021, 1, 25), date(2024, 6, 30)),
    "can_cuoc": (date(2024, 7, 1), _TODAY),
    "passport": (date(2017, 1, 3), _TODAY),
}
_TWO_LEVELS = date(2025, 7, 1)

_FEATURES = (
    "Nốt ruồi C:{a}cm trước đầu mắt {side}", "Sẹo chấm C:{a}cm trên sau đuôi mày {side}",
    "Nốt ruồi C:{a}cm dưới trước mép {side}", "Sẹo thẳng C:{a}cm trên đuôi lông mày {side}",
    "Nốt ruồi C:{a}cm sau cánh mũi {side}", "Sẹo chấm C:{a}cm dưới cằm", "Tàn nhang hai bên má",
)  # fmt: skip
_ETHNICITIES = ("Kinh",) * 16 + ("Tày", "Thái", "Mường", "Khmer", "Hoa", "Nùng", "Ê Đê", "Chăm")
_RELIGIONS = ("Không",) * 7 + ("Phật giáo", "Thiên chúa giáo", "Tin lành", "Cao Đài", "Phật giáo Hòa Hảo")


@dataclass(frozen=True, slots=True)
class Holder:
    """Everything that any paper of this person may print. ``full_name`` is in mixed case."""

    full_name: str
    sex: Sex
    date_of_birth: date
    personal_number: str
    previous_number: str | None
    passport_number: str
    place_of_origin: str
    place_of_residence: str
    place_of_birth_registration: str
    birth_province: str
    issue_province: str
    date_of_issue: date
    #: None: without end ("Không thời hạn").
    date_of_expiry: date | None
    identifying_features: str
    ethnicity: str
    religion: str


def make_holder(kind: Kind, rng: random.Random, *, expired: bool = False) -> Holder:
    """Draw a holder for one kind of paper; ``expired`` asks for one whose card has already run out."""
    while True:
        holder = _draw(kind, rng)
        if kind in ("cmnd", "cmnd12"):
            return holder
        end = holder.date_of_expiry
        if expired and end is not None and end < _TODAY:
            return holder
        if not expired and (end is None or end >= VALID_UNTIL_AT_LEAST):
            return holder


def expiry(kind: Kind, born: date, issued: date) -> date | None:
    """Return the printed expiry date; None where the paper says it has none."""
    if kind in ("cmnd", "cmnd12"):
        return anniversary(issued, 15)
    if kind == "passport":
        return anniversary(issued, 10)
    for age in (25, 40, 60):
        end = anniversary(born, age)
        if anniversary(end, -2) > issued:
            return end
    return None


def anniversary(day: date, years: int) -> date:
    """Return the same day ``years`` later; 29 February becomes 28 February in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _draw(kind: Kind, rng: random.Random) -> Holder:
    sex: Sex = rng.choice(("Nam", "Nữ"))
    first, last = _ISSUED[kind]
    issued = _day(rng, first, last)
    while issued.weekday() == 6:
        issued -= timedelta(days=1)
    # Most people who come to the counter are between 20 and 50.
    born = issued - timedelta(days=int(rng.triangular(18.1, 72, 30) * 365.25))
    origin = places.old_place(rng)
    new_units = issued >= _TWO_LEVELS
    if new_units:
        home = places.new_place(rng)
    else:
        home = places.old_place(rng, origin.province_code if rng.random() < 0.6 else None)
    short = rng.random() < 0.65
    residence = f"{places.detail(rng, home)}, {home.text(short=short)}"
    number9 = f"{rng.choice('0123')}{rng.randint(10_000_000, 99_999_999)}"
    number12 = personal_number(rng, origin.province_code, sex, born)
    had_old = anniversary(born, 15) < date(2016, 1, 1) and rng.random() < 0.7
    return Holder(
        full_name=names.full_name(rng, sex),
        sex=sex,
        date_of_birth=born,
        personal_number=number9 if kind == "cmnd" else number12,
        previous_number=number9 if had_old else None,
        passport_number=f"{rng.choice('BCEPQ')}{rng.randint(1_000_000, 9_999_999)}",
        place_of_origin=origin.text(short=short),
        place_of_residence=residence,
        place_of_birth_registration=origin.text(short=False),
        birth_province=origin.province_short,
        issue_province=home.province_short,
        date_of_issue=issued,
        date_of_expiry=expiry(kind, born, issued),
        identifying_features=_features(rng),
        ethnicity=rng.choice(_ETHNICITIES),
        religion=rng.choice(_RELIGIONS),
    )


def personal_number(rng: random.Random, province_code: str, sex: Sex, born: date) -> str:
    """Return 12 digits: province, century and sex, two digits of the year, six at random."""
    century_sex = 2 * (born.year // 100 - 19) + (0 if sex == "Nam" else 1)
    return f"0{province_code}{century_sex}{born.year % 100:02d}{rng.randint(0, 999_999):06d}"


def _features(rng: random.Random) -> str:
    text = rng.choice(_FEATURES)
    return text.format(a=rng.choice(("0.5", "0,5", "1", "1,5", "2", "3")), side=rng.choice(("trái", "phải")))


def _day(rng: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=rng.randint(0, (last - first).days))
