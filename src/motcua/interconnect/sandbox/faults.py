"""What goes wrong at a stand-in, always or now and then, and how often it did."""

import random
import threading
from collections import Counter
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Self, get_args

from motcua.interconnect.sandbox.wrongness import LOOKS_RIGHT, Wrong

#: Longer than any adapter waits: of the slow answers of the mix some come in time and some do not.
_SLOWEST_S = 8.0
_WRONG: Final = [wrong for wrong in get_args(Wrong) if wrong and wrong not in LOOKS_RIGHT]
#: What a request of the mix may meet, each as often as the others.
MIX: Final = ("error", "slow", "down", "lost", "wrong", "twice")


@dataclass(slots=True)
class Faults:
    """What goes wrong from now on. Set with ``PUT /__control``, cleared with ``DELETE /__control``.

    ``slow_s`` delays each answer; ``error_rate`` is the share answered with status 500; ``wrong`` spoils
    the answer in one way (``wrongness.py``); ``down`` drops connections before anything is done, ``lost``
    after all is done; ``twice`` does each request a second time and sends each message of its own twice, as a
    network may.
    ``mixed_rate`` is the share that meets one of all these by chance (:data:`MIX`). A stand-in may have
    more of its own. ``counts`` says how many requests came, and how many met what by chance.
    """

    slow_s: float = 0.0
    error_rate: float = 0.0
    wrong: Wrong = ""
    down: bool = False
    lost: bool = False
    twice: bool = False
    mixed_rate: float = 0.0
    counts: Counter[str] = field(default_factory=Counter, init=False, compare=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False, compare=False)

    def for_one(self, what: str = "requests") -> Self:
        """Return what goes wrong with one request or, with another ``what``, one message of its own."""
        kind = random.choice(MIX) if random.random() < self.mixed_rate else ""  # noqa: S311 - no secret
        with self._lock:
            self.counts[what] += 1
            if kind:
                self.counts[f"{what}.{kind}"] += 1
        return replace(self, **_switch(kind)) if kind else self

    def change(self, data: Any) -> None:
        """Set the switches that are named.

        Raises:
            ValueError: no such switch, or a value of another type.
        """
        kinds = {name: type(value) for name, value in self.to_dict().items()}
        if not isinstance(data, dict):
            raise ValueError("not an object of switches")  # noqa: TRY004 - one error for all bad input
        for name, value in data.items():
            kind = kinds.get(name)
            if kind is float and isinstance(value, int) and not isinstance(value, bool):
                value = float(value)  # noqa: PLW2901
            if kind is None or type(value) is not kind:
                raise ValueError(f"not a switch, or not a value for it: {name}")
            if name == "wrong" and value not in get_args(Wrong):
                raise ValueError(f"no such way to be wrong: {value}")
            setattr(self, name, value)

    def clear(self) -> None:
        """Let nothing go wrong."""
        for item in fields(self):
            if item.init:
                setattr(self, item.name, item.default)

    def to_dict(self) -> dict[str, Any]:
        """Return all switches."""
        return {item.name: getattr(self, item.name) for item in fields(self) if item.init}


def _switch(kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "error": {"error_rate": 1.0},
        "slow": {"slow_s": random.uniform(0.5, _SLOWEST_S)},  # noqa: S311
        "wrong": {"wrong": random.choice(_WRONG)},  # noqa: S311
    }
    found: dict[str, Any] = values.get(kind, {kind: True})
    return found
