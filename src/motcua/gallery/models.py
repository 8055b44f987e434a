"""Everything kept of a face. These tables lie in the database ``faces`` and nowhere else (config.routers)."""

import uuid
from typing import ClassVar

from django.db import models
from pgvector.django import VectorField

#: Numbers in a template (SFace).
DIMENSION = 128


class Person(models.Model):
    """Somebody who agreed to be found by their face. ``reference`` is all that the main database knows.

    ``id`` is only for searching; it is never used again for anybody else.
    """

    reference = models.UUIDField(unique=True)
    consent_wording = models.CharField(max_length=32)
    consent_given_at = models.DateTimeField()
    enrolled_at = models.DateTimeField()
    keep_until = models.DateTimeField(db_index=True)


class Sitting(models.Model):
    """What one sitting of several live frames left: a protected template (``template_protection``)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sittings")
    template = VectorField(dimensions=DIMENSION)
    template_key = models.CharField(max_length=16)
    model = models.CharField(max_length=24)
    quality = models.FloatField()
    assurance = models.CharField(max_length=8)
    frames = models.PositiveSmallIntegerField()
    taken_at = models.DateTimeField()


class FaceImage(models.Model):
    """The best frame of a sitting: AES-256-GCM under its own key, which the key ``key_id`` wraps.

    It is kept for the day on which templates must be made anew by a better model.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.OneToOneField(Sitting, on_delete=models.CASCADE, related_name="image")
    sealed = models.BinaryField()
    nonce = models.BinaryField(max_length=12)
    wrapped_key = models.BinaryField(max_length=48)
    wrap_nonce = models.BinaryField(max_length=12)
    key_id = models.CharField(max_length=16, db_index=True)


class Gone(models.Model):
    """That a sitting's row was removed: a trigger writes it, whoever removed the row.

    By it the indexes that searches run on learn what they must forget (gallery.search.exact).
    """

    sitting = models.BigIntegerField()


class Deletion(models.Model):
    """That a person was erased. Rows are never changed or removed (a trigger refuses it)."""

    reference = models.UUIDField(db_index=True)
    person = models.BigIntegerField()
    templates = models.PositiveSmallIntegerField()
    images = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=24)
    asked_at = models.DateTimeField()
    erased_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)


class Store(models.Model):
    """The one row that says under which key the templates lie; changed in the transaction that turns them.

    ``image_key`` is the key that images are sealed with, empty before it was ever changed.
    """

    template_key = models.CharField(max_length=16)
    image_key = models.CharField(max_length=16, blank=True, default="")
    changed_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)


class IndexState(models.Model):
    """How far an index outside of this database follows it (gallery.search.milvus): the last sitting that was
    sent there and the last removal that was made there."""

    name = models.CharField(max_length=64, unique=True)
    last_sitting = models.BigIntegerField(default=0)
    last_gone = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["IndexState"]] = models.Manager()


class Visit(models.Model):
    """One time somebody stood before a camera: kept until a worker has looked and the answer was fetched.

    It belongs to the device that came (``device``, a digest). ``candidates`` are references that never leave
    the server. A visit says nothing about whose dossier it was for; the work in the queue does.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        DONE = "done"
        UNUSABLE = "unusable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.CharField(max_length=64)
    assurance = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    outcome = models.CharField(max_length=16, blank=True)
    candidates = models.JSONField(default=list)
    #: why frames were unusable, as ``Bilingual.to_dict`` gives it: about them only, never about the store
    reasons = models.JSONField(default=list)
    tries = models.PositiveSmallIntegerField(default=0)
    came_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)


class VisitFrame(models.Model):
    """One frame of a visit, sealed as :class:`FaceImage` is; gone as soon as a worker has looked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="frames")
    place = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    nonce = models.BinaryField(max_length=12)
    wrapped_key = models.BinaryField(max_length=48)
    wrap_nonce = models.BinaryField(max_length=12)
    key_id = models.CharField(max_length=16)

    class Meta:
        ordering = ["place"]
