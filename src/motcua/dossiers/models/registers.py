"""What national registers said of a person, kept for as long as the question matters."""

from django.db import models


class RegisterAnswer(models.Model):
    """The last answer of a register to a question; ``key`` is the question, ``record`` the answer in JSON.

    A question answered wrongly has a row of its own beside it (``dossiers/wrong_answers.py``).
    """

    class Register(models.TextChoices):
        """Which register."""

        BUSINESS = "business", "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp"
        POPULATION = "population", "Cơ sở dữ liệu quốc gia về dân cư"

    register = models.CharField(max_length=16, choices=Register)
    key = models.CharField(max_length=260)
    record = models.JSONField()
    answered_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["register", "key"], name="one_register_answer_a_question")
        ]
