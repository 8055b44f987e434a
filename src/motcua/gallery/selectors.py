"""Looking at the face store without changing it. What is seen of a person leaves a trace."""

import uuid

from django.db.models import Exists, OuterRef, QuerySet

from motcua.audit import services as audit
from motcua.audit.models import Event
from motcua.faces.types import TEMPLATE_VERSION
from motcua.gallery import envelope_encryption, keys
from motcua.gallery.erasure import deletion_proof, strangers, verify_chain
from motcua.gallery.errors import FaceKeyError
from motcua.gallery.locks import using_keys
from motcua.gallery.models import Deletion, FaceImage, Person, Sitting, Store
from motcua.gallery.search import backend
from motcua.gallery.types import PURPOSE, Enrolment
from motcua.gallery.vacuum import is_overdue
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people

__all__ = [
    "check", "count_lost", "deletion_proof", "enrolment_of", "erased", "is_enrolled", "load_image",
    "size", "unfinished", "verify_chain", "without_current_template",
]  # fmt: skip


def is_enrolled(reference: uuid.UUID) -> bool:
    """Whether something is kept under a reference."""
    return Person.objects.filter(reference=reference).exists()


def enrolment_of(reference: uuid.UUID) -> Enrolment | None:
    """Return what is kept under a reference, for its person to see; None if nothing."""
    person = Person.objects.filter(reference=reference).first()
    return None if person is None else Enrolment(reference, person.sittings.count(), person.keep_until)


def size() -> int:
    """Return how many templates a search goes through."""
    return Sitting.objects.count()


def erased() -> list[uuid.UUID]:
    """Return the references of who was ever erased, in the order of it."""
    return list(Deletion.objects.order_by("pk").values_list("reference", flat=True))


def load_image(reference: uuid.UUID, *, viewer: str, reason: str, sitting: int | None = None) -> bytes:
    """Return the JPEG of a person's latest sitting, or of a named one; the look is recorded.

    It serves to make templates anew (``re_embedding.py``). People agreed to be found, not to be looked at: no
    page shows it, to officers neither.

    Raises:
        NotFoundError: nothing is kept under this reference.
        FaceKeyError: the key is missing or the row was changed.
    """
    rows = FaceImage.objects.filter(sitting__person__reference=reference).order_by("-sitting_id")
    row = rows.first() if sitting is None else rows.filter(sitting_id=sitting).first()
    if row is None:
        raise NotFoundError(face=str(reference))
    audit.record(actor=viewer, action="gallery.image_viewed", subject=f"face:{reference}", reason=reason)
    return envelope_encryption.unseal(envelope_encryption.Sealed.of(row), row.pk, keys.load())


def without_current_template(version: str = TEMPLATE_VERSION) -> QuerySet[Person]:
    """Return the people who have no template that a search may compare: all are of another model."""
    of_today = Sitting.objects.filter(person=OuterRef("pk"), model=version)
    return Person.objects.filter(~Exists(of_today), Exists(Sitting.objects.filter(person=OuterRef("pk"))))


def unfinished() -> list[str]:
    """Return what an operator began or should begin, each in words with its command; empty if nothing."""
    with using_keys():
        ring, said = keys.load(), []
        if len(ring.images) > 1:
            said.append("a change of the images' key is not finished: motcua gallery rotate-key")
        if len(ring.templates) > 1:
            said.append("a change of the templates' key is not finished: motcua gallery renew --reason …")
        if (count := without_current_template().count()) > 0:
            said.append(
                f"{count} people are found by none of their templates, which are of another model: "
                "motcua gallery re-embed --reason …"
            )
        if is_overdue():
            said.append("the place of who was erased is not cleared: motcua gallery sweep")
        if (count := len(strangers())) > 0:
            said.append(
                f"of {count} people in this store the main database knows no consent; nobody finds them, "
                "and they are not erased: do DATABASE_URL and MOTCUA_FACES_DATABASE_URL belong together? "
                "If their consents are lost for good: motcua gallery sweep --strangers"
            )
        if (count := count_lost()) > 0:
            said.append(
                f"{count} people who were enrolled are not in this store and are not found: does "
                "MOTCUA_FACES_DATABASE_URL name the right database? Else restore both from one backup, "
                "or they come again"
            )
    return said


def count_lost() -> int:
    """Return how many people were enrolled and still agree, and are not in the store: nobody finds them.

    As after a restore of the main database alone, or with a face store that is another one's.
    """
    count = 0
    for agreed in people.faces_that_agree(PURPOSE):
        here = set(Person.objects.filter(reference__in=agreed).values_list("reference", flat=True))
        subjects = [people.consent_subject_of_face(reference) for reference in agreed - here]
        enrolled = Event.objects.filter(action="gallery.enrolled", subject__in=subjects)
        count += enrolled.values("subject").distinct().count() if subjects else 0
    return count


def check() -> str:
    """Look whether the keys fit what is stored, for ``motcua doctor``; returns what was seen.

    Raises:
        FaceKeyError: they do not, or a deletion record was changed.
        FaceIndexError: the index that is searched cannot be reached or does not fit.
    """
    with using_keys():
        ring = keys.load()
        store, searched = Store.objects.first(), "nothing to search yet"
        if store is None:
            backend().ensure_ready()
        else:
            ring.template(store.template_key)
            searched = backend().check(store.template_key)
        row = FaceImage.objects.order_by("-sitting_id").first()
        if row is not None:
            envelope_encryption.unseal(envelope_encryption.Sealed.of(row), row.pk, ring)
        if shut := FaceImage.objects.exclude(key_id__in=list(ring.images)).count():
            raise FaceKeyError(what="images are sealed with a key that is not here", images=shut)
    people, templates, erased = Person.objects.count(), size(), verify_chain()
    return f"{people} people, {templates} templates, keys fit, {searched}, {erased} deletion records in order"
