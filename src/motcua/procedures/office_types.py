"""What an office is, and lines of business; public through :mod:`motcua.procedures.types`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from motcua.kernel.messages import Bilingual
from motcua.kernel.workdays import NATIONAL, WorkCalendar


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """When an office is open: days in words, times as ``7:30``."""

    days: Bilingual
    times: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where fees are paid to: the bank's six-digit BIN at NAPAS, its name, the account and its holder."""

    bin: str
    bank: str
    number: str
    holder: str


@dataclass(frozen=True, slots=True)
class Office:
    """An office that receives dossiers.

    ``identifier`` starts its dossier codes. ``demo`` marks an office whose identifier, address and numbers
    are invented. ``parent_authority`` and ``department`` are the two lines at the head of what it issues.
    ``calendar`` is the national one with the office's own days off, working days and cut-off hour. Without
    a ``bank_account`` fees are paid at the counter only.

    ``law_on`` makes an office work by the law of a past day (the District 1 of 2021); ``district`` is then
    the former district it stands for, ``number_prefix`` begins its certificate numbers. ``local_rules`` turns
    rules of the procedures on or off.
    """

    slug: str
    identifier: str
    name: Bilingual
    receiving_unit: Bilingual
    parent_authority: Bilingual
    department: Bilingual
    signer_title: Bilingual
    province_code: str
    ward_code: str
    place: str
    address: Bilingual
    hotline: str
    email: str
    tax_authority: Bilingual
    procedures: tuple[str, ...]
    opening_hours: tuple[OpeningHours, ...]
    demo: bool
    calendar: WorkCalendar = NATIONAL
    law_on: date | None = None
    district: str = ""
    number_prefix: str = ""
    local_rules: Mapping[str, bool] = field(default_factory=dict)
    bank_account: BankAccount | None = None


@dataclass(frozen=True, slots=True)
class Industry:
    """A level-4 line of business of VSIC 2025, with its official name (Vietnamese only).

    ``everyday`` says it plainly; ``words`` are what people look for it by.
    """

    code: str
    name: str
    everyday: Bilingual
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndustryGroup:
    """A heading over industries in a list."""

    slug: str
    name: Bilingual
    industries: tuple[Industry, ...]
