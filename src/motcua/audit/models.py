"""Append-only record of who did and saw what, and the counters that slow guessing down."""

from django.db import models

from motcua.audit.types import ACTOR_LENGTH


class Event(models.Model):
    """One thing somebody did or looked at. Rows are never changed (a database trigger refuses it)."""

    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=ACTOR_LENGTH)
    action = models.CharField(max_length=80, db_index=True)
    #: an officer is a subject, too
    subject = models.CharField(max_length=ACTOR_LENGTH, db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]


class Attempt(models.Model):
    """How often a key (an address, a code) was tried in the window that began at ``since``.

    After ``forget_at`` it says nothing any more and is swept; None where only a success forgets it.
    """

    key = models.CharField(max_length=160, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    forget_at = models.DateTimeField(null=True, db_index=True)
