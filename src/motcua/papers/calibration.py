"""How likely a printed value was read right, learned from drawn papers whose truth is known.

What a recogniser gives as probability is too high where it errs. A score is made of that and of what else is
known about a value (did two recognisers agree, is it spelled as Vietnamese, does a rule bear it out), and a
rising curve (isotonic regression) tells how often values of such a score were right. Curves and the share
from which a value is given without asking for a look are in ``calibration.json``, which
``bench.papers.calibrate`` makes; decision 18 says how.
"""

import bisect
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from motcua.kernel.vietnamese import nfc
from motcua.papers.lines.choice import chosen
from motcua.papers.printed_value import PrintedValue
from motcua.papers.text.values import joint, worst

#: Values whose readings err alike share a curve.
#: ``again`` are letters that a third recogniser was asked of.
Group = Literal["digits", "letters", "again"]

FEATURES: Final = (
    "weakest", "joint", "agreed", "plausible", "listed", "corrected", "whole", "borne_out", "name", "zone",
    "third", "worded",
)  # fmt: skip
_DIGITS: Final = frozenset(
    {"personal_number", "previous_number", "date_of_birth", "date_of_issue", "date_of_expiry", "sex",
     "nationality"}
)  # fmt: skip
#: What a list of words bears out, one by one, and no table of whole values.
_WORDED: Final = "identifying_features"
_DECIMAL: Final = re.compile(r"\d[.,] ?\d")
#: No paper prints a length so: a blank was seen where another sign may stand.
_BROKEN_DECIMAL: Final = re.compile(r"\d[.,] \d")
#: A word that is one letter with its tone (``Ỷ Lan``); a district of the tables is the one that is usual.
_LONE_TONE: Final = re.compile(r"(?<!\w)[ỲÝỶỸỴ](?!\w)(?! Yên)", re.IGNORECASE)
_CLOSED: Final = frozenset({"ethnicity", "religion", "issuing_authority"})
#: Nobody's word is better than this: one wrong in a thousand.
_LEAST_DOUBT: Final = 1e-3
#: Two readers alone must be likely by themselves as well, else a third is asked: below this 6 of 95
#: values of an early collection were wrong, from here on 1 of 590.
LIKELY_BY_ITSELF: Final = 0.985
#: The least probability of a letter that two or three readers see alike: of less likely ones few were seen.
_LEAST_LETTER: Final = {2: 0.97, 3: 0.9}
#: A name must be likelier than any other reading of it by so many nats (a factor of e each).
LEAST_MARGIN: Final = 3.0
#: Lowest probability of a letter read by a recogniser nothing was learned of.
_UNKNOWN_READER: Final = 0.985


@dataclass(frozen=True, slots=True)
class Curve:
    """A group's score and how often values were right: ``shares[i]`` from ``scores[i]`` upwards.

    From the score ``least`` on, a value that may be given (:func:`may_be_given`) is given without review; the
    share ``given`` of such values was right.
    """

    weights: tuple[float, ...]
    bias: float
    scores: tuple[float, ...]
    shares: tuple[float, ...]
    least: float
    given: float

    def score(self, seen: Sequence[float]) -> float:
        """Return the score of a value's :func:`features`: the log of its odds before the curve."""
        return self.bias + sum(weight * part for weight, part in zip(self.weights, seen, strict=True))

    def share(self, seen: Sequence[float]) -> float:
        """Return the probability that the value is right."""
        place = bisect.bisect_right(self.scores, self.score(seen)) - 1
        return self.shares[max(place, 0)]


def group_of(text: PrintedValue) -> Group:
    """Return the group of a value."""
    if text.field in _DIGITS:
        return "digits"
    return "letters" if text.third is None else "again"


def needs_third(text: PrintedValue) -> bool:
    """Tell whether a third recogniser has to be asked: of words two leave in doubt, and of every name.

    Of names that two recognisers read alike and surely three in a hundred had lost a tone mark; a third reads
    those otherwise. Where a person looks whatever it says (a part is hidden, a tone was put right), it is
    not asked. Until it was learned how far it may settle a doubt (:func:`third_is_learned`) it is asked of
    names alone.
    """
    if text.field in _DIGITS or text.agreed is None:
        return False
    agreeing = with_third_opinion(text, third=True)
    if not any(print_probability(agreeing, None, zone=zone)[1] for zone in (False, True)):
        return False
    if text.field == "full_name":
        return True
    return third_is_learned() and not print_probability(replace(text, third=None), None)[1]


def with_third_opinion(text: PrintedValue, *, third: bool | None) -> PrintedValue:
    """Return a text with what a third recogniser said of it.

    Where it reads what the second does, and the first only lacks letters that it cannot write, nobody
    disagrees: two have every letter, the third none that they have not. Of a longer text of which as many
    letters are lacking, the first is nearly the same and was heard as agreeing.
    """
    agreed = text.agreed or (third is True and text.unopposed and third_is_learned())
    return replace(text, third=third, agreed=text.agreed if text.agreed is None else agreed)


def third_is_learned() -> bool:
    """Tell whether there is a curve of what a third recogniser was asked of; without, it only takes away."""
    return "again" in curves()


def features(text: PrintedValue, borne_out: bool | None, *, zone: bool = False) -> tuple[float, ...]:
    """Return what the score is made of, in the order of `FEATURES`, each between -1 and 1.

    Of an address the part before its units counts: the units are borne out by the table. ``borne_out``: a
    rule or another field supports the value; ``zone``: a verified zone has its base letters.
    """
    agreed = 1.0 if text.agreed else 0.0 if text.agreed is None else -0.3 if text.nearly else -1.0
    return (
        _nines(_weakest(text)),
        _nines(text.confidence if text.own is None else joint(text.own)),
        agreed,
        1.0 if text.plausible else 0.0,
        1.0 if text.listed and text.field != _WORDED else 0.0,
        1.0 if text.corrected else 0.0,
        1.0 if text.whole else 0.0,
        0.0 if borne_out is None else 1.0 if borne_out else -1.0,
        1.0 if text.field == "full_name" else 0.0,
        1.0 if zone else 0.0,
        0.0 if text.third is None else 1.0 if text.third else -1.0,
        1.0 if text.listed and text.field == _WORDED else 0.0,
    )


def _weakest(text: PrintedValue) -> float:
    """Return the lowest probability of the letters that no table bears out."""
    return text.weakest if text.own is None else worst(text.own)


def may_be_given(text: PrintedValue, *, settles: bool) -> bool:
    """Tell whether a value may be given without review if its score is high enough.

    Whatever the curve says, nothing else is: what is hidden has no probability, a text that is not spelled
    as Vietnamese or that two recognisers read differently needs a person. With ``settles`` a third that reads
    what the second does stands in for the first, which lacks most letters, but not for digits, which the
    first reads best. What a table or a list has put right was not read so by anybody.
    """
    if not text.plausible or not text.whole or text.corrected or text.foreign or text.third is False:
        return False
    if (text.field == "full_name" and text.third is None) or _hangs_on_points(text):
        return False
    # Ethnic groups, religions and authorities are short lists: what is not on one was misread (``T.HÀ`` as
    # ``THÀ``), or has more in it.
    if text.field in _CLOSED and not text.listed:
        return False
    if text.margin is not None and text.margin < LEAST_MARGIN:
        return False
    least = 0.0 if text.listed or text.field in _DIGITS else _LEAST_LETTER[2 if text.third is None else 3]
    if _weakest(text) < least:
        return False
    outvoted = settles and text.agreed is False and text.third is True and text.counted
    # A name is nobody's to outvote: no table bears it out.
    return text.agreed is True or (outvoted and text.field != "full_name")


def _hangs_on_points(text: PrintedValue) -> bool:
    """Tell whether a value has what is two points of a photo, which all readers guess alike.

    Where the paper is too small for its print that is a tone mark of a name, a length of 0.4 cm read
    as 0,4; of a street ``Ỷ Lan`` read as ``Ý Lan`` no other letter bears the tone out on any paper.
    """
    if text.field.startswith("place_of_"):
        return _LONE_TONE.search(nfc(text.value)) is not None
    if text.field == _WORDED and _BROKEN_DECIMAL.search(text.value):
        return True
    worded = text.field == _WORDED and _DECIMAL.search(text.value) is not None
    return text.small and (worded or text.field == "full_name")


def is_enough(curve: Curve, group: Group, seen: Sequence[float]) -> bool:
    """Tell whether the score of a value's features is enough to give it, if nothing else forbids."""
    return curve.score(seen) >= curve.least and (group == "again" or curve.share(seen) >= LIKELY_BY_ITSELF)


def print_probability(
    text: PrintedValue, borne_out: bool | None, *, zone: bool = False
) -> tuple[float, bool]:
    """Return the probability that print was read right, and whether that is enough to give it unlooked at."""
    curve = curves().get(group_of(text), curves()["letters"])
    seen = features(text, borne_out, zone=zone)
    enough = is_enough(curve, group_of(text), seen) and may_be_given(text, settles=third_is_learned())
    # The curve belongs to the recogniser it was learned with; another must be as sure as hand-set limits ask.
    enough = enough and (chosen() == learned_with() or text.weakest >= _UNKNOWN_READER)
    # What is hidden, put right or read otherwise by somebody makes up most of the wrong ones of a score.
    return max(curve.share(seen), curve.given) if enough else curve.share(seen), enough


@cache
def _file() -> dict[str, Any]:
    text = (files("motcua.papers") / "calibration.json").read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def learned_with() -> str:
    """Return the name of the recogniser for Vietnamese text that the curves were learned with."""
    return str(_file()["recogniser"])


@cache
def curves() -> Mapping[Group, Curve]:
    """Return the curves that ship."""
    return {
        name: Curve(
            # What a curve was not learned with has no weight in it.
            weights=tuple(item["weights"].get(feature, 0.0) for feature in FEATURES),
            bias=item["bias"],
            scores=tuple(item["scores"]),
            shares=tuple(item["shares"]),
            least=item["least"],
            given=item["given"],
        )
        for name, item in _file()["groups"].items()
    }


def _nines(probability: float) -> float:
    """Return how many nines a probability has, 0 for 0 and 1 for 0.999 and more."""
    return -math.log10(max(1 - probability, _LEAST_DOUBT)) / 3
