"""What follows an approval: the tax system is asked; the outcome is made, or the officer is told why not.

A registration asks for a code; a change, a suspension or an end is told before the register is written. The
call stands outside any transaction, and so does signing (``presigning.py``): what the tax system answered is
written, and its paper given out, in one. Asking again with the same dossier code changes nothing there, so a
worker may die anywhere in between.
"""

import logging

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import RegisterConflictError
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import OutsideCallError, TaxChangeAnswer, TaxRegistrationAnswer
from motcua.outcomes import selectors
from motcua.outcomes.issuance import certificates
from motcua.outcomes.issuance.presigning import Presigning
from motcua.outcomes.tax import registration

log = logging.getLogger(__name__)

#: What a person must put right when the tax system did it for a dossier that has ended meanwhile.
_UNDO = {
    "register": (
        "tax.registered_after_end",
        "Cơ quan thuế đã cấp mã nhưng hồ sơ đã kết thúc: cần đề nghị thuế hủy đăng ký.",
    ),
    "change": (
        "tax.updated_after_end",
        "Cơ quan thuế đã ghi nhận thay đổi nhưng hồ sơ đã kết thúc: cần đề nghị thuế ghi lại nội dung cũ.",
    ),
    "suspend": (
        "tax.updated_after_end",
        "Cơ quan thuế đã ghi nhận tạm ngừng nhưng hồ sơ đã kết thúc: cần đề nghị thuế hủy việc tạm ngừng.",
    ),
    "cease": (
        "tax.deregistered_after_end",
        "Cơ quan thuế đã chấm dứt mã số nhưng hồ sơ đã kết thúc: cần đề nghị thuế khôi phục mã số.",
    ),
}


def complete(dossier_id: int) -> None:
    """Finish one approved dossier; doing it again changes nothing.

    What the register does not allow any more comes back to the officer: trying again would never end.

    Raises:
        OutsideSystemError: the tax system gave no usable answer; to be tried again later.
        PaperNotMadeError, SigningError, SetupError: the certificate could not be made; likewise.
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    if not _is_waiting(dossier):
        return
    tax_told = False
    try:
        dossiers.ensure_register_allows(
            dossier
        )  # the tax system is told nothing that the register will not take
        tax_told = registration.effect_of(dossier) != "reissue"
        _carry_out(dossier)
    except RegisterConflictError as error:
        dossiers.undo_approval(dossier_id, reason=error.message, tax_told=tax_told)


def _carry_out(dossier: Dossier) -> None:
    if certificates.is_about_existing(dossier):
        _complete_existing(dossier)
        return
    request = registration.registration_request(dossier)
    # While it does not know that an earlier certificate was taken back, it refuses the owner a second one.
    interconnect.ensure_tax_told(request.personal_number)
    answer = interconnect.tax().register(request)
    presigning = Presigning()
    presigning.run(lambda: _register(dossier.pk, answer, presigning))


def _register(dossier_id: int, answer: TaxRegistrationAnswer, presigning: Presigning) -> None:
    """First registration: the register is written and the certificate given out, as one."""
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if not _is_waiting(dossier):
        _tell_late_answer(dossier, answer)
    elif answer.accepted:
        number = dossiers.certificate_number(dossier, tax_code=answer.tax_code)
        dossiers.write_to_register(
            dossier, code=number, tax_code=answer.tax_code, tax_office=answer.tax_office
        )
        certificates.certificate_for(
            dossier, tax_code=number, tax_office=answer.tax_office, presigning=presigning
        )
        dossiers.grant(
            dossier.pk,
            tax_code=answer.tax_code,
            tax_office=answer.tax_office,
            certificate_number=number,
        )
    else:
        dossiers.tax_refused(dossier.pk, reason=answer.reason, reference=answer.reference)


def _complete_existing(dossier: Dossier) -> None:
    if registration.effect_of(dossier) != "reissue" and not dossiers.take_turn(dossier.pk):
        raise OutsideCallError("tax", "unreachable", "waits for another dossier about the same business")
    answer, presigning = registration.send_change(dossier), Presigning()
    presigning.run(lambda: _write(dossier.pk, answer, presigning))


def _write(dossier_id: int, answer: TaxChangeAnswer | None, presigning: Presigning) -> None:
    """Change, suspension, cessation or re-issue: the register is written and its paper given out, as one."""
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    if not _is_waiting(dossier) or dossier.business is None:
        if answer is not None:
            _tell_late_answer(dossier, answer)
        return
    if answer is not None and not answer.accepted:
        dossiers.tax_refused(dossier.pk, reason=answer.reason, reference=answer.reference)
        return
    # Under lock: another dossier's new certificate may be on its way, which this one replaces or ends.
    held = Business.objects.select_for_update().get(pk=dossier.business.pk)
    before = selectors.current_certificate(held)
    tax_office = answer.tax_office if answer is not None else ""
    business = dossiers.write_to_register(dossier, code=dossier.business.code, tax_office=tax_office)
    number = certificates.paper_of_change(dossier, business, before=before, presigning=presigning)
    dossiers.grant(
        dossier.pk,
        tax_code=business.tax_code if number else "",
        tax_office=business.tax_office if number else "",
        certificate_number=number,
        actor="system:registry",
    )


def _is_waiting(dossier: Dossier) -> bool:
    return dossier.state_enum == State.PROCESSING and dossier.decision == "approved"


def _tell_late_answer(dossier: Dossier, answer: TaxRegistrationAnswer | TaxChangeAnswer) -> None:
    """The dossier ended while the tax system was asked: another worker was first, or it was withdrawn."""
    if dossier.state_enum in {State.DECIDED, State.RETURNED} or not answer.accepted:
        return
    action, reason = _UNDO[registration.effect_of(dossier)]
    log.error("%s: %s; reference %s", action, dossier.code, answer.reference)
    audit.record(
        actor="system:tax",
        action=action,
        subject=f"dossier:{dossier.code}",
        reason=reason,
        reference=answer.reference,
    )
