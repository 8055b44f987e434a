"""Ratings after the result: one a dossier, by step, without a name, and totals that anybody may see.

The steps are those a citizen goes through; the groups that offices are measured by (Decision
766/QĐ-TTg of 2022) are counted elsewhere. The total is the share of people satisfied on the whole, as the
one-stop counters of Ho Chi Minh City publish it.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import transaction

from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.models import Dossier, Rating
from motcua.dossiers.states import State
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError, InvalidInputError
from motcua.kernel.messages import Bilingual

STEPS: Final[dict[str, Bilingual]] = {
    "overall": Bilingual("Nói chung", "On the whole"),
    "photos": Bilingual("Chụp giấy tờ và khuôn mặt", "Photographing papers and face"),
    "form": Bilingual("Điền và kiểm tra đơn", "Filling in and checking the form"),
    "time": Bilingual("Thời gian chờ kết quả", "Waiting for the result"),
    "help": Bilingual("Được hướng dẫn, trả lời", "Guidance and answers"),
}
SCORES: Final[dict[int, Bilingual]] = {
    3: Bilingual("Hài lòng", "Satisfied"),
    2: Bilingual("Bình thường", "Neither"),
    1: Bilingual("Không hài lòng", "Not satisfied"),
}
#: Fewer words than these are not published: an officer could tell whose they are.
FEWEST: Final = 5
#: The office has done what it does for the dossier.
ENDED: Final = frozenset({State.DECIDED, State.RETURNED, State.STOPPED, State.NOT_RECEIVED})


class AlreadyRatedError(ConflictError):
    """There is a word on this dossier already."""

    code = "already_rated"
    default_message = Bilingual(
        vi="Bạn đã đánh giá hồ sơ này rồi. Cảm ơn bạn.",
        en="You have rated this dossier already. Thank you.",
    )


@dataclass(frozen=True, slots=True)
class StepTotal:
    """How many answered for a step, and how many of them are satisfied."""

    step: str
    answered: int
    satisfied: int

    @property
    def percent(self) -> float:
        """Share of the satisfied, rounded down to two digits: nobody's dissatisfaction is rounded away."""
        return int(10_000 * self.satisfied / self.answered) / 100 if self.answered else 0.0


def may_rate(dossier: Dossier) -> bool:
    """Tell whether the office has finished with it and no word was given yet."""
    return dossier.state_enum in ENDED and not Rating.objects.filter(once=_once(dossier.code)).exists()


def rate(dossier: Dossier, scores: Mapping[str, int]) -> None:
    """Keep one person's word. No record of who, no audit entry: the word must not lead back.

    Raises:
        MoveNotAllowedError: the office has not finished.
        InvalidInputError: an unknown step or score, or no word on the whole.
        AlreadyRatedError: there is one already; it stays.
    """
    if dossier.state_enum not in ENDED:
        raise MoveNotAllowedError(dossier=dossier.code, move="rate")
    if "overall" not in scores or not set(scores) <= set(STEPS) or not set(scores.values()) <= set(SCORES):
        raise InvalidInputError(scores=dict(scores))
    _, created = Rating.objects.get_or_create(
        once=_once(dossier.code),
        defaults={
            "office": dossier.office,
            "procedure_code": dossier.procedure_code,
            "month": clock.today().replace(day=1),
            "scores": dict(scores),
        },
    )
    if not created:
        raise AlreadyRatedError(dossier=dossier.code)


def totals(office: str) -> list[StepTotal]:
    """Return the totals of an office by step, those on the whole first; empty while there are too few."""
    words = list(Rating.objects.filter(office=office).values_list("scores", flat=True))
    if len(words) < FEWEST:
        return []
    answered = Counter(step for word in words for step in word)
    satisfied = Counter(step for word in words for step, score in word.items() if score == max(SCORES))
    return [StepTotal(step, answered[step], satisfied[step]) for step in STEPS]


@transaction.atomic
def carry_over(new_key: str) -> int:
    """Let a word that was given stop a second one once the secret key is ``new_key``; returns how many.

    Only here, with both keys at hand, is looked up whose word it is; nothing of that is kept, and the rows
    are written in the order in which they came, which says nothing new.
    """
    words = {word.once: word for word in Rating.objects.select_for_update().order_by("pk")}
    told: set[str] = set()
    for code in Dossier.objects.values_list("code", flat=True).iterator():
        before = _once(code)
        if before in words:
            words[before].once = _once(code, new_key)
            told.add(before)
    carried = [word for once, word in words.items() if once in told]
    Rating.objects.bulk_update(carried, ["once"], batch_size=2000)
    return len(carried)


def _once(code: str, key: str = "") -> str:
    key = key or settings.SECRET_KEY
    return hmac.new(key.encode(), f"rating:{code}".encode(), hashlib.sha256).hexdigest()
