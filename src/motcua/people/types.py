"""What this room tells others: frozen values without a model in them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent that stands: under which name it is kept, in which wording, and since when."""

    id: int
    wording: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in at one browser; ``level`` is the provider's word for how well it knows them."""

    id: uuid.UUID
    personal_number: str
    full_name: str
    date_of_birth: date
    level: str
    at: datetime
