"""What must go out and what came in: rows that make every effect happen exactly once."""

from django.db import models

from motcua.kernel import clock


class OutboxMessage(models.Model):
    """Something that must reach an outside system, written in the transaction that makes it necessary.

    ``key`` is the idempotency key by which the other side knows a second sending. ``subject`` says what it
    is about (``dossier:H29…``). While ``lease_until`` lies ahead a worker sends it. It ends with ``sent_at``
    (``provider`` took it and gave ``receipt``) or ``failed_at`` (nobody will ever take it).
    """

    channel = models.CharField(max_length=16)
    key = models.CharField(max_length=96)
    subject = models.CharField(max_length=80, db_index=True)
    body = models.JSONField()
    created_at = models.DateTimeField(default=clock.now)
    next_at = models.DateTimeField(default=clock.now)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    #: who may have it already: the provider whose answer to the last attempt never came
    held_by = models.CharField(max_length=32, blank=True)
    unsure = models.PositiveSmallIntegerField(default=0)
    last_failure = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=32, blank=True)
    receipt = models.CharField(max_length=96, blank=True, db_index=True)
    #: a report says that it arrived on the person's device
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    #: what the other side told later, the oldest first: ``{"state", "at", "where"}`` of a parcel
    events = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["channel", "key"], name="one_outbox_message_a_key")]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="outbox_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            )
        ]


class InboxMessage(models.Model):
    """Something an outside system told us, kept once however often it came.

    ``message_id`` is the sender's own. ``handled_at`` and the effect are written in one transaction;
    ``outcome`` says in a word what came of it.
    """

    system = models.CharField(max_length=32)
    message_id = models.CharField(max_length=96)
    body = models.JSONField()
    received_at = models.DateTimeField(default=clock.now)
    times = models.PositiveIntegerField(default=1)
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["system", "message_id"], name="one_inbox_message_an_id")
        ]
