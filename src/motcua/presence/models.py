"""Challenges with their frames, traces of frames seen, and meetings with an officer.

``subject`` says whose it is, such as ``draft:<id>``; this room does not know what stands behind it.
"""

import uuid

from django.db import models

from motcua.audit.types import ACTOR_LENGTH


class Challenge(models.Model):
    """What one person was asked to do, once, within a time.

    ``photo`` is the stored face photo that was taken out of the frames: only for it the outcome holds.
    ``face`` is the sealed template of the best frames, kept for a short while to compare it with a paper's
    portrait.
    """

    class Status(models.TextChoices):
        """Open for frames; sent and waiting for a worker; judged."""

        OPEN = "open"
        SENT = "sent"
        JUDGED = "judged"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.CharField(max_length=120, db_index=True)
    plan = models.JSONField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN, db_index=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    sent_at = models.DateTimeField(null=True)
    photo = models.UUIDField(null=True, db_index=True)
    face = models.UUIDField(null=True)
    #: the camera's name as the browser tells it
    camera = models.CharField(max_length=120, blank=True)
    record = models.JSONField(null=True)


class ChallengeFrame(models.Model):
    """One frame, kept (sealed) until a worker has judged it."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="frames")
    number = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    at_ms = models.PositiveIntegerField()
    photo = models.UUIDField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["challenge", "number"], name="one_frame_a_number")]


class SeenFrame(models.Model):
    """A keyed digest of a frame that came once, of its bytes or of what it shows: again it is a replay."""

    digest = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(db_index=True)


class Meeting(models.Model):
    """An officer met the person and compared them with their paper."""

    subject = models.CharField(max_length=120, db_index=True)
    officer = models.CharField(max_length=ACTOR_LENGTH)
    at = models.DateTimeField()
