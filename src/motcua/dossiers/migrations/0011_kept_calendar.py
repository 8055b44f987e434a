from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import migrations, models

from motcua.procedures import selectors as procedures
from motcua.procedures.selectors import UnknownOfficeError

_YEARS = 20


def keep(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001
    """The calendars of dossiers filed before are kept as they are, where they have not changed already."""
    dossiers, calendars = apps.get_model("dossiers", "Dossier"), apps.get_model("dossiers", "KeptCalendar")
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    used = dossiers.objects.order_by().values_list("office", "calendar_version").distinct()
    for office, version in used:
        try:
            calendar = procedures.get_office(office).calendar
        except UnknownOfficeError:
            continue
        if calendar.version == version:
            record = calendar.to_record(first=_first(dossiers, now), last=now.year + _YEARS)
            calendars.objects.get_or_create(version=version, defaults={"record": record, "kept_at": now})


def _first(dossiers, now: datetime) -> int:  # noqa: ANN001
    oldest = dossiers.objects.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    return (oldest or now).year - 1


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0010_participants")]

    operations = [
        migrations.CreateModel(
            name="KeptCalendar",
            fields=[
                ("version", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("record", models.JSONField()),
                ("kept_at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
