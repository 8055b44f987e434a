"""Asking the store whom a face resembles. Every search is recorded with who asked and why."""

from motcua.audit import services as audit
from motcua.faces.types import Template
from motcua.gallery import keys, template_protection
from motcua.gallery.locks import using_keys
from motcua.gallery.models import Person, Store
from motcua.gallery.search import backend
from motcua.gallery.types import Candidate


def follow_index() -> None:
    """Bring what is searched up to the database now: new people in, erased ones out.

    Raises:
        FaceIndexError: the index cannot be reached.
        RenewalUnderWayError: as :func:`search`.
    """
    with using_keys():
        store = Store.objects.first()
        if store is not None:
            backend().follow(store.template_key)


def rebuild_index() -> None:
    """Make the index that is searched anew, where the way has one. Raises as :func:`follow_index`."""
    with using_keys():
        store = Store.objects.first()
        if store is not None:
            backend().rebuild(store.template_key)


def search(template: Template, *, people: int, actor: str, reason: str) -> list[Candidate]:
    """Return the people whom a face resembles most, the most like first.

    Args:
        template: (128,) float32 of length 1, of live frames (``one_face``); it is kept nowhere.
        people: how many at most.
        actor: who asks, as in ``audit.services.record``.
        reason: why, such as ``status by face``.

    Raises:
        FaceKeyError: a key is missing.
        FaceIndexError: the index cannot be reached.
        RenewalUnderWayError: keys are being changed; try again later.
    """
    audit.record(actor=actor, action="gallery.searched", subject="gallery", reason=reason, people=people)
    with using_keys():
        store = Store.objects.first()
        if store is None:
            return []
        probe = template_protection.protect(template, keys.load().template(store.template_key))
        hits = backend().nearest(probe, people=people, template_key=store.template_key)
        found = dict(
            Person.objects.filter(pk__in=[hit.person for hit in hits]).values_list("pk", "reference")
        )
    return [Candidate(found[hit.person], hit.score) for hit in hits if hit.person in found]
