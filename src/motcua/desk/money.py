"""A dossier as an accountant sees it: who pays, for what, how much, and what came in. Nothing of the form."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.accounts.models import User
from motcua.desk.deeds import possible
from motcua.desk.due import state_tone
from motcua.desk.words import PAPERS, actor_words, move_words
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier, PaymentOrder
from motcua.dossiers.states import NAMES
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.procedures import selectors as procedures

#: The moves that are about money, and the papers.
_MOVES = ("ask_payment", "pay")
PAPER = "receipt"
_THROUGH = {
    "bank": Bilingual("chuyển khoản", "bank transfer"),
    "counter": Bilingual("tại quầy", "at the counter"),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for; ``through`` and ``receipt_no`` say how it was paid, empty while it is not."""

    amount: int
    reference: str
    asked_at: datetime
    paid_at: datetime | None
    through: Bilingual | None
    receipt_no: str


def page_of(found: Dossier, user: User) -> dict[str, Any]:
    """Return what the accountant's page of a dossier shows."""
    steps = [step for step in found.transitions.all() if step.move in _MOVES]
    names = actor_words({step.actor for step in steps})
    fee = selectors.fee_of(found)
    return {
        "dossier": found,
        "procedure": procedures.procedure_of(found.procedure_code, found.procedure_version),
        "state": NAMES[found.state_enum],
        "tone": state_tone(found.state_enum),
        "deeds": possible(found, user),
        "fee": 0 if fee is None else fee.amount,
        "orders": [_order(item) for item in found.payment_orders.all()],
        "payments": [(item, item.transfer.amount) for item in selectors.payments_of(found)],
        "receipts": [
            (item, PAPERS[item.kind]) for item in outcomes.papers_of(found.pk) if item.kind == PAPER
        ],
        "history": [(step.at, move_words(step), names[step.actor]) for step in steps],
    }


def _order(item: PaymentOrder) -> Order:
    return Order(
        amount=item.amount,
        reference=item.reference,
        asked_at=item.created_at,
        paid_at=item.paid_at,
        through=_THROUGH.get(item.paid_through),
        receipt_no=item.receipt_no,
    )
