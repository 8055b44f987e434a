"""What sweeps all tables must not do so while the office works."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from procrastinate.contrib.django import app

_ONCE_A_DAY = 24 * 3600


def test_what_runs_once_a_day_runs_by_night() -> None:
    """The queue counts in UTC: "3 o'clock" was ten in the morning, at the fullest hour of the counter."""
    here, nightly = ZoneInfo(settings.TIME_ZONE), {}
    for periodic in app.periodic_registry.periodic_tasks.values():
        due = periodic.croniter
        due.set_current(datetime(2026, 11, 27, tzinfo=UTC).timestamp())
        first, second = due.get_next(float), due.get_next(float)
        if second - first >= _ONCE_A_DAY:
            nightly[periodic.task.name] = datetime.fromtimestamp(first, here).hour
    assert nightly.keys() >= {"dossiers.sweep", "gallery.sweep"}
    assert not {name: hour for name, hour in nightly.items() if not 1 <= hour < 5}
