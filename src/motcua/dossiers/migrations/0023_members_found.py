"""Who belongs to a family that registered is found by their number, without reading every dossier."""

from django.db import migrations

_INDEX = "dossiers_dossier_participants"


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0022_withdrawn_told"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {_INDEX} ON dossiers_dossier USING gin ((evidence -> 'participants') jsonb_path_ops)",
            f"DROP INDEX {_INDEX}",
        ),
    ]
