"""Whether one person files, or signs up, under two personal numbers: told to the officer, never a refusal.

The photo filed with a dossier is searched once among those who can be found by their face. Telling one among
many is another purpose than comparing with the card, on sensitive data (Law 91/2025/QH15; Decree
356/2025/NĐ-CP, Articles 4 and 6.4), so it needs agreements of its own on both sides: of who files, given
beside the agreement to the photo, and of who is in the store, by the text they agreed to when they came in.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import drafts, queue
from motcua.dossiers.models import Dossier, Draft, DraftPhoto
from motcua.faces import services as faces
from motcua.gallery import services as gallery
from motcua.kernel import clock
from motcua.people import services as people

TASK = "dossiers.look_for_double_identity"
#: The texts for look-up by face that say that filings are compared too.
WORDINGS = frozenset({"2026-11-face-filing"})


def ask(dossier: Dossier) -> None:
    """Ask a worker to look, where the person agreed to it and filed a photo; in the filing's transaction."""
    if _photo(dossier.draft) is not None:
        queue.defer(TASK, dossier_id=dossier.pk)


def look(dossier_id: int) -> None:
    """Search for the face filed with a dossier, and tell the officer if it is another's. For workers.

    Nothing is kept of the face. Whoever took the agreement back meanwhile is not searched for, nor is a photo
    without a usable face.

    Raises:
        FaceKeyError, RenewalUnderWayError: as ``gallery.services.search``.
    """
    dossier = Dossier.objects.select_related("draft").get(pk=dossier_id)
    photo = _photo(dossier.draft)
    if photo is None:
        return
    seen = faces.analyse(people.load_photo(photo))
    if seen.template is None or not faces.is_usable(seen):
        return
    others = gallery.others_like(
        seen.template,
        reference=people.face_reference_of(dossier.personal_number),
        actor=f"citizen:{dossier.draft_id}",
        wordings=WORDINGS,
    )
    tell_officer(dossier_id, others)


@transaction.atomic
def tell_officer(dossier_id: int, others: Sequence[UUID]) -> None:
    """Put a possible double identity, if there is one, beside the dossier: for the officer to look at."""
    if not others:
        return
    dossier = Dossier.objects.select_for_update().get(pk=dossier_id)
    noticed: dict[str, Any] = {"faces": len(others), "noticed_at": clock.now().isoformat()}
    dossier.evidence = {**dossier.evidence, "double_identity": noticed}
    dossier.save(update_fields=["evidence"])
    audit.record(
        actor="system:faces",
        action="gallery.possible_double",
        subject=f"dossier:{dossier.code}",
        reason="possible double identity",
        others=[str(reference) for reference in others],
    )


def _photo(draft: Draft) -> UUID | None:
    """Return the filed photo of the face if it may be searched for."""
    if not drafts.has_agreed_to_search(draft):
        return None
    placed = DraftPhoto.objects.filter(draft=draft, slot=DraftPhoto.Slot.SELFIE).first()
    return placed.photo if placed is not None else None
