"""What a person already has: told before they fill in anything, and shown to the officer.

One person may register one household business in the whole country (Decree 168/2025/NĐ-CP, Article 83.1).
"""

from datetime import date

from django.db.models import Q

from motcua.dossiers.business import registers
from motcua.dossiers.business.businesses import status_of
from motcua.dossiers.errors import ActiveBusinessError
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import NAMES, OPEN, State
from motcua.dossiers.types import Collision
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold
from motcua.procedures import selectors as procedures
from motcua.procedures.services import business_name


def collisions(
    *,
    personal_number: str,
    previous_number: str = "",
    full_name: str = "",
    date_of_birth: date | None = None,
    procedure_code: str,
) -> list[Collision]:
    """Return what the person already has: businesses that go on, then open dossiers, newest first.

    Businesses registered elsewhere are those that the national registry has told of so far.

    Numbers are compared with numbers, former numbers and tax codes, both ways: a new card does not hide an
    old one. Somebody of the same name and birth date under another number may be the same person; that is
    said, and a person decides.
    """
    numbers = {number for number in (personal_number, previous_number) if number}
    if not numbers:
        return []
    folded = fold(full_name) if full_name and date_of_birth else ""
    here = _businesses(numbers, personal_number, folded, date_of_birth)
    return [
        *here,
        *registers.businesses_elsewhere(numbers, personal_number, known={item.code for item in here}),
        *_dossiers(numbers, personal_number, folded, date_of_birth, procedure_code),
    ]


def open_about(business: Business, procedure_code: str) -> list[Collision]:
    """Return open dossiers of the same procedure about a business, newest first."""
    found = Dossier.objects.filter(business=business, procedure_code=procedure_code, state__in=OPEN)
    return [_of_dossier(dossier, "personal_number") for dossier in found.order_by("-submitted_at")]


def others_of(dossier: Dossier) -> list[Collision]:
    """Return what the person of a filed dossier has besides it, as it is now."""
    if dossier.business is not None:
        found = open_about(dossier.business, dossier.procedure_code)
    else:
        found = collisions(
            personal_number=dossier.personal_number,
            previous_number=dossier.previous_number,
            full_name=dossier.full_name,
            date_of_birth=dossier.date_of_birth,
            procedure_code=dossier.procedure_code,
        )
    own = {dossier.code, dossier.certificate_number} - {""}
    return [item for item in found if item.code not in own]


def ensure_no_other_approved(dossier: Dossier) -> None:
    """Refuse a first registration while another one of the same person is approved and not yet registered.

    Told of both, the tax office would hold one that the register then refuses. Two approved in one instant
    are told apart by the register alone.

    Raises:
        ActiveBusinessError: there is such a one.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    if dossier.business_id is None and procedure.one_per_person:
        _ensure_none_waits(dossier.personal_number, dossier.previous_number, but=dossier.pk)


def ensure_owner_registers_no_other(certified: int) -> None:
    """Refuse to give back the certificate of a dossier while its owner's next first registration waits.

    Raises:
        ActiveBusinessError: there is such a one.
    """
    business = Business.objects.filter(certificate=certified).first()
    if business is not None:
        _ensure_none_waits(business.owner_number, business.owner_previous_number, but=certified)


def _ensure_none_waits(number: str, previous: str, *, but: int) -> None:
    numbers = {held for held in (number, previous) if held}
    same = Q(personal_number__in=numbers) | Q(previous_number__in=numbers)
    approved = Dossier.objects.filter(same, state=State.PROCESSING, decision="approved", business=None)
    for other in approved.exclude(pk=but):
        if procedures.procedure_of(other.procedure_code, other.procedure_version).one_per_person:
            words = Bilingual(
                vi=f"Hồ sơ đăng ký lần đầu {other.code} của cùng người này đã được duyệt và chờ ghi vào sổ. "
                "Mỗi người chỉ được đăng ký một hộ kinh doanh: hãy đợi hồ sơ đó có kết quả.",
                en=f"The first registration {other.code} of the same person is approved and not registered "
                "yet. One person has one household business only: wait for the result of that one.",
            )
            raise ActiveBusinessError(words, dossier=but, other=other.code)


def _businesses(numbers: set[str], own: str, folded: str, born: date | None) -> list[Collision]:
    wanted = (
        Q(owner_number__in=numbers)
        | Q(owner_previous_number__in=numbers)
        | Q(tax_code__in=numbers)
        | Q(code__in=numbers)
    )
    if folded:
        wanted |= Q(owner_date_of_birth=born)
    found = []
    for business in Business.objects.filter(wanted).order_by("-registered_on", "-id"):
        status = status_of(business)
        matched = _matched(
            own, numbers, business.owner_number, business.owner_previous_number, business.tax_code
        )
        if not matched and folded and fold(business.owner_name) == folded:
            matched = "same_person"
        if matched and not status.ended:
            found.append(
                Collision(
                    kind="certificate",
                    code=business.code,
                    state_name=status.value,
                    since=business.registered_on,
                    business_name=business_name(str(business.answers.get("own_name", ""))),
                    matched_by=matched,
                )
            )
    return found


def _dossiers(
    numbers: set[str], own: str, folded: str, born: date | None, procedure_code: str
) -> list[Collision]:
    wanted = Q(personal_number__in=numbers) | Q(previous_number__in=numbers)
    if folded:
        wanted |= Q(folded_name=folded, date_of_birth=born)
    found = Dossier.objects.filter(wanted, procedure_code=procedure_code, state__in=OPEN)
    return [
        _of_dossier(
            dossier,
            _matched(own, numbers, dossier.personal_number, dossier.previous_number, "") or "same_person",
        )
        for dossier in found.order_by("-submitted_at")
    ]


def _matched(own: str, numbers: set[str], number: str, previous: str, tax_code: str) -> str:
    if number == own:
        return "personal_number"
    if number in numbers or (previous and previous in numbers):
        return "previous_number"
    return "tax_code" if tax_code and tax_code in numbers else ""


def _of_dossier(dossier: Dossier, matched_by: str) -> Collision:
    return Collision(
        kind="dossier",
        code=dossier.code,
        state_name=NAMES[dossier.state_enum],
        since=dossier.submitted_at.astimezone(clock.VIETNAM).date(),
        business_name=business_name(str(dossier.answers.get("own_name", ""))),
        matched_by=matched_by,
    )
