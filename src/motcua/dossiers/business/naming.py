"""Whether a name is free, and a free one near it (Decree 168/2025/NĐ-CP, Article 86).

Names are the same letter for letter, capitals or not. Businesses that have ended do not count. A name
approved and not yet registered counts too: of two dossiers only one can get it. Where several changes of one
business wait to be registered, each name it may have counts in each ward it may have, for nobody knows which
change is registered first.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any, Final

from django.db.models import Q, QuerySet

from motcua.dossiers.business.businesses import answers_after, status_of
from motcua.dossiers.errors import NameTakenError
from motcua.dossiers.models import Business, Counter, Dossier, Draft
from motcua.dossiers.states import State
from motcua.dossiers.types import NameCheck
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.kernel.units import ward as ward_of
from motcua.kernel.vietnamese import as_meant, upper
from motcua.procedures import selectors as procedures
from motcua.procedures.services import name_key, name_problems, own_name, without_forbidden
from motcua.procedures.types import Area, FieldSpec, Procedure

_MOST_NUMBERED = 99
_AREA_WORDS: Final[dict[Area, tuple[str, str]]] = {
    "commune": ("cùng xã, phường", "the same ward"),
    "district": ("cùng quận", "the same district"),
}


def check_name(draft: Draft, text: str, answers: Mapping[str, Any]) -> NameCheck:
    """Return whether the name may be used for the draft's business, with a free one where it may not.

    ``answers`` are those so far: the ward of the head office, or while it is open the office's own.
    """
    text = as_meant(text)
    spec = name_field(procedures.procedure_of(draft.procedure_code, draft.procedure_version))
    if spec is None or not text.strip():
        return NameCheck(own_name(text), (), "")
    office = procedures.get_office(draft.office)
    place = str(answers.get("office_ward") or office.ward_code)
    name = own_name(text)
    found = [problem.message for problem in name_problems(text, spec.forbidden)]
    where = _NameScope(office=draft.office, ward=place, area=spec.unique_within or "commune")
    if not found:
        if not where.is_taken(name, besides=draft.business_id):
            return NameCheck(name, (), "")
        found = [_taken_words(name, where)]
    for other in _others(without_forbidden(name, spec.forbidden), answers, where):
        if not name_problems(other, spec.forbidden) and not where.is_taken(other, besides=draft.business_id):
            return NameCheck(name, tuple(found), other)
    return NameCheck(name, tuple(found), "")


def problem_of_move(draft: Draft, answers: Mapping[str, Any]) -> Bilingual | None:
    """Return why a business cannot take its name along to another ward, None where it can or stays.

    The name itself is not judged again: it was good when it was registered.
    """
    business, ward = draft.business, str(answers.get("office_ward") or "")
    spec = name_field(procedures.procedure_of(draft.procedure_code, draft.procedure_version))
    if business is None or spec is None or ward in {"", business.ward}:
        return None
    where = _NameScope(office=draft.office, ward=ward, area=spec.unique_within or "commune")
    name = str(answers.get(spec.name) or "")
    if not name or not where.is_taken(name, besides=business.pk):
        return None
    return Bilingual(
        vi=f"Ở xã, phường này đã có hộ kinh doanh khác đăng ký tên “{name}”. Hãy đăng ký thay đổi cả tên.",
        en=f"Another household business in this ward has the name “{name}”. Change the name as well.",
    )


def ensure_name_free(dossier: Dossier) -> None:
    """Refuse to approve a name that another business got meanwhile; to be called in a transaction.

    Approvals in one place wait for each other here, so that of two equal names only one passes. A business
    that moves into another ward takes its name there, whether or not that changes, too.

    Raises:
        NameTakenError: another business has it.
    """
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    spec = name_field(procedure)
    if spec is None:
        return
    own, wanted = _asked_for(dossier, spec, procedure)
    scopes = {
        (name, ward): _NameScope(office=dossier.office, ward=ward, area=spec.unique_within or "commune")
        for name, ward in sorted(wanted)
        if name
    }
    # Always in one order, so that two approvals never wait for each other.
    for key in sorted({where.key for where in scopes.values()}):
        Counter.objects.select_for_update().get_or_create(key=f"names:{key}")
    for (name, ward), where in scopes.items():
        if where.is_taken(name, besides=dossier.business_id, without=dossier.pk):
            words = _taken_words if (name, ward) == own else _taken_together_words
            raise NameTakenError(words(name, where), dossier=dossier.code)


def _asked_for(
    dossier: Dossier, spec: FieldSpec, procedure: Procedure
) -> tuple[tuple[str, str], set[tuple[str, str]]]:
    """Return the name with its ward that a dossier asks for, and all that its approval may bring about.

    Approvals about one business wait for each other here: a new name and a new ward approved at once are one
    name in one ward, which neither dossier shows.
    """
    if dossier.business_id is None:
        own = _name_and_ward(dossier.answers)
        return own, {own}
    business = Business.objects.select_for_update(no_key=True).get(pk=dossier.business_id)
    others = list(_changes_under_way().filter(business=business).exclude(pk=dossier.pk))
    own = _name_and_ward(answers_after(business, dossier))
    wanted = _may_have(business, [*others, dossier]) - _may_have(business, others)
    is_asked = spec.name not in procedure.fields_left_out(dossier.answers)
    return own, wanted | {own} if is_asked or own[1] != business.ward else wanted


def _changes_under_way() -> QuerySet[Dossier]:
    """Return the dossiers that were approved and are not yet in the register."""
    return Dossier.objects.filter(state=State.PROCESSING, decision="approved")


def _may_have(business: Business, approved: Iterable[Dossier]) -> set[tuple[str, str]]:
    """Return each name with each ward that a business may have before all these are registered."""
    held = [_name_and_ward(business.answers)]
    held += [_name_and_ward(answers_after(business, dossier)) for dossier in approved]
    return set(product({name for name, _ in held}, {ward for _, ward in held}))


def _name_and_ward(answers: Mapping[str, Any]) -> tuple[str, str]:
    return own_name(str(answers.get("own_name") or "")), str(answers.get("office_ward") or "")


def name_taken(business: Business) -> bool:
    """Tell whether another business of the place has the name of this one; they differ while both go on."""
    procedure = procedures.procedure_of(
        business.certificate.procedure_code, business.certificate.procedure_version
    )
    spec = name_field(procedure)
    area = "commune" if spec is None else spec.unique_within or "commune"
    where = _NameScope(office=business.office, ward=business.ward, area=area)
    return where.is_taken(str(business.answers.get("own_name", "")), besides=business.pk)


def name_field(procedure: Procedure) -> FieldSpec | None:
    """Return the question for the business's name, None where the procedure does not ask for it."""
    return next((spec for spec in procedure.all_fields() if spec.kind == "own_name"), None)


class _NameScope:
    """Where a name must be its own: a commune, or the district an office of the law of 2021 stands for."""

    def __init__(self, *, office: str, ward: str, area: Area) -> None:
        self.office, self.ward, self.area = office, ward, area

    @property
    def key(self) -> str:
        return f"{self.area}:{self.office if self.area == 'district' else self.ward}"

    def is_taken(self, name: str, *, besides: int | None, without: int | None = None) -> bool:
        # What waits first: it is registered from one moment to the next, and would be missed in between.
        if self._approved(name, besides=besides, without=without):
            return True
        registered = Business.objects.filter(name_key=name_key(name), **self._place())
        return any(not status_of(business).ended for business in registered.exclude(pk=besides or 0))

    def _approved(self, name: str, *, besides: int | None, without: int | None) -> bool:
        wanted = Q(answers__own_name=own_name(name)) | Q(business__name_key=name_key(name))
        others = _changes_under_way().exclude(pk=without or 0).exclude(business_id=besides or 0)
        found = list(others.filter(wanted))
        first = [dossier for dossier in found if dossier.business_id is None]
        if any(self._holds(dossier.office, {_name_and_ward(dossier.answers)}, name) for dossier in first):
            return True
        changes: dict[int, list[Dossier]] = {}
        about = {dossier.business_id for dossier in found}
        for dossier in others.filter(business__in=about).select_related("business"):
            changes.setdefault(dossier.business_id or 0, []).append(dossier)
        return any(
            self._holds(business.office, _may_have(business, approved), name)
            for approved in changes.values()
            if (business := approved[0].business) is not None
        )

    def _holds(self, office: str, held: set[tuple[str, str]], name: str) -> bool:
        if self.area == "district":
            return office == self.office and own_name(name) in {one for one, _ in held}
        return (own_name(name), self.ward) in held

    def _place(self) -> dict[str, str]:
        return {"office": self.office} if self.area == "district" else {"ward": self.ward}


def _taken_words(name: str, where: _NameScope) -> Bilingual:
    vi, en = _AREA_WORDS[where.area]
    return Bilingual(
        vi=f"Tên “{name}” đã có hộ kinh doanh khác {vi} đăng ký. Hãy chọn tên khác.",
        en=f"Another household business in {en} has the name “{name}”. Choose another one.",
    )


def _taken_together_words(name: str, where: _NameScope) -> Bilingual:
    vi, en = _AREA_WORDS[where.area]
    return Bilingual(
        vi=f"Một hồ sơ khác của hộ kinh doanh này đã duyệt và chờ ghi vào sổ. Sau cả hai hồ sơ, tên “{name}” "
        f"có thể trùng với hộ kinh doanh khác {vi}. Hãy đợi hồ sơ kia ghi vào sổ rồi xem lại.",
        en=f"Another dossier of this household business was approved and is not registered yet. After both, "
        f"another one in {en} may have the name “{name}”. Wait until that one is registered and look again.",
    )


def _others(name: str, answers: Mapping[str, Any], where: _NameScope) -> Iterator[str]:
    """Names near the one wanted, the most telling first: without what is forbidden, with the street, ..."""
    if not name:
        return
    yield name
    street = re.sub(r"^[\d/\s,.A-Za-z]*\d\S*\s+", "", str(answers.get("office_street") or "")).split(",")[0]
    owner = str(answers.get("full_name") or "").split()
    for more in (upper(street), owner[-1] if owner else "", " ".join(owner[-2:]), _ward_words(where.ward)):
        if more and len(more) <= 40 and not name.endswith(more):
            yield f"{name} {more}"
    yield from (f"{name} {number}" for number in range(2, _MOST_NUMBERED + 1))


def _ward_words(code: str) -> str:
    try:
        return upper(ward_of(code).short_name)
    except MotcuaError:
        return ""
