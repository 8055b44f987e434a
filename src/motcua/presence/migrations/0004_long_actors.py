"""An officer is named by ``officer:`` and a user name of up to 150 characters: such names fit now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("presence", "0003_face"),
    ]

    operations = [
        migrations.AlterField(
            model_name="meeting",
            name="officer",
            field=models.CharField(max_length=160),
        ),
    ]
