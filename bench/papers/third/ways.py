"""Ways in which a paper of the third hand is photographed: what is set, and what the reader must then say."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Way:
    """One way. ``told``: one of these problem codes must be said; ``hard``: not of usual difficulty."""

    name: str
    set: dict[str, Any] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    hard: bool = False
    held_out: bool = False


def _way(name: str, *told: str, hard: bool = False, held_out: bool = False, **settings: Any) -> Way:
    return Way(name, settings, frozenset(told), hard, held_out)


#: A setting given as a pair of numbers is drawn between them; anything else is taken as it is.
WAYS: tuple[Way, ...] = (
    _way("plain"),
    _way("cluttered", ground="desk"),
    _way("upside down", roll=(172, 188)),
    _way("sideways", roll=(82, 98)),
    _way("tilted 30", tilt=(26, 31), fill=(0.7, 0.85)),
    _way("fills 40 %", fill=(0.4, 0.46), long_side=(2400, 3200)),
    _way("fills all", fill=(0.985, 1.0), tilt=(0, 2), roll=(-0.8, 0.8)),
    _way("flat scan", scan=True),
    _way("both in one", together=True),
    _way("beside a bank card", beside="bank"),
    _way("sleeve", sleeve=(0.2, 0.4)),
    _way("thumb", thumb=True),
    _way("shadow", shadow=(0.35, 0.6)),
    _way("warm light", warmth=(0.2, 0.4)),
    _way("wide lens", lens=(-0.16, -0.08), fill=(0.75, 0.9)),
    _way("messenger", shrink=(900, 1100), quality=(35, 55)),
    _way("phone 4000", long_side=(3800, 4032), exif=True),
    _way("worn", wear=(0.4, 0.8)),
    _way("printing faults", fault=(0.4, 1.0)),
    _way("swapped", swapped=True),
    _way("600 px", "too_small", "blurred", "field_not_read", shrink=(600, 640), quality=(60, 80), hard=True),
    _way("glare", "glare", glare=(0.7, 1.0), hard=True),
    _way("blurred", "blurred", blur=(2.6, 4.0), hard=True),
    _way("dim", "dark", "blurred", dim=(0.1, 0.18), noise=(10, 16), hard=True),
    _way("cut off", "cut_off", cut=(0.06, 0.14), hard=True),
    _way("grey copy", "photocopy", copy="grey", hard=True),
    _way("colour copy", copy="colour", hard=True),
    _way("screen", "screen_photo", screen=True, hard=True),
    _way("two people", "sides_differ", two=True),
    _way("both cards of two", both_people=True, hard=True),
    _way("expired", "paper_expired", expired=True),
    _way("one side twice", "same_side_twice", "front_missing", "back_missing", twice=True),
    _way("covered", "covered", "glare", "field_not_read", "cut_off", covered=True, hard=True),
    # Kept out of tuning.
    _way("moving", "blurred", motion=(9, 16), hard=True, held_out=True),
    _way("sleeve and lamp", sleeve=(0.35, 0.5), glare=(0.25, 0.4), held_out=True),
    _way("blue light", warmth=(-0.35, -0.2), shadow=(0.2, 0.4), held_out=True),
    _way("forwarded twice", shrink=(1100, 1280), quality=(40, 60), twice_packed=True, held_out=True),
    _way("slanting", roll=(20, 60), tilt=(12, 20), held_out=True),
    _way("on its side by EXIF", exif=True, roll=(-6, 6), tilt=(4, 12), held_out=True),
    _way("scratched", wear=(0.2, 0.4), scratches=(6, 14), held_out=True),
    _way("fold and stain", stain=True, wear=(0.3, 0.5), held_out=True),
)  # fmt: skip
