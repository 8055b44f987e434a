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
