"""How long faces stay with a dossier that has ended.

The photo of the face is there to be compared with the card while the office decides. Afterwards it serves
nothing but a complaint, for which the law leaves ninety days from the decision (Law on Complaints
02/2011/QH13, Article 9); what the comparison said stays in the dossier's evidence. Law 91/2025/QH15, Article
3.3 wants a period that fits the purpose and names none: the office may set another.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q

from motcua.audit import services as audit
from motcua.dossiers.models import Dossier, DraftPhoto, SupplementPhoto
from motcua.dossiers.states import OPEN
from motcua.kernel import clock
from motcua.people import services as people


def sweep() -> int:
    """Remove the faces filed with dossiers that ended long enough ago; returns how many photos.

    With a dossier go the faces of all who took part in it and those that answers to the office brought.
    """
    kept = people.kept_faces()
    filed = DraftPhoto.objects.filter(photo__in=kept, slot=DraftPhoto.Slot.SELFIE)
    sent = SupplementPhoto.objects.filter(photo__in=kept, slot=SupplementPhoto.Slot.SELFIE)
    drafts = {part.draft.parent_id or part.draft_id for part in filed.select_related("draft")}
    held = Dossier.objects.filter(Q(draft__in=drafts) | Q(pk__in=sent.values("dossier")))
    before = clock.now() - timedelta(days=settings.FACES_KEPT_DAYS)
    ended = held.exclude(state__in=OPEN).annotate(last=Max("transitions__at")).filter(last__lt=before)
    return sum(_remove(dossier, kept) for dossier in ended)


@transaction.atomic
def _remove(dossier: Dossier, kept: set[uuid.UUID]) -> int:
    of_drafts = Q(draft=dossier.draft_id) | Q(draft__parent=dossier.draft_id)
    filed = DraftPhoto.objects.filter(of_drafts, slot=DraftPhoto.Slot.SELFIE)
    sent = dossier.supplement_photos.filter(slot=SupplementPhoto.Slot.SELFIE)
    going = kept & {*filed.values_list("photo", flat=True), *sent.values_list("photo", flat=True)}
    for photo in going:
        people.delete_photo(photo)
    audit.record(
        actor="system:sweep",
        action="dossier.faces_removed",
        subject=f"dossier:{dossier.code}",
        count=len(going),
        days=settings.FACES_KEPT_DAYS,
    )
    return len(going)
