"""All that this room stores, by subject: others read these rows, only this room writes them."""

from motcua.dossiers.models.calendars import KeptCalendar
from motcua.dossiers.models.filing import (
    Analysis,
    Business,
    Channel,
    Counter,
    DeadlineMark,
    Dossier,
    Draft,
    DraftPhoto,
    SupplementPhoto,
    Transition,
)
from motcua.dossiers.models.messages import Message, PersonMessage
from motcua.dossiers.models.payments import PaymentOrder, Transfer, TransferDecision
from motcua.dossiers.models.ratings import Rating
from motcua.dossiers.models.registers import RegisterAnswer

__all__ = [
    "Analysis", "Business", "Channel", "Counter", "DeadlineMark", "Dossier", "Draft", "DraftPhoto",
    "KeptCalendar", "Message", "PaymentOrder", "PersonMessage", "Rating", "RegisterAnswer", "SupplementPhoto",
    "Transfer", "TransferDecision", "Transition",
]  # fmt: skip
