"""Whoever forgets the day comes for nothing; a calendar reminds, and moves when the promise moves."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar, Event
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.kernel import clock
from motcua.outcomes.appointment import calendar_file

pytestmark = pytest.mark.django_db


def entry(content: bytes) -> Event:
    [found] = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_a_phone_gets_the_day_and_is_reminded_the_day_before() -> None:
    dossier = services.submit(filing.draft().pk)
    address, client = reverse("portal:calendar", args=[dossier.code]), Client()
    assert client.get(address).status_code == 302, "the code alone opens nothing"
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert address in client.get(reverse("portal:dossier", args=[dossier.code])).content.decode()
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    found = entry(answer.content)
    assert found.decoded("dtstart") == dossier.due_on
    assert dossier.code in str(found["summary"])
    [alarm] = found.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=-15)
    assert dossier.full_name not in answer.content.decode(), "a shared calendar shows it to others"


def test_a_moved_promise_moves_the_entry_and_makes_no_second_one() -> None:
    with clock.frozen(filing.TUESDAY):
        dossier = services.submit(filing.draft().pk)
        services.accept(dossier.pk, actor="officer:lan")
        before = entry(calendar_file(Dossier.objects.get(pk=dossier.pk), language="vi"))
        services.extend(dossier.pk, actor="officer:an", new_day=date(2026, 12, 9), reason="Chờ cơ quan thuế")
        after = entry(calendar_file(Dossier.objects.get(pk=dossier.pk), language="en"))
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == date(2026, 12, 9)
