"""What the tax system says is owed, asked for where the law or a rule of the place lets debt decide.

That is the end of a business (Decree 168/2025/NĐ-CP, Article 104), and a first registration where the office
has a rule of its own about it. An officer asks; a worker gets the answer, which is kept with the dossier.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN
from motcua.interconnect import services as interconnect
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.kernel.errors import ConflictError
from motcua.procedures import selectors as procedures

TASK = "outcomes.ask_tax_debt"
#: The name of the ground and of the local rule that turns it on.
_RULE = "tax_debt"


@dataclass(frozen=True, slots=True)
class DebtInquiry:
    """A question about debt; ``amount`` in đồng and the day it is of are None until the answer came."""

    at: datetime
    amount: int | None
    as_of: date | None
    reference: str


def is_relevant(dossier: Dossier) -> bool:
    """Tell whether debt decides anything about a dossier as it is now."""
    if dossier.state_enum not in OPEN:
        return False
    office = procedures.get_office(dossier.office)
    version = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    procedure = procedures.for_office(version, office)
    return procedure.effect == "cease" or any(ground.slug == _RULE for ground in procedure.grounds)


def last_inquiry(dossier: Dossier) -> DebtInquiry | None:
    """Return the last question and its answer, None where nobody asked."""
    record = dossier.evidence.get("tax_debt")
    if not record:
        return None
    as_of = record.get("as_of")
    return DebtInquiry(
        at=datetime.fromisoformat(record["asked_at"]),
        amount=record.get("amount"),
        as_of=date.fromisoformat(as_of) if as_of else None,
        reference=record.get("reference", ""),
    )


@transaction.atomic
def request(dossier_id: int, *, actor: str) -> None:
    """Have a worker ask; an answer that was there before goes.

    Raises:
        ConflictError: debt decides nothing about this dossier.
    """
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if not is_relevant(dossier):
        raise ConflictError(dossier=dossier.code, what="debt decides nothing")
    dossiers.keep_evidence(dossier, "tax_debt", {"asked_at": clock.now().isoformat(), "by": actor})
    audit.record(actor=actor, action="tax.debt_asked", subject=f"dossier:{dossier.code}")
    jobs.defer(TASK, dossier_id=dossier_id)


def fetch_answer(dossier_id: int) -> None:
    """Get the answer to the last question, unless it is there; to be called outside any transaction.

    Raises:
        OutsideSystemError: no usable answer; to be tried again later.
    """
    dossier = Dossier.objects.select_related("business").get(pk=dossier_id)
    if (dossier.evidence.get("tax_debt") or {}).get("as_of"):
        return
    code = _code_of(dossier)
    owed = interconnect.tax().debt(code)
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
        if _code_of(dossier) != code:
            return  # corrected meanwhile: what is owed under the old number is nothing about this person
        dossiers.keep_evidence(
            dossier,
            "tax_debt",
            {
                **(dossier.evidence.get("tax_debt") or {"asked_at": clock.now().isoformat()}),
                "amount": owed.amount,
                "as_of": owed.as_of.isoformat(),
                "reference": owed.reference,
            },
        )


def _code_of(dossier: Dossier) -> str:
    business = dossier.business
    return dossier.personal_number if business is None else business.code_at_tax
