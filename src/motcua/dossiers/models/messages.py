"""What person and office of a dossier write to each other, and what the person was told of."""

from django.db import models


class Message(models.Model):
    """Words of one side of a dossier to the other, kept with it as its other notes are.

    ``author`` is the officer's user name, empty for the citizen. ``seen_at`` is when the other side first
    opened the page with it, ``answered_at`` when the office next wrote; of the office's own it stays None.
    """

    class Side(models.TextChoices):
        """Who wrote."""

        CITIZEN = "citizen", "Công dân"
        OFFICE = "office", "Cơ quan"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="talk")
    side = models.CharField(max_length=8, choices=Side)
    author = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=2000)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["dossier"],
                condition=models.Q(side="citizen", answered_at=None),
                name="message_to_answer",
            )
        ]


class PersonMessage(models.Model):
    """One text message or e-mail about one move or one message of the office; ``kind`` says of what.

    The proof that the person was told is in the outbox row: which provider took it, when, under which
    number, and when it arrived.
    """

    class Kind(models.TextChoices):
        """What the person is told of."""

        FILED = "filed", "Đã nộp hồ sơ"
        SUPPLEMENT = "supplement", "Yêu cầu bổ sung"
        PAYMENT = "payment", "Yêu cầu nộp lệ phí"
        PAID = "paid", "Đã nhận lệ phí"
        EXTENSION = "extension", "Xin lỗi và gia hạn"
        GRANTED = "granted", "Đã có kết quả"
        REFUSED = "refused", "Hồ sơ không được chấp nhận"
        REVOKED = "revoked", "Giấy chứng nhận bị thu hồi"
        RESTORED = "restored", "Hủy bỏ quyết định thu hồi"
        MESSAGE = "message", "Lời nhắn của cơ quan"
        RECEIVING = "receiving", "Đổi cách nhận kết quả"
        SUPPLEMENTED = "supplemented", "Đã nhận bổ sung"
        WITHDRAWN = "withdrawn", "Đã rút hồ sơ"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="messages")
    step = models.ForeignKey(
        "dossiers.Transition", on_delete=models.PROTECT, null=True, related_name="messages"
    )
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="told")
    kind = models.CharField(max_length=16, choices=Kind)
    channel = models.CharField(max_length=8, choices=[("sms", "SMS"), ("email", "E-mail")])
    to = models.CharField(max_length=254)
    text = models.TextField()
    created_at = models.DateTimeField()
    outbox = models.OneToOneField(
        "interconnect.OutboxMessage", on_delete=models.PROTECT, related_name="person_message"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["step", "channel"], name="one_person_message_a_step"),
            models.UniqueConstraint(fields=["message", "channel"], name="one_person_message_a_message"),
            models.CheckConstraint(
                condition=models.Q(step=None) ^ models.Q(message=None),
                name="person_message_about_one_thing",
            ),
        ]
