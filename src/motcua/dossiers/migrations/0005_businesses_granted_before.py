from zoneinfo import ZoneInfo

from django.db import migrations

from motcua.procedures.names import name_key

_GRANTED = (9, 10)
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_OF_THE_FILING = ("commitment", "result_channel", "result_address", "start_date")


def enter(apps, schema_editor):  # noqa: ANN001, ANN201, ARG001
    """What was granted before the register of businesses existed is entered into it, oldest first."""
    dossiers, businesses = apps.get_model("dossiers", "Dossier"), apps.get_model("dossiers", "Business")
    granted = dossiers.objects.filter(procedure_code="1.001612", state__in=_GRANTED).exclude(
        certificate_number=""
    )
    for dossier in granted.order_by("decided_at", "id"):
        if businesses.objects.filter(code=dossier.certificate_number).exists():
            continue
        answers = {name: value for name, value in dossier.answers.items() if name not in _OF_THE_FILING}
        dossier.business = businesses.objects.create(
            code=dossier.certificate_number,
            office=dossier.office,
            owner_number=dossier.personal_number,
            owner_previous_number=dossier.previous_number,
            owner_name=dossier.full_name,
            owner_date_of_birth=dossier.date_of_birth,
            owner_phone=dossier.phone,
            tax_code=dossier.tax_code,
            tax_office=dossier.tax_office,
            name_key=name_key(str(answers.get("own_name", ""))),
            ward=str(answers.get("office_ward", "")),
            answers=answers,
            assigned_line=dossier.evidence.get("assigned_line"),
            registered_on=(dossier.decided_at or dossier.submitted_at).astimezone(_VIETNAM).date(),
            certificate=dossier,
        )
        dossier.save(update_fields=["business"])


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0004_business")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]
