"""What the office has given out."""

from django.db import models

from motcua.audit.types import ACTOR_LENGTH
from motcua.kernel.clock import now
from motcua.kernel.ids import new_token


class IssuedPaper(models.Model):
    """One paper given out for a dossier, byte for byte as the person received it."""

    class Kind(models.TextChoices):
        """Which paper."""

        SLIP = "slip", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
        CERTIFICATE = "certificate", "Giấy chứng nhận đăng ký hộ kinh doanh"
        SUPPLEMENT_REQUEST = "supplement_request", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
        REJECTION = "rejection", "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
        EXTENSION = "extension", "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"
        STOP = "stop", "Thông báo dừng giải quyết hồ sơ"
        CONFIRMATION = "confirmation", "Văn bản xác nhận của cơ quan đăng ký kinh doanh"
        RECEIPT = "receipt", "Giấy xác nhận đã nộp lệ phí"
        REVOCATION = "revocation", "Quyết định thu hồi Giấy chứng nhận đăng ký hộ kinh doanh"
        RESTORATION = "restoration", "Quyết định hủy bỏ quyết định thu hồi giấy chứng nhận"

    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="issued_papers")
    #: The move a notice tells of: one paper a move, however often a worker tries.
    transition = models.OneToOneField(
        "dossiers.Transition", on_delete=models.PROTECT, null=True, related_name="notice"
    )
    kind = models.CharField(max_length=24, choices=Kind)
    number = models.CharField(max_length=64)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    #: What a certificate says, for machines: the file inside the PDF and the claims of the credential.
    content = models.JSONField(null=True)
    issued_at = models.DateTimeField(default=now)
    #: Opens the verification page; in the QR code of the paper, so it exists before the paper does.
    token = models.CharField(max_length=64, unique=True, default=new_token)
    #: The paper this one takes the place of: each new certificate voids the one before it
    #: (Decree 168/2025/NĐ-CP, Article 85.5).
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.CharField(max_length=ACTOR_LENGTH, blank=True)
    #: ``withdrawn`` (thu hồi, by the office), ``ceased`` (the business has ended) or ``cancelled`` (of a
    #: decision to revoke); empty where it never was.
    revocation = models.CharField(max_length=16, blank=True)
    revocation_reason = models.TextField(blank=True)
    #: When the last revocation was cancelled; the revocation stays on record.
    restored_at = models.DateTimeField(null=True)
    #: The decision that did it last. A credential given out before stays revoked for ever, as wallets keep
    #: it: from then on the certificate goes by this paper's place in the status lists.
    restored_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="restores"
    )

    #: When a time stamp over the whole file is due, which proves the signature for longer; None for papers
    #: that nobody shows for years (``signatures/preservation.py``).
    stamp_due = models.DateTimeField(null=True, db_index=True)
    #: Until when the last such stamp proves it: the end of its certificate. None before the first.
    proven_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["issued_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "kind", "number"], name="one_paper_a_number"),
        ]

    def __str__(self) -> str:
        """Return kind and number."""
        return f"{self.kind} {self.number}"

    @property
    def is_revoked(self) -> bool:
        """Whether it was taken back, or its business ended, and nothing cancelled that."""
        return self.revoked_at is not None and self.restored_at is None


class PaperProof(models.Model):
    """What was added at the end of a paper's file so that its signature can be proven for longer.

    The paper is then the file as given out with all its proofs behind it, oldest first; each file that there
    was in between stays one that the office gave out.
    """

    paper = models.ForeignKey(IssuedPaper, on_delete=models.PROTECT, related_name="proofs")
    added = models.BinaryField()
    #: Of the whole file that ends with it.
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        """Return the whole file's digest."""
        return self.sha256


class SigningDelay(models.Model):
    """The office's key did not sign what is owed to a dossier; the row goes when it did."""

    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.CASCADE, primary_key=True)
    since = models.DateTimeField()


class KeyTrouble(models.Model):
    """The certificate of the office's key does not count; the row goes when one does."""

    #: See :data:`motcua.outcomes.signatures.signer.CertificateFault`.
    why = models.CharField(max_length=16, primary_key=True)
    #: When it ended, begins or was taken back.
    at = models.DateTimeField()

    def __str__(self) -> str:
        """Return what is wrong."""
        return self.why
