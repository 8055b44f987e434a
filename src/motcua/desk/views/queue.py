"""The queue: what waits, the most urgent first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.accounts import selectors as accounts
from motcua.accounts.models import User
from motcua.audit import services as audit
from motcua.desk.access import CODES, LAST_LOOK, actor, officer, officer_page
from motcua.desk.due import Due, Tone, due_of, state_tone
from motcua.desk.queue_filters import (
    DUE,
    GROUPS,
    HANDLERS,
    LATE,
    MINE,
    NEW_WAY,
    ORDERS,
    SOON,
    TO_ANSWER,
    TODAY,
    Filters,
    tabs,
    urgent,
)
from motcua.desk.words import actor_words, state_words
from motcua.dossiers import selectors
from motcua.dossiers.contact import conversation
from motcua.dossiers.handling import MAY_BE_HANDLED
from motcua.dossiers.models import Dossier
from motcua.dossiers.result import receiving
from motcua.dossiers.states import NAMES, PAUSED, State
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.outcomes.tax import trouble
from motcua.procedures import selectors as procedures
from motcua.procedures.services import business_name
from motcua.procedures.types import Office

PAGE_SIZE = 25
_TRANSFERS = Bilingual("Khoản chuyển chờ xử lý", "Transfers to deal with")
#: In the address: every dossier of the page is ticked, also where no script runs.
TICKED = "chon"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue; ``to_answer``: the citizen wrote and the office has not since.

    ``way``: how a result that is ready is to come; ``new_way``: that was changed and nobody looked since.
    ``business``: its name, in a search only: it may be what was found.
    ``paused``: no date runs. ``open``: something is left to do, so that it can be given to somebody.
    """

    dossier: Dossier
    procedure: Bilingual
    business: str
    state: Bilingual
    tone: Tone
    due: Due
    to_answer: bool
    way: Bilingual | None
    new_way: bool
    handler: str
    paused: bool
    open: bool


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that wants to be seen first: how many, where they are listed, and whether they are now."""

    name: Bilingual
    tone: Tone
    address: str
    count: int
    chosen: bool


@require_safe
@officer_page
def queue(request: HttpRequest) -> HttpResponse:
    """Show the office's dossiers under the filters of the address."""
    user, today = officer(request), clock.today()
    office = procedures.get_office(user.office)
    filters = Filters.from_query(request.GET, money=not user.may_take_in)
    whole, gone = user.may_take_in, selectors.with_revoked_certificate(office.slug)
    found = filters.select(office.slug, today, by_person=whole, me=user.get_username(), taken_back=gone)
    if filters.text:
        found = found.select_related("business")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    look = _remembered(request, filters, page)
    waiting = conversation.awaiting_answer(office.slug) if whole else set()
    colleagues = accounts.colleagues(office.slug)
    searched = bool(filters.text)
    rows = _rows(
        page.object_list, office, colleagues, gone=gone, waiting=waiting, whole=whole, searched=searched
    )
    if searched:
        _record(request, office, page, rows)
    context = {
        "here": "queue",
        "rows": rows,
        "tabs": tabs(office.slug, filters, taken_back=gone),
        "alarms": _money_alarms(user)
        + _alarms(office.slug, filters, to_answer=len(waiting), me=user.get_username()),
        "unsigned": outcomes.signing_waits(office.slug),
        "stamps_late": outcomes.stamps_late(office.slug),
        "wrong_answers": trouble.count_waiting(office.slug),
        "key_trouble": outcomes.key_trouble(),
        "colleagues": colleagues,
        "ticked": TICKED in request.GET,
        "codes": request.GET.getlist(CODES),
        "look": look,
        "tick_address": f"{look}&{TICKED}",
        **_offered(filters, office),
        **_pages(filters, page),
    }
    return render(request, "desk/queue.html", context)


def _record(request: HttpRequest, office: Office, page: Page[Dossier], rows: Iterable[Row]) -> None:
    """Record whose data a search showed to whom: who looks a person up need not open their dossier.

    The words are not kept: the record is never deleted, and they may name somebody who has filed nothing. A
    look without a search is the office's own list of work, and is not recorded.
    """
    audit.record(
        actor=actor(request),
        action="queue.searched",
        subject=f"office:{office.slug}",
        found=page.paginator.count,
        shown=[row.dossier.code for row in rows],
    )


def _remembered(request: HttpRequest, filters: Filters, page: Page[Dossier]) -> str:
    """Return the address of what is looked at; from a dossier one comes back to it, not to the first page."""
    look = filters.address(trang=str(page.number) if page.number > 1 else "")
    if request.session.get(LAST_LOOK) != look:
        request.session[LAST_LOOK] = look
    return look


def _rows(
    found: Iterable[Dossier],
    office: Office,
    colleagues: list[User],
    *,
    gone: Collection[int],
    waiting: Collection[int],
    whole: bool,
    searched: bool,
) -> list[Row]:
    """Return the lines; ``gone`` and ``waiting`` are keys: result taken back, and the citizen wrote."""
    shown, today = list(found), clock.today()
    names = _names(colleagues, {dossier.handler for dossier in shown} - {""})
    unsigned = outcomes.unsigned_among([dossier.pk for dossier in shown if dossier.decision == "approved"])
    ahead, rows = selectors.ahead_of(shown), []
    for dossier in shown:
        words, tone = state_words(dossier, unsigned=dossier.pk in unsigned, behind=dossier.pk in ahead)
        rows.append(
            Row(
                dossier,
                procedures.procedure_of(dossier.procedure_code, dossier.procedure_version).short_name,
                _business(dossier) if searched else "",
                words,
                tone or state_tone(dossier.state_enum),
                due_of(dossier, today, office.calendar, taken_back=dossier.pk in gone),
                dossier.pk in waiting,
                _way(dossier, taken_back=dossier.pk in gone),
                dossier.way_unseen and whole,
                names.get(dossier.handler, ""),
                dossier.state_enum in PAUSED,
                dossier.state_enum in MAY_BE_HANDLED and dossier.pk not in gone,
            )
        )
    return rows


def _offered(filters: Filters, office: Office) -> dict[str, Any]:
    """What can be chosen above the list, and what is chosen."""
    return {
        "filters": filters,
        "kept": [(name, value) for name, value in filters.values().items() if value],
        "due_name": DUE.get(filters.due),
        "states": [(str(int(state)), NAMES[state]) for state in State],
        "chosen_state": "" if filters.state is None else str(int(filters.state)),
        "procedures": [(item.code, item.short_name) for item in procedures.list_procedures(office)],
        "orders": list(ORDERS.items()),
        "handlers": list(HANDLERS.items()),
    }


def _pages(filters: Filters, page: Page[Dossier]) -> dict[str, Any]:
    """The page and the ways to the others."""
    return {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)),
        "gap": page.paginator.ELLIPSIS,
        "before": filters.address(trang=str(page.previous_page_number())) if page.has_previous() else "",
        "after": filters.address(trang=str(page.next_page_number())) if page.has_next() else "",
        "page_address": filters.address(trang="") + "&trang=",
    }


def _business(dossier: Dossier) -> str:
    held = dossier.business.answers if dossier.business is not None else {}
    name = str(dossier.answers.get("own_name") or held.get("own_name") or "")
    return business_name(name) if name else ""


def _way(dossier: Dossier, *, taken_back: bool) -> Bilingual | None:
    if dossier.state_enum != State.DECIDED or taken_back:
        return None
    way = receiving.delivery_method_of(dossier)
    return None if way is None else way.name


def _names(colleagues: list[User], handlers: set[str]) -> dict[str, str]:
    """Return who looks after dossiers by name; who has left the office is asked for only if they do."""
    names = {user.get_username(): user.display_name for user in colleagues}
    gone = actor_words({f"officer:{name}" for name in handlers - names.keys()})
    return names | {actor.removeprefix("officer:"): words.vi for actor, words in gone.items()}


def _money_alarms(user: User) -> list[Alarm]:
    """Return, for who says what becomes of it, how many transfers wait: other people's money lies there."""
    count = len(selectors.waiting_transfers(user.office)) if user.may_handle_money else 0
    return [Alarm(_TRANSFERS, "warn", reverse("desk:transfers"), count, chosen=False)] if count else []


def _alarms(office: str, filters: Filters, *, to_answer: int, me: str) -> list[Alarm]:
    """Return what is late, due today or next, and unanswered, over all groups, and what ``me`` has to do.

    Nothing there is none of.
    """
    counts = {**urgent(office, clock.today(), filters.groups, me=me), TO_ANSWER: to_answer}
    within = filters.groups[-1 if filters.groups is GROUPS else 0].slug
    tones: dict[str, Tone] = {LATE: "bad", TODAY: "warn", SOON: "", TO_ANSWER: "warn", NEW_WAY: "warn"}
    mine = counts.pop(MINE, 0)
    own = [
        Alarm(HANDLERS[MINE], "", f"?nhom={filters.groups[0].slug}&ai={MINE}", mine, filters.handler == MINE)
    ]
    return [
        Alarm(
            DUE[name],
            tone,
            f"?nhom={within}&han={name}",
            counts[name],
            filters.due == name,
        )
        for name, tone in tones.items()
        if counts.get(name)
    ] + (own if mine else [])
