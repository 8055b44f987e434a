"""What a citizen owes for a dossier and what came in for it."""

from django.db import models

from motcua.audit.types import ACTOR_LENGTH


class PaymentOrder(models.Model):
    """A request to pay a fee (state 6), asked for by one move; ``reference`` finds its transfers.

    ``paid_through`` is ``bank`` or ``counter``; ``receipt_no`` is the counter's own receipt where there is
    one. An order without ``paid_at`` whose dossier left state 6 has lapsed.
    """

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="payment_orders")
    asked = models.OneToOneField(
        "dossiers.Transition", on_delete=models.PROTECT, related_name="payment_order"
    )
    reference = models.CharField(max_length=25, unique=True)
    amount = models.PositiveBigIntegerField()
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    paid_through = models.CharField(max_length=16, blank=True)
    receipt_no = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]


class Transfer(models.Model):
    """Money that the bank says came in, kept once by the bank's own number.

    ``note`` says what it was: ``paid`` (it settled the order), ``part`` (more is needed), ``extra`` (the
    order was settled already), ``after_end`` (the dossier asks for no payment any more), ``unmatched`` (no
    order, or another account), ``contradicts`` (told under the bank's number of other money, kept under a
    number of our own). Money of the last four belongs to the payer and waits for an officer, whose
    word on it is a ``TransferDecision``; so does a part that pays for nothing, and what came in beyond the
    fee. ``office`` has the account it came to; empty where none has it.
    """

    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="transfers")
    bank_id = models.CharField(max_length=64, unique=True)
    amount = models.PositiveBigIntegerField()
    content = models.CharField(max_length=200)
    payer = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField()
    note = models.CharField(max_length=16)
    office = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        ordering = ["id"]


class TransferDecision(models.Model):
    """What an officer said of a transfer that matched nothing by itself; each kind is said once.

    ``kind``: it pays for the dossier of ``order``, or is to be paid back; matched first, it may come to be
    paid back later. ``note_before`` is what the transfer had been taken for, ``order_before`` the order it
    had come for.
    """

    class Kind(models.TextChoices):
        """What becomes of the money."""

        MATCHED = "matched", "Ghép vào hồ sơ"
        PAY_BACK = "pay_back", "Hoàn trả người nộp"

    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=16, choices=Kind)
    order = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="+")
    order_before = models.ForeignKey(PaymentOrder, on_delete=models.PROTECT, null=True, related_name="+")
    note_before = models.CharField(max_length=16)
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=ACTOR_LENGTH)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["transfer", "kind"], name="transfer_decided_once")]
