"""Whether people of a dossier take part in another household business, and what else is at its address.

One person, and each member of a family, may register one household business in the whole country (Decree
168/2025/NĐ-CP, Article 83.1). Who registers again under a spouse's name is found by the members and by the
place. For officers only: it is about other people, and no law forbids two businesses under one roof.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db.models import Q

from motcua.dossiers.business.businesses import status_of
from motcua.dossiers.drafting.participants import MEMBER
from motcua.dossiers.models import Business, Dossier
from motcua.dossiers.states import GRANTED, NAMES, OPEN
from motcua.dossiers.types import Related
from motcua.kernel import clock
from motcua.procedures.services import business_name

#: A market hall has hundreds of businesses under one address: more than these tell an officer nothing more.
MOST_AT_PLACE: Final = 5


def related_to(dossier: Dossier) -> list[Related]:
    """Return where people of an open dossier own or belong to another business, or to an open dossier."""
    if dossier.state_enum not in OPEN:
        return []
    members = {
        str(item.get("personal_number") or ""): str(item.get("full_name") or "") for item in _members(dossier)
    }
    members.pop("", None)
    found = [
        *_owned(dossier, members),
        *_belonging(dossier, {dossier.personal_number: dossier.full_name, **members}),
    ]
    return list({(item.person, item.code): item for item in found}.values())


def at_same_place(dossier: Dossier) -> list[Related]:
    """Return what others have at the address of an open first registration, at most :data:`MOST_AT_PLACE`."""
    answers = dossier.answers
    street, ward = str(answers.get("office_street") or "").strip(), str(answers.get("office_ward") or "")
    if dossier.state_enum not in OPEN or dossier.business_id is not None or not street or not ward:
        return []
    here = {"answers__office_street__iexact": street}
    businesses = Business.objects.filter(ward=ward, **here).exclude(owner_number=dossier.personal_number)
    running = [
        _of_business(item, item.owner_name, "place") for item in businesses if not status_of(item).ended
    ]
    others = Dossier.objects.filter(answers__office_ward=ward, procedure_code=dossier.procedure_code, **here)
    open_ones = others.filter(state__in=OPEN).exclude(
        Q(pk=dossier.pk) | Q(personal_number=dossier.personal_number)
    )
    found = [*running, *(_of_dossier(item, item.full_name, "place") for item in open_ones[:MOST_AT_PLACE])]
    return found[:MOST_AT_PLACE]


def _members(dossier: Dossier) -> list[dict[str, Any]]:
    there = dossier.evidence.get("participants") or []
    return [item["answers"] for item in there if item["role"] == MEMBER]


def _owned(dossier: Dossier, members: dict[str, str]) -> Iterator[Related]:
    for business in Business.objects.filter(owner_number__in=members):
        if business.pk != dossier.business_id and not status_of(business).ended:
            yield _of_business(business, members[business.owner_number], "owner")
    theirs = Dossier.objects.filter(personal_number__in=members, business=None, state__in=OPEN)
    for other in theirs.exclude(pk=dossier.pk):
        yield _of_dossier(other, members[other.personal_number], "owner")


def _belonging(dossier: Dossier, people: dict[str, str]) -> Iterator[Related]:
    for number, name in people.items():
        # The index of migration 0023.
        belong = Dossier.objects.filter(
            evidence__participants__contains=[{"role": MEMBER, "answers": {"personal_number": number}}],
            state__in=OPEN | GRANTED,
        )
        for other in belong.exclude(pk=dossier.pk).select_related("business"):
            business = other.business
            if business is None:
                yield _of_dossier(other, name, "member")
            elif business.pk != dossier.business_id and not status_of(business).ended:
                yield _of_business(business, name, "member")


def _of_business(business: Business, person: str, how: str) -> Related:
    name = business_name(str(business.answers.get("own_name", "")))
    return Related(
        person, how, "certificate", business.code, status_of(business).value, business.registered_on, name
    )


def _of_dossier(dossier: Dossier, person: str, how: str) -> Related:
    since = dossier.submitted_at.astimezone(clock.VIETNAM).date()
    name = business_name(str(dossier.answers.get("own_name", "")))
    return Related(person, how, "dossier", dossier.code, NAMES[dossier.state_enum], since, name)
