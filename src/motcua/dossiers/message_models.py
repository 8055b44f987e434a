"""What the office told the person of a dossier."""

from django.db import models


class PersonMessage(models.Model):
    """One text message or e-mail about one move; ``kind`` says of what.

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

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="messages")
    step = models.ForeignKey("dossiers.Transition", on_delete=models.PROTECT, related_name="messages")
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
        constraints = [models.UniqueConstraint(fields=["step", "channel"], name="one_person_message_a_step")]
