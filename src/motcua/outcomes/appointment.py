"""The promised day as a calendar file, so that a phone reminds the person (RFC 5545)."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures

MEDIA_TYPE = "text/calendar; charset=utf-8"
#: At nine in the morning of the day before.
_REMINDER = timedelta(hours=-15)


def calendar_file(dossier: Dossier, *, language: str) -> bytes:
    """Return the day on which the result is due, with a reminder the day before.

    The same dossier has the same identifier, so that a calendar moves the entry when the day has moved.
    """
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - slow to load, and few ask for this file

    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    office = procedures.get_office(dossier.office)
    title = Bilingual(f"Nhận kết quả hồ sơ {dossier.code}", f"Result of dossier {dossier.code}")
    host = urlsplit(settings.PUBLIC_URL).hostname or "motcua"
    summary = title.in_language(language)

    entry = Event()
    entry.add("uid", f"{dossier.code}@{host}")
    entry.add("sequence", dossier.transitions.count())
    entry.add("dtstamp", dossier.submitted_at)
    entry.add("dtstart", dossier.due_on)
    entry.add("dtend", dossier.due_on + timedelta(days=1))
    entry.add("summary", summary)
    entry.add("description", procedure.name.in_language(language))
    entry.add("location", office.address.in_language(language))
    entry.add("url", settings.PUBLIC_URL + reverse("portal:dossier", args=[dossier.code]))
    entry.add("transp", "TRANSPARENT")  # a day on which something is due does not make the person busy

    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", summary)
    reminder.add("trigger", _REMINDER)
    entry.add_component(reminder)

    made = Calendar()
    made.add("prodid", "-//Motcua//VN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add_component(entry)
    return bytes(made.to_ical())
