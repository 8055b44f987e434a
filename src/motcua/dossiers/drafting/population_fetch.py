"""Taking over what the population database holds of a person who agreed: told once, not asked for again.

Only for whom the State's identity provider says who they are, at a level the office trusts: a number typed,
or read from a card that anybody may hold, would show a stranger's address. The consent is kept with its
purpose and goes with the question. A worker asks, so that no page waits; who goes on types as usual.
"""

import uuid
from typing import Final, Literal

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import wrong_answers
from motcua.dossiers.drafting import analyses, drafts, external_data, prefilling
from motcua.dossiers.drafting.prefilling import IDENTITY, POPULATION
from motcua.dossiers.models import Dossier, Draft, RegisterAnswer
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import Consent, PersonRecord
from motcua.jobs import services as jobs
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people
from motcua.people.types import ConsentGiven
from motcua.procedures import selectors as procedures

TASK: Final = "dossiers.fetch_person"
CONSENT: Final = "population_fetch"
#: The text on the page that asks.
WORDING: Final = "2026-11-population"
#: ``off``: cannot be asked for this draft. ``unknown``: the database does not hold the number.
State = Literal["off", "offered", "waiting", "held", "unknown"]


def state_of(draft: Draft) -> State:
    """Return how far it is with a draft."""
    if not number_of(draft) or not interconnect.is_connected("population"):
        return "off"
    if POPULATION in draft.given:
        return "held" if draft.given[POPULATION]["fields"] else "unknown"
    return "waiting" if _consent(draft.pk) is not None else "offered"


def number_of(draft: Draft) -> str:
    """Return the number that may be asked about: of who signed in for this draft; empty for nobody."""
    record = draft.given.get(IDENTITY) or {}
    known_well = record.get("level") in settings.IDENTITY["levels"]
    return str(record["fields"]["personal_number"]) if known_well else ""


def spares_card(draft: Draft) -> bool:
    """Whether the card need not be photographed: the State has said who it is and what the form asks."""
    return state_of(draft) == "held"


@transaction.atomic
def agree(draft_id: uuid.UUID, *, language: str) -> None:
    """Keep that the person agreed, and have a worker ask; agreeing again asks again.

    Raises:
        NotFoundError: it is not offered for this draft, or as :func:`motcua.dossiers.drafting.drafts.locked`.
    """
    draft = drafts.locked(draft_id)
    if state_of(draft) == "off":
        raise NotFoundError(draft=str(draft_id))
    people.record_consent(
        subject=drafts.subject_of(draft_id), purpose=CONSENT, wording=WORDING, language=language
    )
    if not jobs.is_waiting(TASK, draft_id=str(draft_id)):
        jobs.defer(TASK, draft_id=str(draft_id))


@transaction.atomic
def withdraw(draft_id: uuid.UUID) -> bool:
    """Keep that the person withdrew; what was taken over goes out of the form, what they typed stays.

    Returns whether a consent stood; without one nothing changes.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
    """
    draft = drafts.locked(draft_id)
    if not people.withdraw_consent(subject=drafts.subject_of(draft_id), purpose=CONSENT):
        return False
    draft.given = {source: record for source, record in draft.given.items() if source != POPULATION}
    prefilling.fill(draft, analyses.reading_of(draft))
    return True


def fetch(draft_id: uuid.UUID) -> None:
    """Ask the database about the person of a draft and keep its answer with the draft, or its dossier.

    Nothing happens where the consent was withdrawn meanwhile.

    Raises:
        OutsideSystemError: no usable answer; to be tried again later.
    """
    draft, consent = Draft.objects.filter(pk=draft_id).first(), _consent(draft_id)
    number = "" if draft is None else number_of(draft)
    if draft is None or consent is None or not number or POPULATION in draft.given:
        return
    # One name for each consent in the whole country: the database keeps whose consent let whom look.
    office = procedures.get_office(draft.office)
    reference = f"{office.identifier}-DY-{consent.id}"
    asked = Consent(reference, draft.procedure_code, consent.given_at)
    with wrong_answers.recording(RegisterAnswer.Register.POPULATION, f"fetch {draft_id}"):
        found = interconnect.population().fetch(number, asked)
    audit.record(
        actor="system:registers",
        action="register.population.fetched",
        subject=f"person:{number}",
        reason=draft.procedure_code,
        consent=reference,
        known=found is not None,
    )
    _keep(draft_id, number, consent, found)


@transaction.atomic
def _keep(draft_id: uuid.UUID, number: str, consent: ConsentGiven, found: PersonRecord | None) -> None:
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft_id)
    if number_of(draft) != number or _consent(draft_id) != consent:
        return
    origin = {
        "reference": found.reference if found is not None else "",
        "consent": str(consent.id),
        "agreed_at": consent.given_at.isoformat(),
    }
    record = prefilling.record(_fields(found), **origin)
    dossier = Dossier.objects.select_for_update(no_key=True).filter(draft=draft).first()
    if dossier is None:
        external_data.keep(draft_id, POPULATION, record)
    else:  # filed meanwhile: the officer still sees it beside the form
        evidence = dossier.evidence
        dossier.evidence = {**evidence, "given": {**(evidence.get("given") or {}), POPULATION: record}}
        dossier.save(update_fields=["evidence"])


def _consent(draft_id: uuid.UUID) -> ConsentGiven | None:
    return people.consent_given(subject=drafts.subject_of(draft_id), purpose=CONSENT)


def _fields(found: PersonRecord | None) -> dict[str, str]:
    """Return what is held under the names under which a paper's reading says it."""
    if found is None:
        return {}
    return {
        "personal_number": found.personal_number,
        "full_name": found.full_name,
        "date_of_birth": found.date_of_birth.isoformat(),
        "sex": found.sex,
        "nationality": found.nationality,
        "place_of_residence": found.permanent_address,
    }
