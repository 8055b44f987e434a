"""From draft to dossier: one transaction, exactly once."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from motcua.audit import services as audit
from motcua.dossiers import search_words
from motcua.dossiers.business import businesses, naming, registers
from motcua.dossiers.business.collisions import collisions, open_about
from motcua.dossiers.contact import notifications
from motcua.dossiers.counters import next_number
from motcua.dossiers.drafting import analyses, drafts, participants, presence, versions
from motcua.dossiers.errors import (
    NOT_THE_OWNER,
    CeasedBusinessError,
    CollisionError,
    IncompleteDraftError,
    NoBusinessError,
)
from motcua.dossiers.faces import double_identity
from motcua.dossiers.faces.second_fact import as_date
from motcua.dossiers.models import Analysis, Dossier, Draft, Transition
from motcua.dossiers.states import State
from motcua.dossiers.timing import calendars
from motcua.dossiers.types import Collision
from motcua.jobs import services as jobs
from motcua.kernel import clock, ids, workdays
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold
from motcua.people import services as people
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.types import Procedure

_LOOK = Bilingual(
    vi="Vui lòng xem lại mục này: máy chưa đọc chắc chắn.",
    en="Please check this answer: the reading was not certain.",
)

_NO_CARD = Bilingual(
    vi="Cần ảnh mặt trước thẻ căn cước của bạn.", en="A photo of the front of your identity card is needed."
)


def unconfirmed(draft: Draft) -> list[str]:
    """Form fields pre-filled from a doubtful reading that nobody has looked at."""
    left_out = _procedure(draft).fields_left_out(draft.answers)
    return [
        name
        for name, item in draft.prefilled.items()
        if item["review"]
        and name not in left_out
        and name not in draft.confirmed
        and draft.answers.get(name, item["value"]) == item["value"]
    ]


def effective_answers(draft: Draft) -> dict[str, Any]:
    """What the person typed, over what was pre-filled, over what the office holds about the business."""
    return _effective(draft, businesses.held_answers(draft))


def _effective(draft: Draft, held: dict[str, Any]) -> dict[str, Any]:
    given = {**{name: item["value"] for name, item in draft.prefilled.items()}, **draft.answers}
    left_out = _procedure(draft).fields_left_out({**held, **given})
    # A page that is not asked (any more) changes nothing of what the office holds.
    return {**held, **{name: value for name, value in given.items() if name not in left_out}}


def _procedure(draft: Draft) -> Procedure:
    return procedures.procedure_of(draft.procedure_code, draft.procedure_version)


def collisions_of(draft: Draft) -> list[Collision]:
    """What the person of this draft already has under a procedure that one person may hold once."""
    procedure = _procedure(draft)
    if draft.business is not None:
        return open_about(draft.business, draft.procedure_code)
    if not procedure.one_per_person:
        return []
    answers = effective_answers(draft)
    born = str(answers.get("date_of_birth", ""))
    return collisions(
        personal_number=str(answers.get("personal_number", "")),
        previous_number=str(answers.get("previous_number", "")),
        full_name=str(answers.get("full_name", "")),
        date_of_birth=date.fromisoformat(as_date(born)) if as_date(born) else None,
        procedure_code=draft.procedure_code,
    )


def ask_registers(draft: Draft) -> bool:
    """Have national registers asked about the person of the draft, in the background."""
    return registers.request_answers(effective_answers(draft))


def problems_of(draft: Draft) -> dict[str, list[str]]:
    """What still keeps the draft from being filed: form field -> messages in the active language."""
    procedure = _procedure(draft)
    office = procedures.get_office(draft.office)
    answers = effective_answers(draft)
    wrong = forms.validate_all(procedure, answers, office=office)
    if draft.business is not None and not businesses.is_owner(draft.business, answers):
        wrong.setdefault("personal_number", []).append(_say(NOT_THE_OWNER))
    spec = naming.name_field(procedure)
    if spec is not None and spec.name not in wrong and spec.name not in procedure.fields_left_out(answers):
        checked = naming.check_name(draft, str(answers.get(spec.name, "")), answers)
        if checked.problems:
            wrong[spec.name] = [_say(problem) for problem in checked.problems]
    elif "office_ward" not in wrong and (taken := naming.problem_of_move(draft, answers)) is not None:
        wrong["office_ward"] = [_say(taken)]
    for name, missing in participants.missing(draft, answers).items():
        wrong.setdefault(name, []).extend(_say(message) for message in missing)
    for name in unconfirmed(draft):
        wrong.setdefault(name, [_say(_LOOK)])
    return wrong


def _say(message: Bilingual) -> str:
    return message.in_language(get_language() or "vi")


@transaction.atomic
def complete_part(part_id: uuid.UUID) -> Draft:
    """Confirm the part of somebody who takes part in another's filing.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
        IncompleteDraftError: something is missing or wrong, or their card was not photographed.
    """
    part = drafts.locked(part_id)  # what is looked at below is what is confirmed
    if part.parent_id is None:
        raise NotFoundError(draft=str(part_id))
    problems = problems_of(part)
    if not part.photos.filter(slot="front").exists():
        problems.setdefault("full_name", []).append(_say(_NO_CARD))
    return participants.complete(part_id, problems)


@transaction.atomic
def submit(draft_id: uuid.UUID) -> Dossier:
    """File the draft. Filing it again gives the same dossier: exactly one exists, or none.

    It is filed under the version of the procedure that is in force now, whichever it was begun under.

    In one transaction: the number, the dossier, its first move, the promise of a date, the photos' new
    retention, the record, and the queue's rows.

    Raises:
        NotFoundError: no such draft.
        IncompleteDraftError: answers missing, wrong or doubted and not looked at.
        CollisionError: the same person has something already and has not been told yet.
        NoBusinessError: the procedure is about a registered business and none was chosen, or it has ended.
    """
    draft = Draft.objects.select_for_update(no_key=True).filter(pk=draft_id).first()
    if draft is None:
        raise NotFoundError(draft=str(draft_id))
    if draft.parent_id is not None:
        raise NotFoundError(draft=str(draft_id), what="part of another filing")
    existing = Dossier.objects.filter(draft=draft).first()
    if existing is not None:
        return existing
    if draft.expires_at <= clock.now():
        raise NotFoundError(draft=str(draft_id))
    draft = versions.follow_law(draft)  # in the night in which the law changes the page was of yesterday's
    _ensure_business(draft)
    _hold_parts(draft)
    wrong = problems_of(draft)
    if wrong:
        raise IncompleteDraftError(wrong)
    answers = _effective(draft, businesses.held_answers(draft, whole=True))
    collisions = collisions_of(draft)
    if any(item.certain for item in collisions) and not draft.collision_acknowledged:
        raise CollisionError(draft=str(draft_id), collides=[item.code for item in collisions])
    dossier = _create(draft, answers, collisions=[item.code for item in collisions])
    people.keep_photos([item.photo for item in draft.photos.all()], until=None)
    participants.drop_others(draft, answers)
    for filed in (draft, *draft.parts.all()):
        analyses.forget_replaced(filed)
    presence.forget_compared(draft)
    audit.record(
        actor=filer(draft),
        action="dossier.submitted",
        subject=f"dossier:{dossier.code}",
        channel=draft.channel,
    )
    jobs.defer("outcomes.issue_slip", dossier_id=dossier.pk)
    double_identity.request_search(dossier)
    registers.request_answers(answers)
    return dossier


def filer(draft: Draft) -> str:
    """Return who files: the officer who takes the draft in, else the citizen at their own device."""
    return draft.taken_by or f"citizen:{draft.pk}"


def _hold_parts(draft: Draft) -> None:
    """Let nobody change their part any more: a photo replaced now would be gone for the officer."""
    list(draft.parts.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _ensure_business(draft: Draft) -> None:
    if not _procedure(draft).about_existing:
        return
    if draft.business is None:
        raise NoBusinessError(draft=str(draft.pk))
    if businesses.status_of(draft.business).ended:
        raise CeasedBusinessError(business=draft.business.code)


def _create(draft: Draft, answers: dict[str, Any], *, collisions: list[str]) -> Dossier:
    now = clock.now()
    office = procedures.get_office(draft.office)
    procedure = procedures.procedure_of(draft.procedure_code, draft.procedure_version)
    calendar = office.calendar
    serial = next_number(f"dossier:{office.identifier}:{now:%y%m%d}")
    code = ids.dossier_code(office.identifier, now.date(), serial)
    birth = answers.get("date_of_birth")
    dossier = Dossier.objects.create(
        code=code,
        draft=draft,
        office=draft.office,
        procedure_code=draft.procedure_code,
        procedure_version=draft.procedure_version,
        language=draft.language,
        channel=draft.channel,
        state=State.SUBMITTED,
        answers=answers,
        evidence=_evidence(draft, answers, collisions),
        personal_number=answers["personal_number"],
        previous_number=answers.get("previous_number", ""),
        full_name=answers["full_name"],
        folded_name=fold(answers["full_name"]),
        sought=search_words.vector_for(code, answers, draft.business),
        date_of_birth=date.fromisoformat(birth) if birth else None,
        phone=answers.get("phone", ""),
        submitted_at=now,
        due_on=workdays.due_at(now, procedure.working_days, calendar),
        calendar_version=calendars.keep(calendar),
        business=draft.business,
    )
    step = Transition.objects.create(
        dossier=dossier,
        move="submit",
        source=None,
        target=State.SUBMITTED,
        actor=filer(draft),
        at=now,
        procedure_version=draft.procedure_version,
    )
    notifications.notify(step)
    return dossier


def _evidence(draft: Draft, answers: dict[str, Any], collisions: list[str]) -> dict[str, Any]:
    """What the officer gets to see of how the values came about, frozen at submission."""
    paper = analyses.current_analysis(draft, Analysis.Kind.PAPER)
    match = analyses.current_analysis(draft, Analysis.Kind.MATCH)
    seen = effective_answers(draft)
    selfie = analyses.current_analysis(draft, Analysis.Kind.SELFIE)
    return {
        "photos": analyses.photos_of(draft),
        "reading": paper.record if paper else None,
        "selfie": selfie.record if selfie else None,
        "match": match.record if match else None,
        "prefilled": draft.prefilled,
        "confirmed": draft.confirmed,
        "given": draft.given,
        "collisions": collisions,
        # What the office held when it was filed: the officer sees before and after.
        "before": businesses.held_answers(draft, whole=True),
        # What the office added and the person could not see: no paper for the citizen may print it.
        "withheld": sorted(name for name in answers if name not in seen or seen[name] != answers[name]),
        "participants": participants.evidence(draft, answers),
        # What was known then; a sequence still being judged is shown by the desk as it is now.
        "assurance": presence.of_draft(draft.pk).level,
    }
