"""The form, one page a question or a few that belong together, and the last look before it is sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import participants
from motcua.dossiers.errors import CollisionError, IncompleteDraftError, NoBusinessError
from motcua.dossiers.models import Draft
from motcua.dossiers.types import NameCheck
from motcua.kernel.messages import Bilingual
from motcua.portal import access, limits, path, unsaved_input
from motcua.portal.views import collision, live
from motcua.portal.views.reading import GIVEN_BY, slot_rows
from motcua.procedures import selectors as procedures
from motcua.procedures import services as procedure_services
from motcua.procedures.types import FieldSpec, Procedure
from motcua.ui import device
from motcua.ui.templatetags.motcua import say

#: Of a page in bytes; and what makes such a page smaller, with a random length of its own.
_LONG: Final = 40_000
_GZIP: Final = GZipMiddleware(lambda _request: HttpResponse())
_LOOK, _TAKE = "look_", "lay"
#: The button that leaves a page for later: what stands on it is kept, whole or not.
_LEAVE = "giu"
_LONGEST_NAME = 300
#: Sources that are on the card; others are named beside their value.
_FROM_PHOTOS = frozenset({"qr", "mrz", "text", "derived"})
#: Filing tells whether a number has something already: not for trying numbers.
_SUBMIT_LIMIT, _SUBMIT_WINDOW = 60, timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else says instead: ``key`` is what the button sends that takes it over."""

    who: str
    value: str
    key: str


@dataclass(frozen=True, slots=True)
class Question:
    """One field as the page shows it: with its origin, and the look to take where the reading doubts."""

    field: BoundField
    spec: FieldSpec
    sources: tuple[str, ...]
    doubtful: bool
    crop: str
    looked: bool
    look_name: str
    look_error: str
    others: tuple[Other, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def step(request: HttpRequest, draft: Draft, step: str) -> HttpResponseBase:
    """One page of the form. Answers are kept even when a look is still missing."""
    procedure = path.procedure_of(draft)
    if procedure.about_existing and draft.business_id is None:
        return redirect("portal:business", draft_id=draft.pk)
    answers = dossiers.effective_answers(draft)
    progress = path.form_progress(draft, procedure, step)
    posted = request.POST if request.method == "POST" else None
    taken = _taken_over(draft, request.POST.get(_TAKE, "")) if posted is not None else {}
    if posted is not None and taken:  # the page again, with the other value and all that was typed
        answers, posted = {**answers, **_typed(procedure, step, posted), **taken}, None
    shown = posted if request.method == "POST" else unsaved_input.of(request, draft, step, answers)
    form = procedure_services.build_form(
        procedure, step, data=shown, initial=answers, office=procedures.get_office(draft.office)
    )
    if device.kiosk_of(request) or draft.taken_by:
        form.for_shared_device()
    looks: dict[str, str] = {}
    to_check = "kiem-tra" in {request.POST.get("sau"), request.GET.get("sau")}
    checked = _name_check(draft, form, answers)
    if posted is not None and _LEAVE in posted:
        _keep_half(request, draft, step, form)
        return redirect("portal:save", draft_id=draft.pk)
    if posted is not None and form.is_valid():
        draft, looks = _saved(request, draft, form)
        unsaved_input.forget(request, draft, step)
        if not looks:
            return redirect(_check(draft) if to_check else path.after_step(draft, procedure, step))
    elif posted is not None:
        unsaved_input.keep(request, draft, step)
    found = procedure.step(step)
    for spec in found.fields:
        live.listen(form[spec.name], spec, draft)
    amounts = (live.words(form[spec.name].value()) for spec in found.fields if spec.kind == "amount")
    told = checked is not None and checked.problems
    questions = [_question(draft, form[spec.name], spec, looks, shown) for spec in found.fields]
    context = {
        "draft": draft,
        "form": form,
        "found": found,
        "questions": questions,
        "filled_in": _is_filled_in(draft, questions, answers),
        "look_errors": [(f"id_{_LOOK}{name}", text) for name, text in looks.items()],
        "progress": progress,
        "name_check": {**live.shown(checked), "told": True} if checked is not None and told else None,
        "amount_words": next(amounts, ""),
        "back": _check(draft) if to_check else path.before_step(draft, procedure, step),
        "to_check": to_check,
    }
    wrong = posted is not None and (bool(looks) or not form.is_valid())
    response = render(request, "portal/step.html", context, status=422 if wrong else 200)
    return _smaller(request, response) if posted is None else response


def _smaller(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Compress a page that is long for its lists: three times hundreds of trades, a second and more on 3G.

    Only such a page: nothing an attacker could choose stands in it beside something secret, from whose
    compressed length the secret could be guessed (BREACH).
    """
    return response if len(response.content) < _LONG else _GZIP.process_response(request, response)


def _saved(
    request: HttpRequest, draft: Draft, form: procedure_services.StepForm
) -> tuple[Draft, dict[str, str]]:
    """Keep the answers; return the draft, and of each field that still wants a look what to say."""
    confirmed = frozenset(
        name for name in form.fields if name in draft.prefilled and request.POST.get(_LOOK + name) == "on"
    )
    draft = dossiers.save_answers(draft.pk, form.cleaned_data, confirmed=confirmed)
    missing = [name for name in dossiers.unconfirmed(draft) if name in form.fields]
    return draft, {name: _missing_look(form[name]) for name in missing}


def _keep_half(request: HttpRequest, draft: Draft, step: str, form: procedure_services.StepForm) -> None:
    """Keep a page that is not done: what can stand as answers for any device, the rest as it was typed."""
    given = {name: form.cleaned_data[name] for name in form.fields if not form.errors.get(name)}
    given = {name: value for name, value in given.items() if request.POST.get(name)}
    looked = frozenset(
        name for name in given if name in draft.prefilled and request.POST.get(_LOOK + name) == "on"
    )
    dossiers.save_answers(draft.pk, given, confirmed=looked)
    if any(request.POST.get(name) for name in form.errors):
        unsaved_input.keep(request, draft, step)
    else:
        unsaved_input.forget(request, draft, step)


def _check(draft: Draft) -> str:
    return reverse("portal:check", kwargs={"draft_id": draft.pk})


@require_safe
def industries(request: HttpRequest) -> HttpResponse:
    """Lines of business for everyday words, as JSON for the search beside the list; no draft is needed."""
    words = request.GET.get("q", "")[:80]
    found = procedures.search_industries(words) if words.strip() else ()
    return JsonResponse(
        {
            "found": [
                {
                    "value": item.code,
                    "label": f"{say(item.everyday)} ({item.code})",
                    "lang": "vi" if procedures.only_in_vietnamese(item.code) else "",
                }
                for item in found
            ]
        }
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Every answer with a way to change it, and the button that files."""
    problems: Mapping[str, Any] = {}
    if request.method == "POST":
        limits.limit(request, "submit", most=_SUBMIT_LIMIT, window=_SUBMIT_WINDOW, officer=draft.taken_by)
        try:
            if draft.parent_id is not None:
                dossiers.complete_part(draft.pk)
                unsaved_input.forget(request, draft)
                return redirect("portal:joined", draft_id=draft.pk)
            dossier = dossiers.submit(draft.pk)
        except NoBusinessError:
            return redirect("portal:business", draft_id=draft.pk)
        except CollisionError:
            collision.note_filing(request, draft)
            return redirect(reverse("portal:collision", kwargs={"draft_id": draft.pk}) + "?sau=kiem-tra")
        except IncompleteDraftError as error:
            problems = error.fields
        else:
            unsaved_input.forget(request, draft)
            access.remember_dossier(request, dossier, keep_key=True)
            return redirect("portal:filed", draft_id=draft.pk)
    dossiers.ask_registers(draft)  # answered, as a rule, before the button is pressed
    procedure = path.procedure_of(draft)
    status = selectors.identity_status(draft)
    last = path.slugs_of(draft, procedure)[-1]
    fee = selectors.fee_through(procedure, draft.channel)
    context = {
        "draft": draft,
        "business": draft.business,
        "others": participants.of(draft) if path.has_others(draft) else None,
        "procedure": procedure,
        "office": procedures.get_office(draft.office),
        "sections": procedure_services.summary(
            procedure, dossiers.effective_answers(draft), access.language()
        ),
        "status": status,
        "slots": slot_rows(draft, status),
        "problems": list(_problem_links(draft, procedure, problems)),
        "required": {spec.name for spec in procedure.all_fields() if spec.required},
        "progress": path.Progress(4, _("Kiểm tra và nộp")),
        "back": path.step_address(draft, last),
        "fee": fee.amount if fee and draft.parent_id is None else 0,
    }
    return render(request, "portal/check.html", context, status=422 if problems else 200)


def _name_check(
    draft: Draft, form: procedure_services.StepForm, answers: Mapping[str, Any]
) -> NameCheck | None:
    """Check a name that was sent, and put what forbids it onto the form."""
    name = next((spec.name for spec in form.specs() if spec.kind == "own_name"), None)
    if name is None or not form.is_bound:
        return None
    typed = str(form.data.get(name, ""))[:_LONGEST_NAME]
    checked = dossiers.check_name(draft, typed, answers)
    if checked.problems and name not in form.errors:
        form.add_error(name, [say(problem) for problem in checked.problems])
    return checked


def _missing_look(field: BoundField) -> str:
    return _("Hãy xem lại “%(field)s”: so với giấy tờ, sửa nếu sai, rồi đánh dấu “Tôi đã xem, đúng”") % {
        "field": field.label
    }


def _question(
    draft: Draft,
    field: BoundField,
    spec: FieldSpec,
    looks: Mapping[str, str],
    posted: Mapping[str, Any] | None,
) -> Question:
    filled = draft.prefilled.get(spec.name)
    as_read = filled is not None and draft.answers.get(spec.name, filled["value"]) == filled["value"]
    doubtful = filled is not None and as_read and filled["review"]
    ticked = posted.get(_LOOK + spec.name) == "on" if posted is not None else spec.name in draft.confirmed
    others = filled.get("others", {}) if doubtful and filled is not None else {}
    crop = ""
    if doubtful and filled is not None and _has_crop(draft, filled["reading_field"]):
        slug = filled["reading_field"].replace("_", "-")
        crop = reverse("portal:crop", kwargs={"draft_id": draft.pk, "field": slug})
    return Question(
        field=field,
        spec=spec,
        sources=tuple(filled["sources"]) if filled is not None and as_read else (),
        doubtful=doubtful,
        crop=crop,
        looked=ticked,
        look_name=_LOOK + spec.name,
        look_error=looks.get(spec.name, ""),
        others=tuple(
            Other(str(GIVEN_BY[source]), procedure_services.display(spec, value), f"{spec.name}:{source}")
            for source, value in others.items()
        ),
    )


def _is_filled_in(draft: Draft, questions: Iterable[Question], answers: Mapping[str, Any]) -> bool:
    """Tell whether a box of the page holds what was read from the photos, or what the office holds."""
    return any(
        _FROM_PHOTOS.intersection(question.sources)
        or (name not in draft.answers and name not in draft.prefilled and bool(answers.get(name)))
        for question in questions
        for name in [question.spec.name]
    )


def _taken_over(draft: Draft, key: str) -> dict[str, Any]:
    """Return the answer that somebody else gave and the person wants, none for a key that is no such."""
    name, _colon, source = key.partition(":")
    others = draft.prefilled.get(name, {}).get("others", {})
    return {name: others[source]} if source in others else {}


def _typed(procedure: Procedure, step: str, posted: QueryDict) -> dict[str, Any]:
    """Return what stands in the fields of a page, unchecked, to be shown again."""
    return {
        spec.name: posted.getlist(spec.name) if spec.kind == "picks" else posted.get(spec.name, "")
        for spec in procedure.step(step).fields
        if spec.name in posted
    }


def _has_crop(draft: Draft, name: str) -> bool:
    reading = selectors.identity_status(draft).reading
    return reading is not None and name in reading.fields and reading.fields[name].region is not None


def _problem_links(
    draft: Draft, procedure: Procedure, problems: Mapping[str, Any]
) -> Iterable[tuple[str, str]]:
    """Return for each problem the page where it is mended, and what to say."""
    about_people = set(map(say, participants.ABOUT_PEOPLE))
    for name, found in problems.items():
        try:
            spec, page = procedure.field(name), procedure.step_of(name)
        except KeyError:
            continue
        texts = [found] if isinstance(found, str | Bilingual) else list(found)
        for text in texts:
            if say(text) in about_people:
                yield reverse("portal:people", kwargs={"draft_id": draft.pk}), say(text)
                continue
            address = path.step_address(draft, page.slug) + f"?sau=kiem-tra#id_{name}"
            yield address, _told(say(spec.label), say(text))


def _told(label: str, text: str) -> str:
    """Put what is wrong behind the name of its field, unless it names it; no colon follows a question."""
    if label in text:
        return text
    return f"{label} {text}" if label.endswith("?") else f"{label}: {text}"
