"""The household businesses an office holds: found, joined to a draft, and changed by what was approved."""

import hmac
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from motcua.audit import services as audit
from motcua.dossiers import counters
from motcua.dossiers.drafting import analyses, drafts, presence
from motcua.dossiers.errors import ActiveBusinessError, CeasedBusinessError
from motcua.dossiers.faces.second_fact import as_date, as_phone
from motcua.dossiers.models import Analysis, Business, Dossier, Draft
from motcua.dossiers.states import GRANTED
from motcua.dossiers.types import BusinessStatus
from motcua.faces.presence.types import reaches
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import as_meant
from motcua.procedures import selectors as procedures
from motcua.procedures.services import name_key
from motcua.procedures.types import Procedure

NOT_MATCHING = Bilingual(
    vi="Không tìm thấy hộ kinh doanh với mã số và thông tin này. Vui lòng kiểm tra lại mã số trên giấy chứng "
    "nhận và ngày sinh hoặc số điện thoại của chủ hộ.",
    en="No household business was found for this code and detail. Please check the code on the certificate "
    "and the owner's birth date or phone number.",
)

_ENDED = Bilingual(
    vi="Hộ kinh doanh này đã chấm dứt hoạt động nên không thể duyệt hồ sơ. Vui lòng từ chối hồ sơ và nêu lý "
    "do này.",
    en="This household business has ended, so that the dossier cannot be approved. Please refuse it and give "
    "this reason.",
)

_ANOTHER = Bilingual(
    vi="Sau khi bị thu hồi giấy, chủ hộ đã đăng ký hộ kinh doanh khác. Mỗi người chỉ được đăng ký một hộ "
    "kinh doanh nên không thể khôi phục giấy này.",
    en="After the revocation the owner registered another household business. One person has one only, so "
    "this certificate cannot be restored.",
)

#: What anybody may look up about a business (Decree 168/2025/NĐ-CP, Article 116). The rest is shown only
#: to the owner.
PUBLIC = frozenset(
    {
        "full_name", "own_name", "office_street", "office_ward", "main_line", "line_details",
        "other_line_1", "other_line_2",
    }
)  # fmt: skip
#: Answers about one filing and not about the business.
_OF_THE_FILING = frozenset(
    {
        "changes", "commitment", "result_channel", "result_address", "result_phone", "reason",
        "reissue_reason", "debts_paid", "suspended_from", "suspended_until", "ceased_on", "start_date",
    }
)  # fmt: skip


def status_of(business: Business, day: date | None = None) -> BusinessStatus:
    """Return how the business stands on a day (today if none is given)."""
    day = day or clock.today()
    if business.revoked_on is not None and business.revoked_on <= day:
        return BusinessStatus.REVOKED
    if business.ceased_on is not None and business.ceased_on <= day:
        return BusinessStatus.CEASED
    first, last = business.suspended_from, business.suspended_until
    if first is None or last is None or day > last:
        return BusinessStatus.ACTIVE
    suspended = first <= day or _is_in_earlier_suspension(business, day)
    return BusinessStatus.SUSPENDED if suspended else BusinessStatus.ACTIVE


def _is_in_earlier_suspension(business: Business, day: date) -> bool:
    """Tell whether a pause that was confirmed before the last one still runs: who goes on files early.

    From its own first day on the last one says what holds (Decree 168/2025/NĐ-CP, Article 103).
    """
    granted = Dossier.objects.filter(
        business=business,
        state__in=GRANTED,
        answers__has_keys=["suspended_from", "suspended_until"],
        decided_at__date__gte=business.registered_on,
    )
    said = granted.order_by("decided_at", "pk").values_list(
        "answers__suspended_from", "answers__suspended_until"
    )
    begun = [(first, last) for first, last in said if first <= day.isoformat()]
    return bool(begun) and day.isoformat() <= begun[-1][1]


def businesses_of_owner(*, office: str, numbers: set[str]) -> list[Business]:
    """Return the businesses of an owner by any of their numbers, those that ended left out."""
    wanted = {number for number in numbers if number}
    if not wanted:
        return []
    found = Business.objects.filter(
        Q(owner_number__in=wanted) | Q(owner_previous_number__in=wanted), office=office
    ).order_by("-registered_on", "-id")
    return [business for business in found if not status_of(business).ended]


def business_of_card(draft: Draft) -> Business | None:
    """Return the business whose owner's card the draft's photos show, read without a doubt; else None."""
    read = {
        item["value"]
        for item in draft.prefilled.values()
        if item["reading_field"] in {"personal_number", "previous_number"} and not item["review"]
    }
    found = businesses_of_owner(office=draft.office, numbers=read)
    return found[0] if len(found) == 1 else None


def as_code(text: str) -> str:
    """Return the code of a business as it is kept, however it was typed: attempts are counted by it, too."""
    return "".join(as_meant(text).split()).upper()


def business_by_facts(*, office: str, code: str, second_fact: str) -> Business:
    """Return the business whose code and whose owner's birth date or telephone number belong together.

    Raises:
        NotFoundError: one wording whether the code, the fact or both are wrong. The caller limits attempts.
    """
    tidy = as_code(code)
    business = Business.objects.filter(office=office).filter(Q(code=tidy) | Q(tax_code=tidy)).first()
    birth = business.owner_date_of_birth if business is not None else date(1900, 1, 1)
    phone = business.owner_phone if business is not None else ""
    same_birth = hmac.compare_digest(birth.isoformat() if birth else "-", as_date(second_fact) or "!")
    same_phone = hmac.compare_digest(as_phone(phone) or "-", as_phone(second_fact) or "!")
    if business is None or not (same_birth or same_phone):
        raise NotFoundError(NOT_MATCHING, what="business")
    return business


@transaction.atomic
def link(draft_id: uuid.UUID, business_id: int, *, second_fact: str = "") -> Draft:
    """Let the draft be about a business. Nothing typed before about another one is kept.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
        CeasedBusinessError: it has ended, there is nothing to change any more.
    """
    draft = drafts.locked(draft_id)
    business = Business.objects.get(pk=business_id)
    if status_of(business).ended:
        raise CeasedBusinessError(business=business.code)
    if draft.business_id is not None and draft.business_id != business.pk:
        draft.answers, draft.confirmed = {}, []
    draft.business = business
    draft.business_by_phone = bool(as_phone(second_fact)) and as_phone(second_fact) == as_phone(
        business.owner_phone
    )
    draft.updated_at = clock.now()
    draft.save()
    audit.record(
        actor=f"citizen:{draft.pk}",
        action="draft.business_linked",
        subject=f"business:{business.code}",
        by_card=business_of_card(draft) == business,
    )
    return draft


def is_open(draft: Draft) -> bool:
    """Whether the person has shown enough to see all that the office holds about the draft's business.

    A photo of a card proves little, and a birth date stands on it: it takes the owner's card together with
    their face (:func:`has_shown_face`), or with their telephone number.
    """
    if draft.business is None or business_of_card(draft) != draft.business:
        return False
    return draft.business_by_phone or has_shown_face(draft)


def has_shown_face(draft: Draft) -> bool:
    """Whether the draft's person has the face of the card, and moved before the camera or met an officer.

    A picture of a face will not do: the portrait cut out of the card's own photo is the same as itself.
    """
    match = analyses.current_analysis(draft, Analysis.Kind.MATCH)
    same = match is not None and match.record is not None and match.record.get("same") is True
    return same and reaches(presence.of_draft(draft.pk).level, "active")


def held_answers(draft: Draft, *, whole: bool = False) -> dict[str, Any]:
    """Return what the office holds about the draft's business, so that it is not asked again.

    Only what is public until :func:`is_open`; ``whole`` is for the dossier itself, which the office sees.
    """
    if draft.business is None:
        return {}
    answers: dict[str, Any] = draft.business.answers
    if whole or is_open(draft):
        return dict(answers)
    return {name: value for name, value in answers.items() if name in PUBLIC}


def is_owner(business: Business, answers: Mapping[str, Any]) -> bool:
    """Tell whether the numbers in the answers are the owner's, now or on a former card."""
    given = {str(answers.get(name) or "") for name in ("personal_number", "previous_number")} - {""}
    return bool(given & {business.owner_number, business.owner_previous_number})


def certificate_number(dossier: Dossier, *, tax_code: str) -> str:
    """Return the number of a new certificate: the tax code, which is the owner's number, or the next serial.

    To be called in the transaction that grants it, so that no serial is left out or given twice.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    if procedure.numbering == "owner":
        return tax_code
    prefix = procedures.get_office(dossier.office).number_prefix
    return f"{prefix}{counters.next_number(f'certificate:{prefix}'):06d}"


def ensure_register_allows(dossier: Dossier) -> None:
    """Refuse what the register does not allow (any more); to be called before approving and before telling.

    :func:`write_to_register` looks again under the lock of the business's row.

    Raises:
        CeasedBusinessError: the business it is about has ended.
        ActiveBusinessError: a first registration, and its number is that of a business that goes on.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    if dossier.business_id is not None:
        _ensure_goes_on(Business.objects.get(pk=dossier.business_id), procedure)
    elif procedure.numbering == "owner":
        _ensure_ended(Business.objects.filter(code=dossier.personal_number).first())


def _ensure_goes_on(business: Business, procedure: Procedure) -> None:
    if procedure.effect != "register" and status_of(business).ended:
        raise CeasedBusinessError(_ENDED, business=business.code)


def _ensure_ended(business: Business | None) -> None:
    if business is not None and not status_of(business).ended:
        raise ActiveBusinessError(business=business.code)


@transaction.atomic
def write_to_register(dossier: Dossier, *, code: str, tax_code: str = "", tax_office: str = "") -> Business:
    """Write into the register what the approved dossier asks for; doing it again changes nothing.

    To be called in the transaction that grants it. ``code`` is the number of a new business; ``tax_office``,
    where the tax system named one, is who manages the household from now on.

    Raises:
        CeasedBusinessError, ActiveBusinessError: as :func:`ensure_register_allows`; nothing is written.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    if dossier.business_id is None:
        business = _registered(dossier, code, tax_code, tax_office)
        dossier.business = business
        dossier.save(update_fields=["business"])
        return business
    business = Business.objects.select_for_update().get(pk=dossier.business_id)
    _ensure_goes_on(business, procedure)
    today = clock.today()
    match procedure.effect:
        case "change":
            _change(business, dossier, today)
        case "reissue":
            business.reissues, business.reissued_on = business.reissues + 1, today
            business.certificate = dossier
        case "suspend":
            business.suspended_from = date.fromisoformat(dossier.answers["suspended_from"])
            business.suspended_until = date.fromisoformat(dossier.answers["suspended_until"])
        case "cease":
            business.ceased_on = today  # the register's day; the day the owner told stands in the dossier
        case "register":
            return business
    business.tax_office = tax_office or business.tax_office
    business.save()
    return business


def _registered(dossier: Dossier, code: str, tax_code: str, tax_office: str) -> Business:
    # Today's code is the owner's number: who ended a business and begins another gets the same one again.
    found = Business.objects.select_for_update().filter(code=code).first()
    _ensure_ended(found)
    business = found or Business(code=code)
    business.office, business.certificate = dossier.office, dossier
    business.tax_code, business.tax_office = tax_code, tax_office
    business.registered_on = clock.today()
    business.changes, business.reissues, business.changed_on, business.reissued_on = 0, 0, None, None
    business.suspended_from = business.suspended_until = None
    business.ceased_on = business.revoked_on = None
    business.answers = {name: value for name, value in dossier.answers.items() if name not in _OF_THE_FILING}
    business.assigned_line = dossier.evidence.get("assigned_line")
    _write(business, dossier)
    business.save()
    return business


def lock_certified(dossier_id: int) -> None:
    """Lock a dossier, then the business whose certificate it gave: the order in which approving locks them.

    To be called in the transaction that takes the certificate back, before the certificate is locked.
    """
    Dossier.objects.select_for_update().filter(pk=dossier_id).first()
    Business.objects.select_for_update().filter(certificate=dossier_id).first()


def mark_revoked(dossier: Dossier) -> None:
    """Note in the register that the office took back the certificate that this dossier gave; else nothing.

    To be called in the transaction that revokes it. An earlier certificate says nothing of the business now.
    """
    held = Business.objects.select_for_update().filter(certificate=dossier, revoked_on=None)
    for business in held:
        business.revoked_on = clock.today()
        business.save(update_fields=["revoked_on"])


def mark_restored(dossier: Dossier) -> None:
    """Note in the register that the certificate this dossier gave stands again.

    To be called in the transaction that cancels the revocation.

    Raises:
        ActiveBusinessError: its owner has registered another business meanwhile (Article 83.1: one a person).
    """
    business = Business.objects.select_for_update().filter(certificate=dossier).first()
    if business is None or businesses_of_owner(
        office=business.office, numbers={business.owner_number, business.owner_previous_number}
    ):
        raise ActiveBusinessError(_ANOTHER, dossier=dossier.code)
    business.revoked_on = None
    business.save(update_fields=["revoked_on"])


def answers_after(business: Business, dossier: Dossier) -> dict[str, Any]:
    """Return what will be registered when the dossier's change is written over what is registered now.

    Fields of the pages that were chosen are the dossier's. What is asked of everybody counts only where it
    differs from what the office held at filing. So a change does not undo another one made in between.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    before, answers = dossier.evidence.get("before") or {}, dossier.answers
    written = {
        spec.name: answers[spec.name]
        for step in procedure.steps_for(answers)
        for spec in step.fields
        if spec.name in answers
        and spec.name not in _OF_THE_FILING
        and (step.when is not None or (answers[spec.name] or "") != (before.get(spec.name) or ""))
    }
    return {**business.answers, **written}


def _change(business: Business, dossier: Dossier, today: date) -> None:
    business.changes, business.changed_on = business.changes + 1, today
    business.answers = answers_after(business, dossier)
    business.assigned_line = dossier.evidence.get("assigned_line") or business.assigned_line
    if business.answers.get("main_line") != procedures.OTHER_INDUSTRY:
        business.assigned_line = None
    _write(business, dossier)
    if dossier.answers.get("changes") != ["tax"]:
        # Every change but one of tax data gives a new certificate (Article 100).
        business.certificate = dossier


def _write(business: Business, dossier: Dossier) -> None:
    """Let the columns repeat the answers, so that they can be searched and guarded."""
    answers = business.answers
    if answers.get("subject") == "household" and dossier.evidence.get("participants"):
        answers["members"] = [
            item["answers"].get("full_name", "")
            for item in dossier.evidence["participants"]
            if item["role"] == "member"
        ]
    born = answers.get("date_of_birth")
    business.owner_number = answers["personal_number"]
    business.owner_previous_number = answers.get("previous_number") or ""
    business.owner_name = answers["full_name"]
    business.owner_date_of_birth = date.fromisoformat(born) if born else None
    business.owner_phone = answers.get("phone") or ""
    business.name_key = name_key(str(answers.get("own_name", "")))
    business.ward = str(answers.get("office_ward", ""))
