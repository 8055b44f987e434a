"""What the papers of an office print of a dossier, whichever paper it is, and how they are signed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.outcomes.signatures import office_key
from motcua.outcomes.types import Applicant, BusinessLine, IssuingOffice
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.types import Office, Procedure


def procedure_and_office(dossier: Dossier) -> tuple[Procedure, Office]:
    """Return the procedure in the version of the reception day, and the office."""
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return procedure, procedures.get_office(dossier.office)


def issuing_office(office: Office) -> IssuingOffice:
    """Return the head of every paper of an office."""
    return IssuingOffice(
        parent_authority=office.parent_authority.vi,
        department=office.department.vi,
        receiving_unit=office.receiving_unit.vi,
        place=office.place,
        address=office.address.vi,
        hotline=office.hotline,
        demo=office.demo or settings.DEMO,
    )


def applicant(dossier: Dossier) -> Applicant:
    """Return what the person told or was allowed to see when they filed.

    Who holds the slip need not be the owner.
    """
    answers = dossiers.open_answers(dossier)
    return Applicant(
        full_name=dossier.full_name,
        personal_number=dossier.personal_number,
        address=forms.contact_address(answers),
        phone=answer_text(answers, "phone"),
        email=answer_text(answers, "email"),
    )


def officer(actor: str, office: Office) -> tuple[str, str]:
    """Return name and title of the officer who acted; of the office's head where the account is gone."""
    user = get_user_model().objects.filter(username=actor.removeprefix("officer:")).first()
    if user is None:
        return "", office.signer_title.vi
    return user.display_name, user.title or office.signer_title.vi


def shown_answer(procedure: Procedure, dossier: Dossier, field: str) -> str:
    """Return an answer as papers print it, in Vietnamese."""
    with translation.override("vi"):
        return forms.display(procedure.field(field), dossier.answers.get(field))


def answer_text(answers: Mapping[str, Any], field: str) -> str:
    """Return an answer as text, empty where none was given."""
    return str(answers.get(field) or "")


def main_line(answers: Mapping[str, Any], assigned: Mapping[str, str] | None) -> BusinessLine:
    """Return the main line of business; ``assigned`` is the code an officer gave to a trade in words."""
    if answers["main_line"] == procedures.OTHER_INDUSTRY and assigned:
        return BusinessLine(assigned["name"], assigned["code"], main=True)
    return _line(str(answers["main_line"]), main=True, details=answer_text(answers, "line_details"))


def business_lines(
    answers: Mapping[str, Any], assigned: Mapping[str, str] | None
) -> tuple[BusinessLine, ...]:
    """Return every line of business, the main one first; see :func:`main_line`."""
    others = [str(answers[name]) for name in ("other_line_1", "other_line_2") if answers.get(name)]
    return (main_line(answers, assigned), *(_line(code) for code in others))


def status_url(dossier: Dossier) -> str:
    """Return the address of the dossier's page, which goes into QR codes."""
    return settings.PUBLIC_URL + reverse("portal:dossier", args=[dossier.code])


def verify_url(token: str) -> str:
    """Return the address that verifies the paper with this token."""
    return settings.PUBLIC_URL + reverse("portal:verify", args=[token])


def sign_paper(pdf: bytes, dossier: Dossier, *, lasting: bool = False) -> bytes:
    """Return a paper of the dossier with the office's signature; ``lasting`` as in :func:`office_key.sign`.

    Raises:
        SigningError, SetupError, OutsideSystemError: it could not be signed.
    """
    office = procedures.get_office(dossier.office)
    reason = f"Hồ sơ {dossier.code}"
    return office_key.sign(
        pdf, office_key.office_signer(), reason=reason, location=office.place, lasting=lasting
    )


def local_day(moment: datetime) -> date:
    """Return the day of a moment in Viet Nam."""
    return moment.astimezone(clock.VIETNAM).date()


def _line(code: str, *, main: bool = False, details: str = "") -> BusinessLine:
    if code == "other":  # a trade our list lacks: the words the person gave stand for it
        return BusinessLine(details or "Ngành, nghề khác", "", main)
    industry = procedures.get_industry(code)
    return BusinessLine(industry.name, industry.code, main, details)
