"""What this room tells others: frozen values without a model in them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent that stands: in which wording, and since when."""

    wording: str
    given_at: datetime
