"""What must be true of dossiers whatever is done to them, for ``test_life``; and a tax office with moods."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.support.days import DayCounter

from motcua.interconnect.types import OutsideCallError, TaxRegistrationAnswer, TaxRegistrationRequest
from motcua.outcomes import selectors, tasks
from motcua.outcomes.models import IssuedPaper

#: States and ways between them as the national portal has them (reference, procedures and law, 2.4).
LAW = {None: {1}, 1: {2, 3, 7}, 2: {4, 5, 6, 7}, 4: {5, 6, 7, 8, 9}, 5: {4, 7, 8}, 6: {4, 7, 8}, 9: {10}}
PAUSED = {5, 6}
#: Moves that leave the dossier where it is.
STAY = {"extend", "revoke", "restore", "change_receiving", "paper_copy"}
TASKS: dict[str, Callable[[int], None]] = {
    "outcomes.issue_slip": tasks.issue_slip,
    "outcomes.renew_slip": tasks.renew_slip,
    "outcomes.issue_notice": tasks.issue_notice,
    "outcomes.complete_approval": tasks.complete_approval,
    "outcomes.issue_receipt": tasks.issue_receipt,
}
FATES = ["done", "done", "died before", "died after", "lost"]
WORKING_DAYS = 3
#: Set MOTCUA_LIVES to some hundreds for a long look.
LIVES = int(os.environ.get("MOTCUA_LIVES", "12"))


@dataclass
class TaxOffice:
    """Registers each dossier once whatever it is asked; is down or refuses as a rule says."""

    mood: str = "accept"
    registered: Counter[str] = field(default_factory=Counter)

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        if self.mood == "down":
            raise OutsideCallError("tax", "unreachable", "register")
        if self.mood == "refuse" and not self.registered[request.dossier_code]:
            return TaxRegistrationAnswer(
                accepted=False, tax_code="", tax_office="", reason="Còn nợ thuế.", reference="R-1"
            )
        self.registered[request.dossier_code] = 1
        return TaxRegistrationAnswer(
            accepted=True, tax_code=request.personal_number, tax_office="Thuế cơ sở 1", reason="",
            reference="R-2",
        )  # fmt: skip


@dataclass
class Belief:
    """What must be true of one dossier."""

    days: DayCounter
    person: int
    state: int = 1
    approved: bool = False
    extended: bool = False
    #: How the result is to come; by the letters that a slip prints of it.
    way: str = "Tải về"
    #: A fee is due on paper and free online; it is paid once.
    owes: bool = False
    paid: bool = False
    #: Its certificate was taken back and has not been given back.
    revoked: bool = False
    owed: Counter[str] = field(default_factory=Counter)


def told_of(papers: list[IssuedPaper]) -> Counter[str]:
    """Count the notices by the move they tell of."""
    notices = [paper.transition for paper in papers if paper.kind != "slip"]
    return Counter(step.move for step in notices if step is not None)


def look_at_slips(papers: list[IssuedPaper], belief: Belief) -> None:
    """One slip stands, and while the office's time runs it says the day and the way that hold."""
    slips = [paper for paper in papers if paper.kind == "slip"]
    standing = [paper for paper in slips if selectors.standing(paper) == "valid"]
    assert len(standing) == 1 or (not slips and belief.state == 3)
    if belief.state in {1, 2, 4}:
        said = bytes(standing[0].pdf).decode()
        assert belief.way in said
        assert belief.extended or f"{belief.days.due}:" in said
