"""Invented identity papers and photographs of them, for tests, the demo and benchmarks.

Nobody here exists: names, numbers, addresses and dates are drawn at random, seals say SPECIMEN, and the faces
are two public-domain pictures (LICENCES.md). The same seed always gives the same paper and the same bytes.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from PIL import Image

from bench.cards.holder import Holder, make_holder
from bench.cards.kinds import DIFFICULTIES, KINDS, Difficulty, Kind, Side
from bench.cards.layouts import draw
from bench.cards.paint import make_style
from bench.cards.photograph import Quad, Shot
from bench.cards.photograph import photograph as _photograph
from bench.cards.portraits import PEOPLE, other_person, portrait, selfie

__all__ = [
    "DIFFICULTIES", "KINDS", "PEOPLE", "Difficulty", "Holder", "Kind", "Paper", "Quad", "Shot", "Side",
    "make_paper", "other_person", "photograph", "selfie",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One drawn paper.

    ``truth`` maps contract field names (docs/contracts.md) to the exact values the paper shows or encodes,
    and holds no field that it does not. ``extra`` holds what the paper shows beyond the contract: ``qr``
    (payload), ``mrz`` (lines joined by a newline), ``passport_number``, ``place_of_birth``.
    A passport has the data page as its ``front`` and no ``back``.
    """

    kind: Kind
    seed: int
    holder: Holder
    truth: Mapping[str, str]
    extra: Mapping[str, str]
    sides: Mapping[Side, Image.Image]
    portrait_person: str


def make_paper(kind: Kind, seed: int, *, expired: bool = False, person: str | None = None) -> Paper:
    """Draw an invented holder's paper.

    Cards are in force until 2031 at least unless ``expired`` (then already run out; not for CMND, which the
    law ended for all). ``person`` chooses the face, else the seed does.
    """
    rng = random.Random(f"paper:{kind}:{seed}:{expired}")
    holder = make_holder(kind, rng, expired=expired)
    style = make_style(rng)
    chosen = person or PEOPLE[rng.randrange(len(PEOPLE))]
    photo = portrait(chosen, (374, 561) if kind != "passport" else (400, 534), rng)
    drawn = draw(kind, holder, style, photo, rng)
    return Paper(kind, seed, holder, drawn.truth, drawn.extra, drawn.sides, chosen)


def photograph(side_image: Image.Image, difficulty: Difficulty, seed: int) -> Shot:
    """Photograph one drawn side. Round corners for ID-1 cards, nearly square ones for a passport page."""
    rounded = abs(side_image.width / side_image.height - 85.6 / 53.98) < 0.02
    return _photograph(side_image, difficulty, seed, rounded=rounded)
