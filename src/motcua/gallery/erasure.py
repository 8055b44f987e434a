"""Taking people out of the face store, so that it can be shown afterwards that nothing is left."""

import hashlib
import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Count
from procrastinate.exceptions import AlreadyEnqueued

from motcua.audit import services as audit
from motcua.gallery import enrolment, erasure_journal
from motcua.gallery.erasure_journal import Record
from motcua.gallery.errors import FaceKeyError, StrangersError
from motcua.gallery.locks import FACES, changing_rows
from motcua.gallery.models import Deletion, FaceImage, Person, Sitting
from motcua.gallery.types import PURPOSE, TELL_OF_SEVERAL, DeletionProof
from motcua.kernel import clock
from motcua.people import services as people

WITHDRAWN, EXPIRED, RESTORED = "consent withdrawn", "time over", "erased before restore"
_BATCH = 2000
#: Fewer who are unknown to the main database say nothing about it.
_MANY = 3


def withdraw(*, reference: uuid.UUID, actor: str) -> DeletionProof | None:
    """Withdraw a person's consent and erase what is kept of their face, at once.

    The law allows 15 days (Decree 356/2025/NĐ-CP, Article 5). If the face store cannot be reached the
    withdrawal stands all the same, the person can no longer be found, and the sweep erases what is left.

    Returns:
        The record of the deletion; None if nothing was kept.
    """
    subject = people.consent_subject_of_face(reference)
    with transaction.atomic():
        people.withdraw_consent(subject=subject, purpose=PURPOSE)
        people.close_face_reference(reference)
        audit.record(actor=actor, action="gallery.consent_withdrawn", subject=subject, reason=PURPOSE)
    return erase(reference=reference, why=WITHDRAWN, asked_at=clock.now(), actor=actor)


def erase(*, reference: uuid.UUID, why: str, asked_at: datetime, actor: str) -> DeletionProof | None:
    """Remove a person's templates and images and write the record of it in one transaction.

    Erasing somebody who is not there is no error and leaves no record.
    """
    with changing_rows():
        person = Person.objects.select_for_update().filter(reference=reference).first()
        proof = None if person is None else _erase(person, why, asked_at)
    _say(proof, reference, actor)
    return proof


def _say(proof: DeletionProof | None, reference: uuid.UUID, actor: str) -> None:
    """Forget whose reference it was, and record what was erased of it."""
    people.close_face_reference(reference)
    if proof is not None:
        audit.record(
            actor=actor,
            action="gallery.erased",
            subject=people.consent_subject_of_face(reference),
            reason=proof.why,
            templates=proof.templates,
            images=proof.images,
            digest=proof.digest,
        )
        update_index_later()


def update_index_later() -> None:
    """Ask a worker to take the person out of the index too; nobody is found through it meanwhile."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    # A place to go back to: that one is queued already must not undo the caller's transaction.
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task("gallery.follow_index").defer()


def _erase(person: Person, why: str, asked_at: datetime) -> DeletionProof:
    images = FaceImage.objects.filter(sitting__person=person).count()
    templates = person.sittings.count()
    before = Deletion.objects.order_by("-id").values_list("digest", flat=True).first() or ""
    row = Deletion(
        reference=person.reference,
        person=person.pk,
        templates=templates,
        images=images,
        why=why,
        asked_at=asked_at,
        erased_at=clock.now(),
        previous=before,
    )
    row.digest = _digest(row)
    row.save(force_insert=True)
    person.delete()
    transaction.on_commit(partial(erasure_journal.note, row), using=FACES)
    return _proof(row)


def erase_again(records: Sequence[Record], numbers: dict[str, int], *, actor: str) -> int:
    """Erase whom a restored backup brought back, by the records of before the restore; returns how many.

    The records themselves are kept, so that it can still be shown when somebody was erased first.
    """
    count = 0
    for reference, asked_at in erasure_journal.take_over(records, numbers):
        people.withdraw_consent(subject=people.consent_subject_of_face(reference), purpose=PURPOSE)
        if erase(reference=reference, why=RESTORED, asked_at=asked_at, actor=actor) is not None:
            count += 1
    return count


def sweep(*, with_strangers: bool = False) -> int:
    """Erase whose time is over and who is there without a consent that stands; returns how many.

    Of who stays, no more sittings are left than they agreed to.

    Args:
        with_strangers: also when :func:`strangers` finds some.

    Raises:
        StrangersError: it does; they are left, all else is done.
    """
    now, left = clock.now(), set() if with_strangers else strangers()
    due = [
        *Person.objects.filter(keep_until__lt=now).values_list("reference", flat=True),
        *(reference for reference in _without_consent() if reference not in left),
    ]
    count = sum(_erase_if_due(reference, now) for reference in due)
    _keep_what_was_agreed()
    if left:
        raise StrangersError(
            what="the main database knows of no consent of most people in this store",
            people=len(left),
            fix="do DATABASE_URL and MOTCUA_FACES_DATABASE_URL belong together? They are found by nobody. "
            "If their consents are lost for good: motcua gallery sweep --strangers",
        )
    return count


def strangers() -> set[uuid.UUID]:
    """Return who is in the store and never agreed as far as the main database knows, if that is most people.

    A few are enrolled between the two dumps of a backup, and are erased after its restore. That nobody is
    known means another main database: one for trying out would have all erased in one night.
    """
    unknown: set[uuid.UUID] = set()
    for batch in _batches():
        unknown |= people.faces_never_asked(batch, PURPOSE)
    return unknown if len(unknown) >= _MANY and len(unknown) * 2 > Person.objects.count() else set()


def _erase_if_due(reference: uuid.UUID, now: datetime) -> bool:
    """Erase somebody if there is reason to still: they may have come again since they were found due.

    Whoever enrols waits for the rows and then looks whether their consent stands, so between the look here
    and the erasing nobody gets more time.
    """
    with changing_rows():
        person = Person.objects.select_for_update().filter(reference=reference).first()
        is_over = person is not None and person.keep_until < now
        if person is None or (not is_over and people.faces_with_consent([reference], PURPOSE)):
            return False
        people.withdraw_consent(subject=people.consent_subject_of_face(reference), purpose=PURPOSE)
        proof = _erase(person, EXPIRED if is_over else WITHDRAWN, now)
    _say(proof, reference, "system:sweep")
    return True


def _keep_what_was_agreed() -> None:
    """Remove the older sittings of who agreed to a text that speaks of one."""
    several = Person.objects.exclude(consent_wording__in=TELL_OF_SEVERAL).alias(kept=Count("sittings"))
    for reference in several.filter(kept__gt=1).values_list("reference", flat=True):
        with changing_rows():
            person = Person.objects.select_for_update().filter(reference=reference).first()
            removed = 0 if person is None else enrolment.keep_latest(person)
        if removed:
            audit.record(
                actor="system:sweep",
                action="gallery.fewer_kept",
                subject=people.consent_subject_of_face(reference),
                reason="agreed to one sitting",
                sittings=removed,
            )
            update_index_later()


def _without_consent() -> Iterator[uuid.UUID]:
    """Yield who is in the store and should not be: withdrew, or is not known to the main database at all."""
    for batch in _batches():
        agreed = people.faces_with_consent(batch, PURPOSE)
        yield from (reference for reference in batch if reference not in agreed)


def _batches() -> Iterator[list[uuid.UUID]]:
    """Yield the references of everybody in the store, some thousand at a time."""
    last = 0
    while rows := list(
        Person.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "reference")[:_BATCH]
    ):
        yield [reference for _, reference in rows]
        last = rows[-1][0]


def deletion_proof(reference: uuid.UUID) -> DeletionProof | None:
    """Return the record that a reference was erased, after looking that nothing of it is there.

    Returns:
        None if there is no such record, or the person is (again) in the store.

    Raises:
        FaceKeyError: something of an erased person is left, or a record was changed.
    """
    row = Deletion.objects.filter(reference=reference).order_by("-id").first()
    if row is None or Person.objects.filter(reference=reference).exists():
        return None
    if row.digest != _digest(row):
        raise FaceKeyError(what="a deletion record was changed", record=row.pk)
    if Sitting.objects.filter(person_id=row.person).exists():
        raise FaceKeyError(what="something of an erased person is left", record=row.pk)
    return _proof(row)


def verify_chain() -> int:
    """Go through all deletion records; returns how many there are.

    Raises:
        FaceKeyError: one was changed, added or taken out.
    """
    before, count = "", 0
    for row in Deletion.objects.order_by("id").iterator():
        if row.previous != before or row.digest != _digest(row):
            raise FaceKeyError(what="the chain of deletion records is broken", record=row.pk)
        before, count = row.digest, count + 1
    return count


def _digest(row: Deletion) -> str:
    said = [
        str(row.reference),
        row.person,
        row.templates,
        row.images,
        row.why,
        row.asked_at.timestamp(),
        row.erased_at.timestamp(),
        row.previous,
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _proof(row: Deletion) -> DeletionProof:
    return DeletionProof(
        reference=row.reference,
        templates=row.templates,
        images=row.images,
        why=row.why,
        asked_at=row.asked_at,
        erased_at=row.erased_at,
        digest=row.digest,
    )
