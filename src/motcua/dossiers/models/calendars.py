"""The calendars of working days under which promises were made."""

from django.db import models


class KeptCalendar(models.Model):
    """A calendar as it was on the day a dossier was filed under it; ``record`` is a ``WorkCalendar``'s.

    Never changed: the table of days off and an office's corrections may change later, a promise may not.
    """

    version = models.CharField(max_length=32, primary_key=True)
    record = models.JSONField()
    kept_at = models.DateTimeField()
