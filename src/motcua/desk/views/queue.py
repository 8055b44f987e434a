"""The queue: what waits, the most urgent first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.desk.access import LAST_LOOK, officer, officer_page
from motcua.desk.due import Due, Tone, due_of, state_tone
from motcua.desk.queue_filters import DUE, TO_ANSWER, Filters, tabs, urgent
from motcua.desk.words import state_words
from motcua.dossiers import selectors, talk
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import NAMES, State
from motcua.kernel import clock
from motcua.kernel.messages import Bilingual
from motcua.outcomes import selectors as outcomes
from motcua.procedures import selectors as procedures

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue; ``to_answer``: the citizen wrote and the office has not since."""

    dossier: Dossier
    procedure: Bilingual
    state: Bilingual
    tone: Tone
    due: Due
    to_answer: bool


@require_safe
@officer_page
def queue(request: HttpRequest) -> HttpResponse:
    """Show the office's dossiers under the filters of the address."""
    office, today = officer(request).office, clock.today()
    filters = Filters.from_query(request.GET)
    whole, gone = officer(request).may_take_in, selectors.taken_back(office)
    found = filters.select(office, today, by_person=whole, taken_back=gone)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("trang"))
    # From a dossier one comes back to this place, not to the top of the first page.
    look = filters.address(trang=str(page.number) if page.number > 1 else "")
    if request.session.get(LAST_LOOK) != look:
        request.session[LAST_LOOK] = look
    waiting = talk.to_answer(office) if whole else set()
    rows = []
    for dossier in page.object_list:
        words, tone = state_words(dossier)
        tone = tone or state_tone(dossier.state_enum)
        rows.append(
            Row(
                dossier,
                procedures.procedure_of(dossier.procedure_code, dossier.procedure_version).short_name,
                words,
                tone,
                due_of(dossier, today, taken_back=dossier.pk in gone),
                dossier.pk in waiting,
            )
        )
    context = {
        "here": "queue",
        "rows": rows,
        "page": page,
        "filters": filters,
        "tabs": tabs(office, filters, taken_back=gone),
        "urgent": urgent(office, today),
        "unsigned": outcomes.signing_waits(office),
        "to_answer": len(waiting),
        "due_name": DUE.get(filters.due),
        "states": [(str(int(state)), NAMES[state]) for state in State],
        "chosen_state": "" if filters.state is None else str(int(filters.state)),
        "late_address": filters.address(nhom="can-lam", han="qua-han", tt="", q=""),
        "today_address": filters.address(nhom="can-lam", han="hom-nay", tt="", q=""),
        "answer_address": filters.address(nhom="tat-ca", han=TO_ANSWER, tt="", q=""),
        "before": filters.address(trang=str(page.previous_page_number())) if page.has_previous() else "",
        "after": filters.address(trang=str(page.next_page_number())) if page.has_next() else "",
    }
    return render(request, "desk/queue.html", context)
