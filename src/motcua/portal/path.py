"""The way through a filing: what comes after what, and how far one is."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import population_fetch
from motcua.dossiers.models import Draft
from motcua.kernel.errors import NotFoundError
from motcua.portal.slots import BACK, FRONT, SELFIE, Slot
from motcua.procedures import selectors as procedures
from motcua.procedures.types import Procedure

PARTS = 4


@dataclass(frozen=True, slots=True)
class Progress:
    """``now`` of :data:`PARTS` parts and the part's name, with the page within it where there are several."""

    now: int
    name: str
    total: int = PARTS


def procedure_of(draft: Draft) -> Procedure:
    """Return the version of the procedure that the draft follows."""
    return procedures.procedure_of(draft.procedure_code, draft.procedure_version)


def slots_of(draft: Draft) -> tuple[Slot, ...]:
    """Return the photos to take: the face only with the person's consent."""
    return (FRONT, BACK, SELFIE) if dossiers.has_agreed(draft, face=True) else (FRONT, BACK)


def photo_progress(draft: Draft, slot: Slot) -> Progress:
    """``Bước 1/4: Chụp ảnh (ảnh 2/3)``."""
    slots = slots_of(draft)
    number = slots.index(slot) + 1 if slot in slots else len(slots)
    return Progress(1, _("Chụp ảnh (ảnh %(now)d/%(total)d)") % {"now": number, "total": len(slots)})


def slugs_of(draft: Draft, procedure: Procedure) -> list[str]:
    """Return the form's pages that the answers so far call for."""
    return [step.slug for step in procedure.steps_for(dossiers.effective_answers(draft))]


def form_progress(draft: Draft, procedure: Procedure, slug: str) -> Progress:
    """``Bước 3/4: Điền đơn (trang 4/13)``.

    Raises:
        NotFoundError: the answers do not call for this page.
    """
    slugs = slugs_of(draft, procedure)
    if slug not in slugs:
        raise NotFoundError(step=slug)
    return Progress(
        3, _("Điền đơn (trang %(now)d/%(total)d)") % {"now": slugs.index(slug) + 1, "total": len(slugs)}
    )


def after_photo(draft: Draft, slot: Slot) -> str:
    """Return the address of the page after a photo."""
    slots = slots_of(draft)
    rest = slots[slots.index(slot) + 1 :] if slot in slots else ()
    if rest:
        return reverse("portal:photo", kwargs={"draft_id": draft.pk, "slot": rest[0].slug})
    return reverse("portal:reading", kwargs={"draft_id": draft.pk})


def before_photo(draft: Draft, slot: Slot) -> str:
    """Return the address of the page before a photo."""
    slots = slots_of(draft)
    earlier = slots[: slots.index(slot)] if slot in slots else slots
    if earlier:
        return reverse("portal:photo", kwargs={"draft_id": draft.pk, "slot": earlier[-1].slug})
    return reverse("portal:agreement", kwargs={"draft_id": draft.pk})


def reading_address(draft: Draft) -> str:
    """Return the address of the page that shows what was read."""
    return reverse("portal:reading", kwargs={"draft_id": draft.pk})


def first_step(draft: Draft) -> str:
    """Return the address of the form's first page; before it, of the page that asks which business."""
    if procedure_of(draft).about_existing and draft.business_id is None:
        return reverse("portal:business", kwargs={"draft_id": draft.pk})
    return step_address(draft, procedure_of(draft).steps[0].slug)


def step_address(draft: Draft, slug: str) -> str:
    """Return the address of a page of the form."""
    return reverse("portal:step", kwargs={"draft_id": draft.pk, "step": slug})


def after_step(draft: Draft, procedure: Procedure, slug: str) -> str:
    """Return the address of the page after a page of the form."""
    slugs = slugs_of(draft, procedure)
    at = slugs.index(slug) + 1
    if at < len(slugs):
        return step_address(draft, slugs[at])
    page = "portal:people" if has_others(draft) else "portal:check"
    return reverse(page, kwargs={"draft_id": draft.pk})


def has_others(draft: Draft) -> bool:
    """Whether other people take part in this filing: a family, or somebody who files for the owner."""
    answers = dossiers.effective_answers(draft)
    return answers.get("subject") == "household" or answers.get("filer") == "agent"


def before_step(draft: Draft, procedure: Procedure, slug: str) -> str:
    """Return the address of the page before a page of the form."""
    slugs = slugs_of(draft, procedure)
    at = slugs.index(slug)
    if at > 0:
        return step_address(draft, slugs[at - 1])
    if procedure.about_existing:
        return reverse("portal:business", kwargs={"draft_id": draft.pk})
    return reverse("portal:reading", kwargs={"draft_id": draft.pk})


def after_signing_in(draft: Draft) -> str:
    """Return the address after somebody signed in for a draft: the question about the register first."""
    if population_fetch.state_of(draft) == "offered":
        return reverse("portal:population", kwargs={"draft_id": draft.pk})
    return where_left_off(draft)


def where_left_off(draft: Draft) -> str:
    """Return the address to go on at: the first thing that is still missing.

    Who takes part and has confirmed reads that it is done.
    """
    if draft.completed_at is not None:
        return reverse("portal:joined", kwargs={"draft_id": draft.pk})
    return _first_missing(draft)


def _first_missing(draft: Draft) -> str:
    keys = {"draft_id": draft.pk}
    if not dossiers.has_agreed(draft):
        return reverse("portal:agreement", kwargs=keys)
    placed = {item.slot for item in draft.photos.all()}
    if FRONT.name not in placed and not population_fetch.spares_card(draft):
        return reverse("portal:photo", kwargs={**keys, "slot": FRONT.slug})
    if not draft.answers:
        return reverse("portal:reading", kwargs=keys)
    procedure = procedure_of(draft)
    if procedure.about_existing and draft.business_id is None:
        return reverse("portal:business", kwargs=keys)
    for step in procedure.steps_for(draft.answers):
        if any(
            spec.required and spec.when is None and spec.name not in draft.answers for spec in step.fields
        ):
            return step_address(draft, step.slug)
    return reverse("portal:check", kwargs=keys)
