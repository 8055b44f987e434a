"""Officers' accounts. Citizens have none: a draft is theirs by session or resume code."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An officer. ``office`` is the slug of the office in the catalogue; the roles are cumulative.

    An accountant stands beside them: whoever keeps the money takes in no dossier and decides on none.
    """

    class Role(models.TextChoices):
        """What an officer may do: take dossiers in, decide, keep the money, or run the installation."""

        INTAKE = "intake", "Tiếp nhận"
        DECISION = "decision", "Giải quyết"
        ACCOUNTANT = "accountant", "Kế toán"
        ADMINISTRATOR = "administrator", "Quản trị"

    office = models.CharField(max_length=64, blank=True)
    role = models.CharField(max_length=16, choices=Role, default=Role.INTAKE)
    title = models.CharField(max_length=120, blank=True)

    @property
    def display_name(self) -> str:
        """Vietnamese order: family name first."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    @property
    def may_take_in(self) -> bool:
        """Whether this officer works on dossiers."""
        return self.role != self.Role.ACCOUNTANT

    @property
    def may_handle_money(self) -> bool:
        """Whether this officer may say what becomes of money that matches no dossier."""
        return self.role in {self.Role.ACCOUNTANT, self.Role.ADMINISTRATOR}

    @property
    def may_decide(self) -> bool:
        """Whether this officer may approve or refuse."""
        return self.role in {self.Role.DECISION, self.Role.ADMINISTRATOR}


class SecondFactor(models.Model):
    """An officer's authenticator app (RFC 6238); ``confirmed_at`` is empty until it has shown a right code.

    The secret is not here: it is made from ``salt`` and the installation's secret key, so that a copy of the
    database shows no codes. ``mask`` is what turns that into the app's secret since the key was changed.
    ``last_step`` is the 30 seconds whose code was used last: none counts twice.
    """

    officer = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    salt = models.BinaryField(max_length=16)
    mask = models.BinaryField(max_length=20, default=bytes(20))
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)


class RecoveryCode(models.Model):
    """A code on paper for an officer whose phone is lost; only a keyed digest is kept, and it works once."""

    officer = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "digest"], name="one_recovery_code")]
