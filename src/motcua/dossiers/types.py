"""What other rooms get to know about filings, without the models."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import Quad, Reading

if TYPE_CHECKING:
    from motcua.dossiers.models import SupplementPhoto


class BusinessStatus(Enum):
    """How a registered business stands; the value is what pages call it."""

    ACTIVE = Bilingual("Đang hoạt động", "Active")
    SUSPENDED = Bilingual("Tạm ngừng kinh doanh", "Suspended")
    CEASED = Bilingual("Đã chấm dứt hoạt động", "Ended")
    REVOKED = Bilingual("Đã bị thu hồi giấy chứng nhận", "Certificate revoked")

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to change: it was ended, or the office took its certificate back."""
        return self in {BusinessStatus.CEASED, BusinessStatus.REVOKED}


@dataclass(frozen=True, slots=True)
class Collision:
    """Something the same person already has: an open dossier, or a registered business.

    ``matched_by`` says how it was found: ``personal_number``, ``previous_number``, ``tax_code`` or
    ``same_person`` (name and birth date under another number). ``since`` is the filing or registration day.
    """

    kind: Literal["dossier", "certificate"]
    code: str
    state_name: Bilingual
    since: date
    business_name: str
    matched_by: str

    @property
    def certain(self) -> bool:
        """Whether it is the same person by a number, and not only somebody who may be."""
        return self.matched_by != "same_person"


@dataclass(frozen=True, slots=True)
class Related:
    """An open dossier or a running business of other people that an officer should know of.

    ``how``: ``person``, who is of this dossier, is its ``owner`` or a ``member`` of its family; ``place``: it
    is at the same address, and ``person`` is its owner. ``since`` is the filing or registration day.
    """

    person: str
    how: str
    kind: Literal["dossier", "certificate"]
    code: str
    state_name: Bilingual
    since: date
    business_name: str


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part in a filing: ``role`` is ``member`` or ``agent``, ``name`` empty until read.

    ``renewable``: they have neither taken a photo nor confirmed, so that their link can be replaced.
    """

    draft: uuid.UUID
    role: str
    name: str
    done: bool
    renewable: bool = False


@dataclass(frozen=True, slots=True)
class NameCheck:
    """What is to be said about a name: ``problems`` are empty where it may be used.

    Otherwise ``suggestion`` is a free one near it, or empty. ``name`` is the name as it would be registered,
    without the words before it.
    """

    name: str
    problems: tuple[Bilingual, ...]
    suggestion: str


@dataclass(frozen=True, slots=True)
class SlotStatus:
    """How far one photo of a draft is: ``status`` is ``missing``, ``reading``, ``good`` or ``problem``.

    ``problem`` means another photo would help; ``blocking`` that nothing usable was found on this one.
    """

    slot: str
    status: Literal["missing", "reading", "good", "problem"]
    problems: tuple[Problem, ...] = ()
    blocking: bool = False
    photo: str | None = None

    @property
    def places(self) -> tuple[Quad, ...]:
        """Where on the photo the problems are that have a place; those come first in ``problems``."""
        return tuple(problem.quad for problem in self.problems if problem.quad is not None)


@dataclass(frozen=True, slots=True)
class IdentityStatus:
    """What the identity step knows: each slot, the reading of the paper and the face comparison.

    ``slow``: the paper has waited so long to be read that the person should be offered another way.
    """

    slots: Mapping[str, SlotStatus]
    reading: Reading | None
    reading_pending: bool
    match: Mapping[str, Any] | None
    match_pending: bool
    problems: tuple[Problem, ...] = ()
    failed: bool = False
    slow: bool = False

    @property
    def pending(self) -> bool:
        """Whether a worker still has something to do for this draft."""
        return self.reading_pending or self.match_pending


@dataclass(frozen=True, slots=True)
class SupplementView:
    """One answer to a request for more: the note, its photos and what was made out of them so far.

    ``corrected`` maps form fields to the answers ``before`` and ``after``.
    ``reading`` is a ``Reading``'s record, ``selfie`` and ``match`` as an analysis keeps them; None until a
    worker is done, or when there was nothing to look at. ``pending`` says that one still works.
    """

    at: datetime
    note: str
    corrected: Mapping[str, Mapping[str, Any]]
    photos: "tuple[SupplementPhoto, ...]"
    reading: Mapping[str, Any] | None
    selfie: Mapping[str, Any] | None
    match: Mapping[str, Any] | None
    pending: bool
