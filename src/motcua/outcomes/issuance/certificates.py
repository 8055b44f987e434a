"""The certificate of a household business, and what the office confirms of one without a new certificate.

Papers are in Vietnamese whatever language a person used, with the lines in English that the templates carry.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import translation

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Business, Dossier, Transition
from motcua.kernel import clock
from motcua.outcomes import paper_data, selectors
from motcua.outcomes.documents import machine_readable, rendering
from motcua.outcomes.documents.rendering import day_in_words
from motcua.outcomes.issuance import records, revocations
from motcua.outcomes.issuance.presigning import Presigning
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.types import CertificateData, ConfirmationData, RevocationData
from motcua.procedures import services as forms

#: The steps of a form that the confirmation repeats.
_CONFIRMED_STEPS = frozenset({"suspension", "cessation", "tax"})


def certificate_for(
    dossier: Dossier,
    *,
    tax_code: str,
    tax_office: str,
    presigning: Presigning | None = None,
    replaces: IssuedPaper | None = None,
) -> IssuedPaper:
    """Make, sign and keep the certificate, or return the one given out before.

    Without ``presigning`` it is signed here and now.

    Raises:
        NotSignedYetError: as :meth:`Presigning.signed`.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    known = selectors.latest(dossier.pk, "certificate")
    if known is not None:
        return known
    presigning = presigning or Presigning(rows_may_wait=True)
    data = certificate_data(dossier, tax_code=tax_code, tax_office=tax_office, token=presigning.token)
    pdf = presigning.signed(data, rendering.render_certificate, dossier)
    return records.issue(
        dossier.pk,
        "certificate",
        tax_code,
        pdf,
        token=presigning.token,
        replaces=replaces,
        content=machine_readable.as_json(data),
    )


def is_about_existing(dossier: Dossier) -> bool:
    """Whether the dossier is about a business that was registered before."""
    return paper_data.procedure_and_office(dossier)[0].about_existing


def paper_of_change(
    dossier: Dossier, business: Business, *, before: IssuedPaper | None, presigning: Presigning
) -> str:
    """Give out what comes of a dossier about a registered business, which has been written before.

    ``before`` is the certificate that stood until now: replaced by a new one, revoked when the business ends.
    Returns the certificate's number where it is a new certificate, empty where it is a confirmation.

    Raises:
        NotSignedYetError: as :meth:`Presigning.signed`.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    dossier.business = business
    if business.certificate_id == dossier.pk:
        certificate_for(
            dossier,
            tax_code=business.code,
            tax_office=business.tax_office,
            presigning=presigning,
            replaces=before,
        )
        return business.code
    if before is not None and business.ceased_on is not None:
        why = paper_data.procedure_and_office(dossier)[0].name.vi
        revocations.mark_revoked(before.pk, actor=dossier.decision_by, why="ceased", reason=why)
    number = f"{dossier.code}/XN"
    if selectors.latest(dossier.pk, "confirmation") is None:
        data = confirmation_data(dossier, business, number=number, token=presigning.token)
        pdf = presigning.signed(data, rendering.render_confirmation, dossier)
        records.issue(dossier.pk, "confirmation", number, pdf, token=presigning.token, issued_at=clock.now())
    return ""


def confirmation_data(dossier: Dossier, business: Business, *, number: str, token: str) -> ConfirmationData:
    """Return what the confirmation of a suspension, a cessation or a change of tax data says."""
    procedure, office = paper_data.procedure_and_office(dossier)
    with translation.override("vi"):
        details = tuple(
            (row.label, row.value)
            for section in forms.summary(procedure, dossiers.open_answers(dossier), "vi", legal_names=True)
            for row in section.rows
            if section.step.slug in _CONFIRMED_STEPS and row.value
        )
    return ConfirmationData(
        number=number,
        office=paper_data.issuing_office(office),
        title=procedure.outcome.vi,
        title_english=procedure.outcome.en,
        business_name=forms.business_name(str(business.answers["own_name"])),
        business_code=business.code,
        head_office=forms.business_address(business.answers),
        owner_name=business.owner_name,
        owner_number=business.owner_number,
        details=details,
        legal_basis=procedure.legal_basis[0].title.vi,
        issued_on=clock.today(),
        signer_title=office.signer_title.vi,
        signer_name=paper_data.officer(dossier.decision_by, office)[0],
        dossier_code=dossier.code,
        verify_url=paper_data.verify_url(token),
    )


def certificate_data(dossier: Dossier, *, tax_code: str, tax_office: str, token: str) -> CertificateData:
    """Return what the certificate says; ``token`` opens the page that verifies it."""
    _, office = paper_data.procedure_and_office(dossier)
    business = dossier.business
    assert business is not None  # written into the register before its certificate is made
    answers = business.answers
    assert business.owner_date_of_birth is not None  # the form asks for it and filing checks the form
    return CertificateData(
        business_code=tax_code,
        office=paper_data.issuing_office(office),
        registered_on=clock.today(),
        history=_history(business),
        tax_code="" if business.code_at_tax == tax_code else business.code_at_tax,
        business_name=forms.business_name(str(answers["own_name"])),
        head_office=forms.business_address(answers),
        phone=forms.group_phone(business.owner_phone),
        email=paper_data.answer_text(answers, "email"),
        lines=paper_data.business_lines(answers, business.assigned_line),
        capital=int(answers["capital"]),
        founder=_founder(answers),
        owner_name=business.owner_name,
        owner_sex=paper_data.answer_text(answers, "sex"),
        owner_date_of_birth=business.owner_date_of_birth,
        owner_ethnicity=paper_data.answer_text(answers, "ethnicity"),
        owner_nationality=paper_data.answer_text(answers, "nationality"),
        owner_personal_number=business.owner_number,
        owner_permanent_address=paper_data.answer_text(answers, "permanent_address"),
        owner_contact_address=forms.contact_address(answers),
        tax_authority=tax_office,
        signer_title=office.signer_title.vi,
        signer_name=paper_data.officer(dossier.decision_by, office)[0],
        dossier_code=dossier.code,
        verify_url=paper_data.verify_url(token),
    )


def revocation_data(transition: Transition, *, number: str, token: str) -> RevocationData:
    """Return what the decision says that takes back the certificate a move names, or cancels that."""
    dossier = transition.dossier
    _, office = paper_data.procedure_and_office(dossier)
    certificate = IssuedPaper.objects.defer("pdf").get(pk=transition.data["paper"])
    business = dossier.business
    answers = dossier.answers if business is None else business.answers
    name, title = paper_data.officer(transition.actor, office)
    restores = transition.move == "restore"
    cancelled = selectors.decision_against(certificate, before=transition) if restores else None
    return RevocationData(
        number=number,
        office=paper_data.issuing_office(office),
        business_name=forms.business_name(str(answers["own_name"])),
        business_code=certificate.number,
        owner_name=dossier.full_name if business is None else business.owner_name,
        owner_number=dossier.personal_number if business is None else business.owner_number,
        certificate_number=certificate.number,
        certificate_on=paper_data.local_day(certificate.issued_at),
        ground=" ".join(transition.data["items"]),
        reason=transition.reason,
        issued_on=paper_data.local_day(transition.at),
        signer_title=title,
        signer_name=name,
        dossier_code=dossier.code,
        verify_url=paper_data.verify_url(token),
        cancels=cancelled.number if cancelled is not None else "",
        cancels_on=paper_data.local_day(cancelled.issued_at) if cancelled is not None else None,
    )


def _founder(answers: Mapping[str, Any]) -> str:
    members = [str(name) for name in answers.get("members", ()) if name]
    return f"Các thành viên hộ gia đình ({'; '.join(members)})" if members else "Cá nhân"


def _history(business: Business) -> tuple[str, ...]:
    """What the head of a certificate says of earlier ones, in the order it happened."""
    lines = [f"Đăng ký lần đầu, {day_in_words(business.registered_on)}"]
    if business.changes and business.changed_on:
        lines.append(f"Đăng ký thay đổi lần thứ {business.changes}, {day_in_words(business.changed_on)}")
    if business.reissues and business.reissued_on:
        lines.append(f"Cấp lại lần thứ {business.reissues}, {day_in_words(business.reissued_on)}")
    return tuple(lines)
