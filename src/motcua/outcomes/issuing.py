"""From a dossier to the papers the office gives out: what is printed, made, signed and kept once.

Papers are in Vietnamese whatever language a person used, with the lines in English that the templates carry.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import translation

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Business, Dossier, Transition
from motcua.interconnect.types import TaxRegistrationRequest
from motcua.kernel import clock, money
from motcua.outcomes import selectors, services, twin
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.rendering import in_words
from motcua.outcomes.types import (
    Applicant,
    BusinessLine,
    CertificateData,
    ConfirmationData,
    IssuingOffice,
    NoticeData,
    NoticeItem,
    NoticeKind,
    SlipData,
    SlipPaper,
)
from motcua.procedures import selectors as catalogue
from motcua.procedures import services as procedures
from motcua.procedures.types import Office, Procedure

#: Moves that give the citizen a notice, the notice, and the letters in its number.
_NOTICES: Final[dict[str, tuple[NoticeKind, str]]] = {
    "ask_supplement": ("supplement_request", "YCBS"),
    "refuse_intake": ("rejection", "TCHS"),
    "extend": ("extension", "XLGH"),
    "reject": ("stop", "DGQ"),
    "withdraw": ("stop", "DGQ"),
}
NOTICE_MOVES = frozenset(_NOTICES)
#: The steps of a form that the confirmation repeats.
_CONFIRMED_STEPS = frozenset({"suspension", "cessation", "tax"})
_WITHDRAWN = "Người nộp hồ sơ đề nghị rút hồ sơ."


def slip_for(dossier: Dossier) -> IssuedPaper:
    """Give out form 01, or return the one given out before.

    Raises:
        PaperNotMadeError: the PDF could not be made.
    """
    known = selectors.latest(dossier.pk, "slip")
    return known or services.issue(dossier.pk, "slip", dossier.code, services.render_slip(slip_data(dossier)))


def notice_for(transition: Transition) -> IssuedPaper:
    """Give out form 02 to 05 for a move that asks, refuses, extends or ends, or the one given out before.

    Raises:
        ValueError: the move gives no notice.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    if transition.move not in _NOTICES:
        raise ValueError(f"no notice for {transition.move}")
    known = IssuedPaper.objects.filter(transition=transition).first()
    if known is not None:
        return known
    dossier, (kind, letters) = transition.dossier, _NOTICES[transition.move]
    # The number follows from the move, so that making the paper again cannot make a second one.
    rank = dossier.transitions.filter(move=transition.move, pk__lte=transition.pk).count()
    number = f"{dossier.code}/{letters}-{rank}"
    pdf = _signed(services.render_notice(notice_data(transition, number=number)), dossier)
    return services.issue(dossier.pk, kind, number, pdf, transition_id=transition.pk, issued_at=clock.now())


def certificate_for(
    dossier: Dossier, *, tax_code: str, tax_office: str, replaces: IssuedPaper | None = None
) -> IssuedPaper:
    """Make, sign and keep the certificate, or return the one given out before.

    Raises:
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    known = selectors.latest(dossier.pk, "certificate")
    if known is not None:
        return known
    token = services.new_token()
    data = certificate_data(dossier, tax_code=tax_code, tax_office=tax_office, token=token)
    pdf = _signed(services.render_certificate(data), dossier)
    content = twin.of(data)
    return services.issue(
        dossier.pk, "certificate", tax_code, pdf, token=token, replaces=replaces, content=content
    )


def is_about_existing(dossier: Dossier) -> bool:
    """Whether the dossier is about a business that was registered before."""
    return _rules(dossier)[0].about_existing


def paper_of_change(dossier: Dossier, business: Business, *, before: IssuedPaper | None) -> str:
    """Give out what comes of a dossier about a registered business, which has been written before.

    ``before`` is the certificate that stood until now: replaced by a new one, revoked when the business ends.
    Returns the certificate's number where it is a new certificate, empty where it is a confirmation.

    Raises:
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    dossier.business = business
    if business.certificate_id == dossier.pk:
        certificate_for(dossier, tax_code=business.code, tax_office=business.tax_office, replaces=before)
        return business.code
    if before is not None and business.ceased_on is not None:
        services.revoke(before.pk, actor=dossier.decision_by, why="ceased", reason=_rules(dossier)[0].name.vi)
    number = f"{dossier.code}/XN"
    if selectors.latest(dossier.pk, "confirmation") is None:
        token = services.new_token()
        data = confirmation_data(dossier, business, number=number, token=token)
        pdf = _signed(services.render_confirmation(data), dossier)
        services.issue(dossier.pk, "confirmation", number, pdf, token=token, issued_at=clock.now())
    return ""


def confirmation_data(dossier: Dossier, business: Business, *, number: str, token: str) -> ConfirmationData:
    """Return what the confirmation of a suspension, a cessation or a change of tax data says."""
    procedure, office = _rules(dossier)
    with translation.override("vi"):
        details = tuple(
            (row.label, row.value)
            for section in procedures.summary(
                procedure, dossiers.open_answers(dossier), "vi", legal_names=True
            )
            for row in section.rows
            if section.step.slug in _CONFIRMED_STEPS and row.value
        )
    return ConfirmationData(
        number=number,
        office=_head(office),
        title=procedure.outcome.vi,
        title_english=procedure.outcome.en,
        business_name=procedures.business_name(str(business.answers["own_name"])),
        business_code=business.code,
        head_office=procedures.business_address(business.answers),
        owner_name=business.owner_name,
        owner_number=business.owner_number,
        details=details,
        legal_basis=procedure.legal_basis[0].title.vi,
        issued_on=clock.today(),
        signer_title=office.signer_title.vi,
        signer_name=_officer(dossier.decision_by, office)[0],
        dossier_code=dossier.code,
        verify_url=settings.PUBLIC_URL + reverse("portal:verify", args=[token]),
    )


def slip_data(dossier: Dossier) -> SlipData:
    """Return what form 01 says."""
    procedure, office = _rules(dossier)
    promised = dossiers.promised_at_receipt(dossier)  # also when the slip is made after a pause or extension
    has_photos = bool(dossier.evidence.get("photos"))
    return SlipData(
        code=dossier.code,
        office=_head(office),
        applicant=_applicant(dossier),
        procedure=procedure.name.vi,
        papers=tuple(
            SlipPaper(paper.name.vi, "Bản điện tử")
            for paper in procedure.papers
            if paper.given_as == "form" or (paper.given_as == "photo" and has_photos)
        ),
        working_days=procedure.working_days,
        received_at=dossier.submitted_at,
        counted_from=promised.counted_from,
        due_on=promised.due_on,
        result_channel=_shown(procedure, dossier, "result_channel"),
        fee=_fee(procedure, dossier),
        receiver=office.receiving_unit.vi,
        status_url=_status_url(dossier),
        calendar_version=dossier.calendar_version,
    )


def notice_data(transition: Transition, *, number: str) -> NoticeData:
    """Return what form 02, 03, 04 or 05 says."""
    dossier = transition.dossier
    procedure, office = _rules(dossier)
    name, title = _officer(transition.actor, office)
    return NoticeData(
        kind=_NOTICES[transition.move][0],
        number=number,
        code=dossier.code,
        office=_head(office),
        applicant=_applicant(dossier),
        procedure=procedure.name.vi,
        items=_notice_items(transition, procedure),
        reason=transition.reason,
        issued_on=_local_day(transition.at),
        signer_title=title,
        signer_name=name,
        status_url=_status_url(dossier),
        due_before=_day_of(transition.data.get("before")),
        due_on=_day_of(transition.data.get("due_on")),
    )


def _notice_items(transition: Transition, procedure: Procedure) -> tuple[NoticeItem, ...]:
    """What is asked for, or the ground; an extension has only its reason."""
    if transition.move == "withdraw":
        return (NoticeItem(_WITHDRAWN),)
    if "ground" in transition.data:
        ground = procedure.ground(transition.data["ground"])
        return (NoticeItem(ground.text.vi, ground.citation.vi),)
    return tuple(NoticeItem(text) for text in transition.data.get("items", ()))


def certificate_data(dossier: Dossier, *, tax_code: str, tax_office: str, token: str) -> CertificateData:
    """Return what the certificate says; ``token`` opens the page that verifies it."""
    _, office = _rules(dossier)
    business = dossier.business
    assert business is not None  # written into the register before its certificate is made
    answers = business.answers
    assert business.owner_date_of_birth is not None  # the form asks for it and filing checks the form
    return CertificateData(
        business_code=tax_code,
        office=_head(office),
        registered_on=clock.today(),
        history=_history(business),
        business_name=procedures.business_name(str(answers["own_name"])),
        head_office=procedures.business_address(answers),
        phone=procedures.group_phone(business.owner_phone),
        email=_text(answers, "email"),
        lines=_lines(answers, business.assigned_line),
        capital=int(answers["capital"]),
        founder=_founder(answers),
        owner_name=business.owner_name,
        owner_sex=_text(answers, "sex"),
        owner_date_of_birth=business.owner_date_of_birth,
        owner_ethnicity=_text(answers, "ethnicity"),
        owner_nationality=_text(answers, "nationality"),
        owner_personal_number=business.owner_number,
        owner_permanent_address=_text(answers, "permanent_address"),
        owner_contact_address=procedures.contact_address(answers),
        tax_authority=tax_office,
        signer_title=office.signer_title.vi,
        signer_name=_officer(dossier.decision_by, office)[0],
        dossier_code=dossier.code,
        verify_url=settings.PUBLIC_URL + reverse("portal:verify", args=[token]),
    )


def tax_request(dossier: Dossier) -> TaxRegistrationRequest:
    """Return what the tax system is told (Decree 168/2025/NĐ-CP, Article 91); the same at each attempt."""
    procedure, _ = _rules(dossier)
    answers = dossier.answers
    assert dossier.date_of_birth is not None
    start = answers.get("start_date")
    main = _main_line(answers, dossier.evidence.get("assigned_line"))
    return TaxRegistrationRequest(
        dossier_code=dossier.code,
        personal_number=dossier.personal_number,
        full_name=dossier.full_name,
        date_of_birth=dossier.date_of_birth,
        business_name=_shown(procedure, dossier, "own_name"),
        head_office=procedures.business_address(answers),
        main_industry_code=main.code,
        main_industry_name=main.name,
        capital=int(answers["capital"]),
        employees=int(answers.get("workers") or 0),
        # Left open on the form, the business starts when it is registered; the filing day never changes.
        start_date=date.fromisoformat(start) if start else _local_day(dossier.submitted_at),
        tax_notice_address=procedures.tax_address(answers),
        phone=dossier.phone,
        email=_text(answers, "email"),
    )


def _rules(dossier: Dossier) -> tuple[Procedure, Office]:
    """The version of the reception day, and the office."""
    procedure = catalogue.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return procedure, catalogue.get_office(dossier.office)


def _head(office: Office) -> IssuingOffice:
    return IssuingOffice(
        parent_authority=office.parent_authority.vi,
        department=office.department.vi,
        receiving_unit=office.receiving_unit.vi,
        place=office.place,
        address=office.address.vi,
        hotline=office.hotline,
        demo=office.demo or settings.DEMO,
    )


def _applicant(dossier: Dossier) -> Applicant:
    """What the person told or was allowed to see when they filed; who has the slip need not be the owner."""
    answers = dossiers.open_answers(dossier)
    return Applicant(
        full_name=dossier.full_name,
        personal_number=dossier.personal_number,
        address=procedures.contact_address(answers),
        phone=_text(answers, "phone"),
        email=_text(answers, "email"),
    )


def _officer(actor: str, office: Office) -> tuple[str, str]:
    """Name and title of the officer who acted; of the office's head where the account is gone."""
    user = get_user_model().objects.filter(username=actor.removeprefix("officer:")).first()
    if user is None:
        return "", office.signer_title.vi
    return user.display_name, user.title or office.signer_title.vi


def _shown(procedure: Procedure, dossier: Dossier, field: str) -> str:
    with translation.override("vi"):
        return procedures.display(procedure.field(field), dossier.answers.get(field))


def _text(answers: Mapping[str, Any], field: str) -> str:
    return str(answers.get(field) or "")


def _fee(procedure: Procedure, dossier: Dossier) -> str:
    online = dossier.channel == "online"
    fee = procedure.fee("online" if online else "paper")
    if fee is None:
        return "Theo quy định của địa phương"
    if fee.amount == 0:
        return "Không thu khi nộp trực tuyến" if online else "Không thu"
    return money.format_amount(fee.amount)


def _founder(answers: Mapping[str, Any]) -> str:
    members = [str(name) for name in answers.get("members", ()) if name]
    return f"Các thành viên hộ gia đình ({'; '.join(members)})" if members else "Cá nhân"


def _history(business: Business) -> tuple[str, ...]:
    """What the head of a certificate says of earlier ones, in the order it happened."""
    lines = [f"Đăng ký lần đầu, {in_words(business.registered_on)}"]
    if business.changes and business.changed_on:
        lines.append(f"Đăng ký thay đổi lần thứ {business.changes}, {in_words(business.changed_on)}")
    if business.reissues and business.reissued_on:
        lines.append(f"Cấp lại lần thứ {business.reissues}, {in_words(business.reissued_on)}")
    return tuple(lines)


def _main_line(answers: Mapping[str, Any], assigned: Mapping[str, str] | None) -> BusinessLine:
    if answers["main_line"] == catalogue.OTHER_INDUSTRY and assigned:
        return BusinessLine(assigned["name"], assigned["code"], main=True)
    return _line(str(answers["main_line"]), main=True, details=_text(answers, "line_details"))


def _lines(answers: Mapping[str, Any], assigned: Mapping[str, str] | None) -> tuple[BusinessLine, ...]:
    others = [str(answers[name]) for name in ("other_line_1", "other_line_2") if answers.get(name)]
    return (_main_line(answers, assigned), *(_line(code) for code in others))


def _line(code: str, *, main: bool = False, details: str = "") -> BusinessLine:
    if code == "other":  # a trade our list lacks: the words the person gave stand for it
        return BusinessLine(details or "Ngành, nghề khác", "", main)
    industry = catalogue.get_industry(code)
    return BusinessLine(industry.name, industry.code, main, details)


def _status_url(dossier: Dossier) -> str:
    return settings.PUBLIC_URL + reverse("portal:dossier", args=[dossier.code])


def _signed(pdf: bytes, dossier: Dossier) -> bytes:
    office = catalogue.get_office(dossier.office)
    return services.sign(pdf, services.office_signer(), reason=f"Hồ sơ {dossier.code}", location=office.place)


def _day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _local_day(moment: datetime) -> date:
    return moment.astimezone(clock.VIETNAM).date()
