"""Making templates anew from the images kept, when another model describes faces.

Templates of different models are never compared, so after a change nobody enrolled before would be found
until their next sitting. This is what an image is kept for beside its template: to find the person who agreed
to be found, and nothing else. No person looks at it; that a program did is recorded for each.
"""

import uuid
from dataclasses import dataclass
from typing import Final

from motcua.audit import services as audit
from motcua.faces import services as faces
from motcua.faces.types import TEMPLATE_VERSION, FaceAnalysis
from motcua.gallery import keys, selectors, template_protection
from motcua.gallery.erasure import update_index_later
from motcua.gallery.locks import changing_rows, using_keys
from motcua.gallery.models import FaceImage, Sitting, Store
from motcua.gallery.types import PURPOSE
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people

_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class ReEmbeddingResult:
    """What was done: ``people`` can be found again, by ``templates``; of ``unusable`` no image would do."""

    people: int
    templates: int
    unusable: int


def re_embed(*, actor: str, reason: str) -> ReEmbeddingResult:
    """Make the templates anew of everybody who has none of today's model; may be broken off and begun anew.

    A template made so is of one frame, where a sitting's is the mean of several: the next one is steadier.
    Who has withdrawn, or whose consent does not stand, is left to be erased.

    Raises:
        FaceKeyError: a key is missing or an image was changed at rest; who was done before stays done.
        RenewalUnderWayError: keys are being changed; try again later.
        SetupError: the models are missing or changed.
    """
    done = templates = unusable = last = 0
    unknown = (
        selectors.without_current_template(TEMPLATE_VERSION).order_by("pk").values_list("pk", "reference")
    )
    while batch := list(unknown.filter(pk__gt=last)[:_BATCH]):
        for _, reference in batch:
            made = _remake(reference, actor=actor, reason=reason) if _agrees(reference) else None
            if made is not None:
                templates += made
                done, unusable = (done + 1, unusable) if made else (done, unusable + 1)
        last = batch[-1][0]
    if templates:
        update_index_later()
    audit.record(
        actor=actor,
        action="gallery.re_embedded",
        subject="gallery",
        reason=reason,
        people=done,
        templates=templates,
        unusable=unusable,
        model=TEMPLATE_VERSION,
    )
    return ReEmbeddingResult(done, templates, unusable)


def _agrees(reference: uuid.UUID) -> bool:
    subject = people.consent_subject_of_face(reference)
    return people.consent_given(subject=subject, purpose=PURPOSE) is not None


def _remake(reference: uuid.UUID, *, actor: str, reason: str) -> int | None:
    """Make one person's templates anew, the oldest sitting first; returns how many, None of who withdrew."""
    sittings = Sitting.objects.filter(person__reference=reference).order_by("pk")
    # Looked at outside of any lock: it takes longer than anybody else should wait.
    looked: dict[int, FaceAnalysis] = {}
    for sitting in list(sittings.values_list("pk", flat=True)):
        try:
            image = selectors.load_image(reference, viewer=actor, reason=reason, sitting=sitting)
        except NotFoundError:  # who withdraws is erased at once
            return None
        analysis = faces.analyse(image)
        if analysis.template is not None and faces.is_usable(analysis):
            looked[sitting] = analysis
    with using_keys(), changing_rows():
        # Who withdraws at this moment has said so before they wait for this lock to erase.
        if not _agrees(reference):
            return None
        return sum(_replace(old, looked[old.pk]) for old in sittings.filter(pk__in=looked))


def _replace(old: Sitting, analysis: FaceAnalysis) -> int:
    """Put another row in the place of one: indexes follow rows by their numbers and see none that changes."""
    assert analysis.template is not None  # only such were kept
    store = Store.objects.get()
    template = template_protection.protect(analysis.template, keys.load().template(store.template_key))
    new = Sitting.objects.create(
        person_id=old.person_id,
        template=template.tolist(),
        template_key=store.template_key,
        model=TEMPLATE_VERSION,
        quality=analysis.quality.score,
        assurance=old.assurance,
        frames=1,
        taken_at=old.taken_at,
    )
    FaceImage.objects.filter(sitting=old).update(sitting=new)
    old.delete()
    return 1
