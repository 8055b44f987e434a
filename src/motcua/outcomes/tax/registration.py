"""What the tax system is told of a household business from its registration to its end; always the same."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Business, Dossier
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import (
    TaxChangeAnswer,
    TaxDeregistrationRequest,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)
from motcua.outcomes import paper_data
from motcua.procedures import services as forms
from motcua.procedures.types import Effect


def send_change(dossier: Dossier) -> TaxChangeAnswer | None:
    """Tell the tax system what an approved dossier does to a registered business, and return its answer.

    To be called outside any transaction. None where it is not concerned: a new copy of a certificate.

    Raises:
        OutsideSystemError: no usable answer; to be asked again later, under the same key.
    """
    business = dossier.business
    if business is None:
        return None
    if effect_of(dossier) != "reissue":
        interconnect.ensure_tax_told(business.code_at_tax)
    match effect_of(dossier):
        case "change" | "suspend":
            return interconnect.tax().update(update_request(dossier, business))
        case "cease":
            return interconnect.tax().deregister(deregistration_request(dossier, business))
        case _:
            return None


def effect_of(dossier: Dossier) -> Effect:
    """Return what granting the dossier does to the register of businesses."""
    return paper_data.procedure_and_office(dossier)[0].effect


def registration_request(dossier: Dossier) -> TaxRegistrationRequest:
    """Return what the tax system is told (Decree 168/2025/NĐ-CP, Article 91); the same at each attempt."""
    procedure, _ = paper_data.procedure_and_office(dossier)
    answers = dossier.answers
    assert dossier.date_of_birth is not None
    start = answers.get("start_date")
    main = paper_data.main_line(answers, dossier.evidence.get("assigned_line"))
    return TaxRegistrationRequest(
        dossier_code=dossier.code,
        personal_number=dossier.personal_number,
        full_name=dossier.full_name,
        date_of_birth=dossier.date_of_birth,
        business_name=paper_data.shown_answer(procedure, dossier, "own_name"),
        head_office=forms.business_address(answers),
        main_industry_code=main.code,
        main_industry_name=main.name,
        capital=int(answers["capital"]),
        employees=int(answers.get("workers") or 0),
        # Left open on the form, the business starts when it is registered; the filing day never changes.
        start_date=date.fromisoformat(start) if start else paper_data.local_day(dossier.submitted_at),
        tax_notice_address=forms.tax_address(answers),
        phone=dossier.phone,
        email=paper_data.answer_text(answers, "email"),
    )


def update_request(dossier: Dossier, business: Business) -> TaxUpdateRequest:
    """Return what holds after a change (Decree 168/2025/NĐ-CP, Article 100) or in a suspension (Article 103).

    A change is the dossier's; a suspension leaves what is registered as it is, whatever its form says.
    """
    if effect_of(dossier) == "change":
        answers = dossiers.answers_after(business, dossier)
        return TaxUpdateRequest(
            changes=tuple(dossier.answers["changes"]),
            personal_number=dossier.personal_number,
            full_name=dossier.full_name,
            date_of_birth=_birth(dossier.date_of_birth),
            phone=dossier.phone,
            **_household(dossier, business, answers, dossier.evidence.get("assigned_line")),
        )
    return TaxUpdateRequest(
        changes=("suspension",),
        personal_number=business.owner_number,
        full_name=business.owner_name,
        date_of_birth=_birth(business.owner_date_of_birth),
        phone=business.owner_phone,
        suspended_from=date.fromisoformat(dossier.answers["suspended_from"]),
        suspended_until=date.fromisoformat(dossier.answers["suspended_until"]),
        **_household(dossier, business, business.answers, None),
    )


def deregistration_request(dossier: Dossier, business: Business) -> TaxDeregistrationRequest:
    """Return what is told of an end (Decree 168/2025/NĐ-CP, Article 104)."""
    return TaxDeregistrationRequest(
        dossier_code=dossier.code,
        tax_code=business.code_at_tax,
        ceased_on=date.fromisoformat(dossier.answers["ceased_on"]),
        clearance=dossier.evidence.get("tax_clearance", {}).get("answer", ""),
    )


def _household(
    dossier: Dossier, business: Business, answers: Mapping[str, Any], assigned: Mapping[str, str] | None
) -> dict[str, Any]:
    main = paper_data.main_line(answers, assigned or business.assigned_line)
    return {
        "dossier_code": dossier.code,
        "tax_code": business.code_at_tax,
        "business_name": forms.business_name(str(answers["own_name"])),
        "head_office": forms.business_address(answers),
        "main_industry_code": main.code,
        "main_industry_name": main.name,
        "capital": int(answers["capital"]),
        "employees": int(answers.get("workers") or 0),
        "tax_notice_address": forms.tax_address(answers),
        "email": str(answers.get("email") or ""),
    }


def _birth(day: date | None) -> date:
    assert day is not None  # the form asks for it and filing checks the form
    return day
