"""What follows an approval: the tax system is asked; the certificate is made, or the officer is told why not.

The call to the tax system stands outside any transaction; what it answered is written in one. Asking again
with the same dossier code changes nothing there, so a worker may die anywhere in between.
"""

import logging

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import TaxRegistrationAnswer
from motcua.outcomes import issuing, selectors

log = logging.getLogger(__name__)


def complete(dossier_id: int) -> None:
    """Finish one approved dossier; doing it again changes nothing.

    Raises:
        OutsideSystemError: the tax system gave no usable answer; to be tried again later.
        PaperNotMadeError, SigningError, SetupError: the certificate could not be made; likewise.
    """
    dossier = Dossier.objects.get(pk=dossier_id)
    if not _is_waiting(dossier):
        return
    if issuing.is_about_existing(dossier):
        _complete_existing(dossier_id)
        return
    answer = interconnect.tax().register(issuing.tax_request(dossier))
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
        if not _is_waiting(dossier):
            _tell_late_answer(dossier, answer)
        elif answer.accepted:
            number = dossiers.certificate_number(dossier, tax_code=answer.tax_code)
            dossiers.settle(dossier, code=number, tax_code=answer.tax_code, tax_office=answer.tax_office)
            issuing.certificate_for(dossier, tax_code=number, tax_office=answer.tax_office)
            dossiers.grant(
                dossier.pk,
                tax_code=answer.tax_code,
                tax_office=answer.tax_office,
                certificate_number=number,
            )
        else:
            dossiers.tax_refused(dossier.pk, reason=answer.reason, reference=answer.reference)


def _complete_existing(dossier_id: int) -> None:
    """Change, suspension, cessation or re-issue: the register is written and its paper made, as one."""
    with transaction.atomic():
        dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
        if not _is_waiting(dossier) or dossier.business is None:
            return
        before = selectors.current_certificate(dossier.business)
        business = dossiers.settle(dossier, code=dossier.business.code)
        number = issuing.paper_of_change(dossier, business, before=before)
        dossiers.grant(
            dossier.pk,
            tax_code=business.tax_code if number else "",
            tax_office=business.tax_office if number else "",
            certificate_number=number,
            actor="system:registry",
        )


def _is_waiting(dossier: Dossier) -> bool:
    return dossier.state_enum == State.PROCESSING and dossier.decision == "approved"


def _tell_late_answer(dossier: Dossier, answer: TaxRegistrationAnswer) -> None:
    """The dossier ended while the tax system was asked: another worker was first, or it was withdrawn."""
    if dossier.certificate_number or not answer.accepted:
        return
    log.error("tax registered %s, which has ended meanwhile; reference %s", dossier.code, answer.reference)
    audit.record(
        actor="system:tax",
        action="tax.registered_after_end",
        subject=f"dossier:{dossier.code}",
        reason="Cơ quan thuế đã cấp mã nhưng hồ sơ đã kết thúc: cần đề nghị thuế hủy đăng ký.",
        reference=answer.reference,
    )
