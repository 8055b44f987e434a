"""Whether one person files, or signs up, under two personal numbers: told to the officer, never a refusal.

The photo filed with a dossier is searched once among those who can be found by their face. Telling one among
many is another purpose than comparing with the card, on sensitive data (Law 91/2025/QH15; Decree
356/2025/NĐ-CP, Articles 4 and 6.4), so it needs agreements of its own on both sides: of who files, given
beside the agreement to the photo, and of who is in the store, by the text they agreed to when they came in.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers import evidence
from motcua.dossiers.drafting import drafts
from motcua.dossiers.models import Dossier, Draft, DraftPhoto
from motcua.dossiers.states import OPEN
from motcua.faces import services as faces
from motcua.gallery import services as gallery
from motcua.jobs import services as jobs
from motcua.kernel import clock
from motcua.people import services as people

TASK = "dossiers.look_for_double_identity"
#: In a dossier's evidence while nobody has looked; "unusable" once the photo turned out too poor to.
_MARK = "face_search"
#: A dossier that waits longer is asked for again.
_LATE = timedelta(minutes=5)
#: The texts for look-up by face that say that filings are compared too.
WORDINGS = frozenset({"2026-11-face-filing", "2026-11-face-three"})


def request_search(dossier: Dossier) -> None:
    """Ask a worker to look, where the person agreed to it and filed a photo; in the filing's transaction.

    And again when the number was corrected: whose face it is depends on it, so what was noticed goes.
    """
    if _photo(dossier.draft) is not None:
        seen = {name: value for name, value in dossier.evidence.items() if name != "double_identity"}
        dossier.evidence = {**seen, _MARK: "waiting"}
        dossier.save(update_fields=["evidence"])
        jobs.defer(TASK, dossier_id=dossier.pk)


def request_missing() -> int:
    """Have workers look at open dossiers that nobody looked at, as their tries ended; returns how many."""
    waiting = Dossier.objects.filter(
        state__in=OPEN, submitted_at__lt=clock.now() - _LATE, **{f"evidence__{_MARK}": "waiting"}
    )
    unseen = set(waiting.values_list("pk", flat=True))
    lost = unseen - jobs.waiting(TASK, "dossier_id", unseen)
    for dossier_id in sorted(lost):
        jobs.defer(TASK, dossier_id=dossier_id)
    return len(lost)


def search(dossier_id: int) -> None:
    """Search for the face filed with a dossier, and tell the officer if it is another's. For workers.

    Nothing is kept of the face. Until it is done the dossier says that nobody looked. Whoever took the
    agreement back meanwhile is not searched for, nor is a photo without a usable face.

    Raises:
        FaceKeyError, RenewalUnderWayError: as ``gallery.services.search``.
    """
    dossier = Dossier.objects.select_related("draft").get(pk=dossier_id)
    photo = _photo(dossier.draft)
    if photo is None:
        _mark(dossier_id, "")
        return
    seen = faces.analyse(people.load_photo(photo))
    if seen.template is None or not faces.is_usable(seen):
        _mark(dossier_id, "unusable")
        return
    others = gallery.similar_people(
        seen.template,
        reference=people.face_reference_of(dossier.personal_number),
        actor=f"citizen:{dossier.draft_id}",
        wordings=WORDINGS,
    )
    with transaction.atomic():
        held = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
        if held.personal_number != dossier.personal_number:
            return  # corrected meanwhile, and asked for anew: under that number they may be themselves
        tell_officer(dossier_id, others)
        _mark(dossier_id, "")


@transaction.atomic
def tell_officer(dossier_id: int, others: Sequence[UUID]) -> None:
    """Put a possible double identity, if there is one, beside the dossier: for the officer to look at."""
    if not others:
        return
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    noticed = {"faces": len(others), "noticed_at": clock.now().isoformat()}
    evidence.keep(dossier, "double_identity", noticed)
    audit.record(
        actor="system:faces",
        action="gallery.possible_double",
        subject=f"dossier:{dossier.code}",
        reason="possible double identity",
        # How many and not who: once they withdraw, nothing may lead from them to this dossier.
        others=len(others),
    )


@transaction.atomic
def _mark(dossier_id: int, how: str) -> None:
    """Keep how the search stands: ``waiting``, ``unusable``, or nothing once somebody looked."""
    dossier = Dossier.objects.select_for_update(no_key=True).get(pk=dossier_id)
    rest = {name: value for name, value in dossier.evidence.items() if name != _MARK}
    dossier.evidence = {**rest, _MARK: how} if how else rest
    dossier.save(update_fields=["evidence"])


def _photo(draft: Draft) -> UUID | None:
    """Return the filed photo of the face if it may be searched for."""
    if not drafts.has_agreed_to_search(draft):
        return None
    placed = DraftPhoto.objects.filter(draft=draft, slot=DraftPhoto.Slot.SELFIE).first()
    return placed.photo if placed is not None else None
