"""What was read from the photos, and what the person already has."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import population_fetch, presence
from motcua.dossiers.models import Draft
from motcua.dossiers.types import IdentityStatus
from motcua.kernel.errors import TooManyAttemptsError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import Reading
from motcua.portal import access, consenting, path
from motcua.portal.slots import FRONT, Slot
from motcua.portal.views import collision
from motcua.ui.templatetags.motcua import day

FIELD_NAMES = {
    "full_name": gettext_lazy("Họ và tên"),
    "personal_number": gettext_lazy("Số định danh cá nhân"),
    "previous_number": gettext_lazy("Số chứng minh nhân dân cũ"),
    "date_of_birth": gettext_lazy("Ngày sinh"),
    "sex": gettext_lazy("Giới tính"),
    "nationality": gettext_lazy("Quốc tịch"),
    "place_of_origin": gettext_lazy("Quê quán"),
    "place_of_residence": gettext_lazy("Nơi thường trú"),
    "place_of_birth_registration": gettext_lazy("Nơi đăng ký khai sinh"),
    "date_of_issue": gettext_lazy("Ngày cấp"),
    "date_of_expiry": gettext_lazy("Có giá trị đến"),
    "issuing_authority": gettext_lazy("Nơi cấp"),
    "ethnicity": gettext_lazy("Dân tộc"),
}
#: Who else than the photos may have said something of the person.
GIVEN_BY = {
    "population": gettext_lazy("Cơ sở dữ liệu quốc gia về dân cư"),
    "identity": gettext_lazy("Tài khoản bạn đã đăng nhập"),
}


_SEXES = {"Nam": Bilingual("Nam", "Male"), "Nữ": Bilingual("Nữ", "Female")}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was read or given, ready to be shown; ``others`` are who says otherwise, and what."""

    name: str
    label: str
    value: str
    sources: tuple[str, ...]
    review: bool
    others: tuple[tuple[str, str], ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def reading(request: HttpRequest, draft: Draft) -> HttpResponse:
    """While a worker reads: how far it is. Afterwards: what it read, and the way on."""
    if not dossiers.has_agreed(draft):
        return redirect("portal:agreement", draft_id=draft.pk)
    status = selectors.identity_status(draft)
    if status.slots[FRONT.name].status == "missing" and not population_fetch.spares_card(draft):
        return redirect("portal:photo", draft_id=draft.pk, slot=FRONT.slug)
    if not status.reading_pending:
        dossiers.ask_registers(draft)
    try:
        found = collision.found_of(request, draft)
    except TooManyAttemptsError:  # nobody who goes on is kept by it: to send the form tells, and counts, too
        found = []
    if request.method == "POST":
        if any(item.certain for item in found) and not draft.collision_acknowledged:
            return redirect("portal:collision", draft_id=draft.pk)
        return redirect(path.first_step(draft))
    context = {
        "draft": draft,
        "status": status,
        "register": consenting.register_state(request, draft),
        "presence": presence.of_draft(draft.pk),
        "slots": slot_rows(draft, status),
        "rows": rows_of(draft, status.reading),
        "problems": _own_problems(status),
        "collisions": found,
        "by_card": collision.is_by_card(draft),
        "about_existing": draft.business is not None,
        "instead": collision.instead_of(draft, found),
        "signature": signature(status),
        "progress": path.Progress(2, _("Xem lại những gì đã đọc")),
        "back": path.before_photo(draft, path.slots_of(draft)[-1]),
    }
    return render(request, "portal/reading.html", context)


@require_safe
@access.with_draft
def progress(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The piece of page that is asked for again while a worker reads (htmx)."""
    status = selectors.identity_status(draft)
    page = request.GET.get("trang", "")
    if page == "so":
        shown = presence.of_draft(draft.pk)
        if status.match_pending or shown.pending:
            return HttpResponse(status=204)  # as below
        context = {"draft": draft, "status": status, "presence": shown}
        return render(request, "portal/match.html", context)
    if request.GET.get("v") == signature(status) and status.pending:
        return HttpResponse(status=204)  # htmx leaves the page as it is, and a screen reader stays quiet
    on_reading_page = page == "doc"
    context = {
        "draft": draft,
        "status": status,
        "slots": [
            (slot, item)
            for slot, item in slot_rows(draft, status)
            # A photo's own page speaks of the others, as far as there are any.
            if on_reading_page or (item.status != "missing" and slot.slug != page)
        ],
        "page": page,
        "signature": signature(status),
    }
    response = render(request, "portal/progress.html", context)
    if on_reading_page and (status.slow or not status.reading_pending):
        response["HX-Refresh"] = "true"  # done, or late: the page itself has more to say now
    return response


def signature(status: IdentityStatus) -> str:
    """Return a text that changes whenever the progress looks different."""
    flags = f"{status.reading_pending:d}{status.match_pending:d}{status.slow:d}"
    return "-".join([*(slot.status for slot in status.slots.values()), flags])


def slot_rows(draft: Draft, status: IdentityStatus) -> list[tuple[Slot, Any]]:
    """Return the photos with their state, those not asked for left out."""
    return [(slot, status.slots[slot.name]) for slot in path.slots_of(draft)]


def rows_of(draft: Draft, found: Reading | None) -> list[Row]:
    """Return what was read or given and goes into the form, in the order people know from their card."""
    filled = {item["reading_field"]: item for item in draft.prefilled.values()}
    read = found.fields if found is not None else {}
    return [
        Row(
            name,
            str(label),
            shown(read[name].value if name in read else str(filled[name]["value"]), name),
            tuple(filled[name]["sources"]),
            filled[name]["review"],
            tuple(
                (str(GIVEN_BY[source]), shown(str(value), name))
                for source, value in filled[name].get("others", {}).items()
            ),
        )
        for name, label in FIELD_NAMES.items()
        if name in filled
    ]


def shown(value: str, name: str = "") -> str:
    """Return a value of a reading as a person reads it, the sex in the language of the page."""
    if name == "sex" and value in _SEXES:
        return _SEXES[value].in_language(access.language())
    return _("Không thời hạn") if value == "no_expiry" else day(value)


def _own_problems(status: IdentityStatus) -> list[Problem]:
    """The paper's problems that no photo has said already: its photo says each that has a place."""
    said = {(problem.code, problem.field) for slot in status.slots.values() for problem in slot.problems}
    return [
        problem
        for problem in status.problems
        if problem.image is None and (problem.code, problem.field) not in said
    ]
