"""The calendar a dossier was promised under, which later days off must not change."""

from typing import Final

from motcua.dossiers.models import Dossier, KeptCalendar
from motcua.kernel import clock
from motcua.kernel.workdays import WorkCalendar
from motcua.procedures import selectors as procedures

#: No version of the program is used, and no dossier is open, for longer than this.
_YEARS: Final = 20


def keep(calendar: WorkCalendar) -> str:
    """Keep a calendar under which a promise is made, once; returns the version the dossier carries."""
    version, year = calendar.version, clock.today().year
    if not KeptCalendar.objects.filter(pk=version).exists():
        record = calendar.to_record(first=year - 1, last=year + _YEARS)
        KeptCalendar.objects.get_or_create(
            version=version, defaults={"record": record, "kept_at": clock.now()}
        )
    return version


def of(dossier: Dossier) -> WorkCalendar:
    """Return the calendar a dossier was filed under.

    The office's present one stands in where it was not kept: dossiers filed under a calendar that had
    changed already when keeping began.
    """
    kept = KeptCalendar.objects.filter(pk=dossier.calendar_version).first()
    if kept is None:
        return procedures.get_office(dossier.office).calendar
    return WorkCalendar.from_record(kept.record)
