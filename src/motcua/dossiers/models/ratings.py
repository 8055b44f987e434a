"""What people thought of it, kept so that nobody can tell whose word it was."""

from django.db import models


class Rating(models.Model):
    """One person's word on one dossier, without the dossier.

    ``once`` is a keyed digest of the dossier's code: it stops a second word and leads back to nobody. Of the
    time only the month is kept, so that an officer cannot tell by the hour who it was.
    """

    once = models.CharField(max_length=64, unique=True)
    office = models.CharField(max_length=64)
    procedure_code = models.CharField(max_length=32)
    #: First day of the month in which it was given.
    month = models.DateField()
    #: step -> 1 (not satisfied), 2 (neither), 3 (satisfied); steps not answered are absent
    scores = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["office", "month"])]
