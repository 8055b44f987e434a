"""The invented person of the demonstration: card photos, a face, and the answers that no card knows."""

import random
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.kernel import clock

#: Cards that are in force and that the demonstration draws.
_KINDS: tuple[Any, ...] = ("cccd_chip", "can_cuoc")
_NAMES = ("CÀ PHÊ", "TẠP HÓA", "BÁNH MÌ", "CƠM TẤM", "HOA TƯƠI")
_STREETS = ("Lê Thánh Tôn", "Đồng Khởi", "Hai Bà Trưng", "Tôn Đức Thắng", "Pasteur")
#: Form field -> field of the card; the person compares these with the card in hand.
ON_THE_CARD = {
    "full_name": "full_name",
    "date_of_birth": "date_of_birth",
    "sex": "sex",
    "personal_number": "personal_number",
    "nationality": "nationality",
    "ethnicity": "ethnicity",
    "date_of_issue": "date_of_issue",
    "date_of_expiry": "date_of_expiry",
    "permanent_address": "place_of_residence",
}
_DATES = frozenset({"date_of_birth", "date_of_issue", "date_of_expiry"})


@dataclass(frozen=True, slots=True)
class Person:
    """What one person brings along. ``on_card`` and ``answers`` map form fields to what is typed."""

    kind: str
    on_card: Mapping[str, str]
    photos: Mapping[str, bytes]
    answers: Mapping[str, str]
    birth: date = field(default=date.min)

    def says(self, name: str) -> str | None:
        """Return what the person would type into a form field, None where nothing is to be said."""
        return self.on_card.get(name) or self.answers.get(name)


def draw(seed: int) -> Person:
    """Draw an adult with a card in force, photographed as people photograph cards, and their face."""
    from bench import cards  # noqa: PLC0415 - only in a checkout

    rng = random.Random(seed)  # noqa: S311 - an invented person, no secret
    for attempt in range(seed, seed + 100):
        kind = rng.choice(_KINDS)
        paper: Any = cards.make_paper(kind, attempt, person="astronaut")
        birth = date.fromisoformat(paper.truth["date_of_birth"])
        if _age(birth, clock.today()) >= 18:
            break
    on_card = {
        name: shown(name, paper.truth[source])
        for name, source in ON_THE_CARD.items()
        if paper.truth.get(source)
    }
    photos = {
        side: cards.photograph(image, "medium", seed + index).jpeg
        for index, (side, image) in enumerate(paper.sides.items())
    }
    photos["selfie"] = cards.selfie("astronaut", seed)
    return Person(kind, on_card, photos, _answers(rng, on_card["full_name"]), birth)


def shown(name: str, value: str) -> str:
    """Return a value of a card as the form shows it: dates by day, month, year."""
    if value == "no_expiry":
        return "Không thời hạn"
    return f"{date.fromisoformat(value):%d/%m/%Y}" if name in _DATES else value


def is_same(name: str, typed: str, meant: str) -> bool:
    """Return whether two texts say the same; in names and addresses whatever their case and commas."""
    if name in {"personal_number", "sex"} | _DATES:
        return typed.strip() == meant
    return _plain(typed) == _plain(meant)


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().replace(",", " ").split())


def _answers(rng: random.Random, full_name: str) -> dict[str, str]:
    given = full_name.rsplit(maxsplit=1)[-1].upper()
    return {
        "phone": f"09{rng.randrange(10**8):08d}",
        "own_name": f"{rng.choice(_NAMES)} {given} {rng.randrange(1000, 9999)}",
        "office_street": f"{rng.randrange(1, 300)} {rng.choice(_STREETS)}",
        "capital": f"{rng.randrange(30, 300)} triệu",
        "workers": str(rng.randrange(1, 5)),
    }


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
