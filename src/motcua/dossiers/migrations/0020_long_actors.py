"""An officer is named by ``officer:`` and a user name of up to 150 characters: such names fit now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0019_handler"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dossier",
            name="decision_by",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AlterField(
            model_name="draft",
            name="taken_by",
            field=models.CharField(blank=True, db_index=True, max_length=160),
        ),
        migrations.AlterField(
            model_name="transferdecision",
            name="decided_by",
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name="transition",
            name="actor",
            field=models.CharField(max_length=160),
        ),
    ]
