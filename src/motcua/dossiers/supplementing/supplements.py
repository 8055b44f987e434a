"""Photos a citizen gives after filing, because the office asked for more.

A photo is checked, encrypted and kept the moment it is added, so that a bad file costs none of the good ones.
It belongs to the citizen alone until they send their answer. What is read from it stands beside the answers
and the frozen evidence of the dossier and changes neither; only a person's correction changes an answer
(:mod:`motcua.dossiers.supplementing.corrections`).
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.drafting import analyses, drafts
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Analysis, Dossier, SupplementPhoto, Transition
from motcua.dossiers.states import State
from motcua.dossiers.types import SupplementView
from motcua.kernel import clock
from motcua.kernel.errors import InvalidInputError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold
from motcua.papers import photo as photos
from motcua.people import services as people
from motcua.procedures import selectors as procedures

Slot = SupplementPhoto.Slot
#: How many papers other than card and face one answer may bring.
MOST_OTHERS = 5
MOST_NAME = 60
#: A photo that was added and never sent is kept as long as an unfinished filing.
KEPT_UNSENT = drafts.DRAFT_LIFE

_NOT_ASKED = Bilingual(
    vi="Cơ quan hiện không yêu cầu bổ sung hồ sơ này.",
    en="The office is not asking for anything more on this dossier.",
)


class PhotoNotWantedError(InvalidInputError):
    """This photo was not asked for, or may not be taken without the person's consent."""

    code = "photo_not_wanted"
    default_message = Bilingual(
        vi="Cơ quan không yêu cầu ảnh này. Bạn có thể gửi dưới dạng giấy tờ khác.",
        en="The office did not ask for this photo. You can send it as another paper.",
    )


class TooManyPapersError(InvalidInputError):
    """More other papers than one answer takes."""

    code = "too_many_papers"
    default_message = Bilingual(
        vi=f"Mỗi lần bổ sung nhận tối đa {MOST_OTHERS} giấy tờ khác. Hãy bỏ bớt một ảnh rồi thêm ảnh này.",
        en=f"One answer takes at most {MOST_OTHERS} other papers. Remove one, then add this photo.",
    )


class NameNeededError(InvalidInputError):
    """Another paper needs a short name."""

    code = "paper_name_needed"
    default_message = Bilingual(
        vi=f"Hãy ghi tên giấy tờ, ngắn gọn (không quá {MOST_NAME} ký tự), ví dụ: Hợp đồng thuê nhà.",
        en=f"Give the paper a short name (at most {MOST_NAME} characters), such as: Lease contract.",
    )


def request_of(dossier: Dossier) -> Transition | None:
    """Return the office's request that waits for an answer, or None when none does."""
    if dossier.state_enum != State.SUPPLEMENT_REQUIRED:
        return None
    return dossier.transitions.filter(move="ask_supplement").last()


def photos_asked(dossier: Dossier, asked: Transition) -> bool:
    """Whether a request asks for photos of card or face.

    The officer's page says so; else an item does that is a paper given as photo or speaks of a photo.
    """
    if asked.data.get("photos"):
        return True
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    named = {paper.name.vi for paper in procedure.papers if paper.given_as == "photo"}
    items = [str(item) for item in asked.data.get("items", ())]
    return any(item in named or "anh" in fold(item).split()[:1] for item in items)


def slots_of(dossier: Dossier, asked: Transition) -> tuple[str, ...]:
    """Return which photos may be added: none without consent, the face only with the consent for it."""
    if not drafts.has_agreed(dossier.draft):
        return ()
    slots: list[str] = []
    if photos_asked(dossier, asked):
        slots += [Slot.FRONT, Slot.BACK]
        if drafts.has_agreed(dossier.draft, face=True):
            slots.append(Slot.SELFIE)
    return (*slots, Slot.OTHER)


def waiting(dossier_id: int) -> list[SupplementPhoto]:
    """Return the photos added to the answer that is being written, in the order of the slots."""
    dossier = Dossier.objects.filter(pk=dossier_id).first()
    asked = request_of(dossier) if dossier is not None else None
    if asked is None:
        return []
    order = list(Slot.values)
    found = SupplementPhoto.objects.filter(asked=asked, sent=None, added_at__gt=clock.now() - KEPT_UNSENT)
    return sorted(found, key=lambda item: (order.index(item.slot), item.pk))


def add_photo(dossier_id: int, slot: str, data: bytes, *, capture: str, name: str = "") -> SupplementPhoto:
    """Keep one photo for the answer being written; card and face photos replace the one before.

    Args:
        slot: ``front``, ``back``, ``selfie`` or ``other``.
        data: the upload as it came.
        capture: ``camera`` or ``file``, as the browser says.
        name: what an ``other`` paper is, at most `MOST_NAME` characters.

    Raises:
        papers.photo.PhotoError: the file is no usable image; everything added before stays.
        PhotoNotWantedError, NameNeededError, TooManyPapersError: it cannot be added.
        MoveNotAllowedError: the office is not asking for anything (any more).
    """
    name = " ".join(name.replace("\0", "").split())
    if slot == Slot.OTHER and not 0 < len(name) <= MOST_NAME:
        raise NameNeededError(dossier=dossier_id)
    image = photos.normalise(data)  # slow: outside the transaction
    with transaction.atomic():
        dossier, asked = _locked(dossier_id)
        if slot not in slots_of(dossier, asked):
            raise PhotoNotWantedError(dossier=dossier.code, slot=slot)
        before = [item for item in waiting(dossier_id) if item.slot == slot]
        if slot == Slot.OTHER:
            if len(before) >= MOST_OTHERS:
                raise TooManyPapersError(dossier=dossier.code)
        else:
            name = ""
            _remove(list(SupplementPhoto.objects.filter(asked=asked, slot=slot, sent=None)))
        now = clock.now()
        stored = people.store_photo(
            image, purpose="face" if slot == Slot.SELFIE else "paper", delete_after=now + KEPT_UNSENT
        )
        return SupplementPhoto.objects.create(
            dossier=dossier, asked=asked, slot=slot, name=name, photo=stored, capture=capture, added_at=now
        )


@transaction.atomic
def drop_photo(dossier_id: int, photo_id: int) -> None:
    """Take a photo out of the answer being written; one that is gone or sent already stays as it is."""
    _locked(dossier_id)
    _remove([item for item in waiting(dossier_id) if item.pk == photo_id])


def named(photo: SupplementPhoto) -> dict[str, str]:
    """Return how the move names a photo."""
    return {"slot": photo.slot, "name": photo.name, "photo": str(photo.photo), "capture": photo.capture}


def send(step: Transition, sent: list[SupplementPhoto]) -> None:
    """Tie photos to the move that brought them, keep them with the dossier and ask for them to be read."""
    if not sent:
        return
    SupplementPhoto.objects.filter(pk__in=[item.pk for item in sent]).update(sent=step)
    people.keep_photos([item.photo for item in sent], until=None)
    audit.record(
        actor=step.actor,
        action="dossier.supplement_photos",
        subject=f"dossier:{step.dossier.code}",
        photos=[{"slot": item.slot, "photo": str(item.photo)} for item in sent],
    )
    for kind, inputs in _work(step.dossier, sent).items():
        analyses.request_analysis(step.dossier.draft, kind, inputs)


def views_of(dossier: Dossier) -> list[SupplementView]:
    """Return the answers the citizen sent, the newest first, with what was read from their photos."""
    views = []
    for step in dossier.transitions.filter(move="supplement").order_by("-pk"):
        sent = list(step.supplement_photos.all())
        done = {
            kind: analyses.find_analysis(dossier.draft, kind, inputs)
            for kind, inputs in _work(dossier, sent).items()
        }
        records = {str(kind): item.record for kind, item in done.items() if item is not None and item.record}
        views.append(
            SupplementView(
                at=step.at,
                note=step.reason,
                corrected=step.data.get("corrected", {}),
                photos=tuple(sent),
                reading=records.get(Analysis.Kind.PAPER),
                selfie=records.get(Analysis.Kind.SELFIE),
                match=records.get(Analysis.Kind.MATCH),
                pending=any(
                    item is not None and item.status in {Analysis.Status.QUEUED, Analysis.Status.RUNNING}
                    for item in done.values()
                ),
            )
        )
    return views


def sent_photo(dossier: Dossier, photo_id: int) -> SupplementPhoto:
    """Return a photo that reached the office.

    Raises:
        NotFoundError: the dossier has none such, or it was never sent.
    """
    found = dossier.supplement_photos.filter(pk=photo_id, sent__isnull=False).first()
    if found is None:
        raise NotFoundError(dossier=dossier.code, photo=photo_id)
    return found


@transaction.atomic
def sweep() -> int:
    """Forget photos that were added and never sent, whose time is over; returns how many."""
    old: datetime = clock.now() - KEPT_UNSENT
    expired = list(SupplementPhoto.objects.filter(sent=None, added_at__lte=old).select_for_update())
    _remove(expired)
    return len(expired)


def _work(dossier: Dossier, sent: list[SupplementPhoto]) -> dict[str, dict[str, str]]:
    """What there is to look at: the new cards by themselves, a new face, and it against the newest cards."""
    given = {item.slot: str(item.photo) for item in sent if item.slot != Slot.OTHER}
    cards = {slot: photo for slot, photo in given.items() if slot != Slot.SELFIE}
    work: dict[str, dict[str, str]] = {}
    if cards:
        work[Analysis.Kind.PAPER] = cards
    if Slot.SELFIE in given:
        work[Analysis.Kind.SELFIE] = {Slot.SELFIE.value: given[Slot.SELFIE]}
        filed: dict[str, Any] = dossier.evidence.get("photos") or {}
        with_face = dict(cards)
        if Slot.FRONT not in cards:
            # A front that came without a back stands for itself: an old back need not be of the same card.
            old = {slot.value: str(filed[slot]["photo"]) for slot in (Slot.FRONT, Slot.BACK) if slot in filed}
            with_face = {**old, **cards}
        if with_face:
            work[Analysis.Kind.MATCH] = {**with_face, Slot.SELFIE.value: given[Slot.SELFIE]}
    return work


def _locked(dossier_id: int) -> tuple[Dossier, Transition]:
    dossier = lock_dossier(dossier_id)
    asked = request_of(dossier)
    if asked is None:
        raise MoveNotAllowedError(_NOT_ASKED, dossier=dossier.code)
    return dossier, asked


def _remove(items: list[SupplementPhoto]) -> None:
    for item in items:
        people.delete_photo(item.photo)
        item.delete()
