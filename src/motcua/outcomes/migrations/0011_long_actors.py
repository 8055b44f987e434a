"""An officer is named by ``officer:`` and a user name of up to 150 characters: such names fit now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0010_restoration"),
    ]

    operations = [
        migrations.AlterField(
            model_name="issuedpaper",
            name="revoked_by",
            field=models.CharField(blank=True, max_length=160),
        ),
    ]
