"""Whose face lies in the face store under which opaque name."""

import uuid
from collections.abc import Iterator
from typing import Final

from motcua.kernel import clock
from motcua.people.models import Consent, FaceReference

_BATCH: Final = 2000


def subject_of(reference: uuid.UUID) -> str:
    """Return the subject under which the consents about a face are kept."""
    return f"face:{reference}"


def open_reference(personal_number: str) -> uuid.UUID:
    """Return the person's reference, made now if there is none."""
    found, _ = FaceReference.objects.get_or_create(
        personal_number=personal_number, defaults={"created_at": clock.now()}
    )
    return found.reference


def reference_of(personal_number: str) -> uuid.UUID | None:
    """Return the person's reference, None if they have none."""
    return (
        FaceReference.objects.filter(personal_number=personal_number)
        .values_list("reference", flat=True)
        .first()
    )


def number_of(reference: uuid.UUID) -> str | None:
    """Return whose reference it is, None if nobody's (any more)."""
    return FaceReference.objects.filter(pk=reference).values_list("personal_number", flat=True).first()


def close_reference(reference: uuid.UUID) -> None:
    """Forget whose reference it was."""
    FaceReference.objects.filter(pk=reference).delete()


def with_consent(references: list[uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """Return those of the references that are somebody's and for which a consent to ``purpose`` stands."""
    subjects = {subject_of(reference): reference for reference in references}
    agreed = Consent.objects.filter(subject__in=subjects, purpose=purpose, withdrawn_at=None)
    standing = {subjects[subject] for subject in agreed.values_list("subject", flat=True)}
    return set(FaceReference.objects.filter(pk__in=standing).values_list("pk", flat=True))


def never_asked(references: list[uuid.UUID], purpose: str) -> set[uuid.UUID]:
    """Return those of the references for which no consent to ``purpose`` is kept, not even an ended one."""
    subjects = {subject_of(reference): reference for reference in references}
    asked = Consent.objects.filter(subject__in=subjects, purpose=purpose).values_list("subject", flat=True)
    return set(references) - {subjects[subject] for subject in asked}


def that_agree(purpose: str) -> Iterator[set[uuid.UUID]]:
    """Yield all references with a consent to ``purpose`` that stands, some thousand at a time."""
    last: uuid.UUID | None = None
    while True:
        rows = FaceReference.objects.order_by("pk")
        rows = rows if last is None else rows.filter(pk__gt=last)
        some = list(rows.values_list("pk", flat=True)[:_BATCH])
        if not some:
            return
        yield with_consent(some, purpose)
        last = some[-1]
