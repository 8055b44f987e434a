"""An officer is named by ``officer:`` and a user name of up to 150 characters: such names fit now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_forget_attempts_no_truncate"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="actor",
            field=models.CharField(max_length=160),
        ),
        migrations.AlterField(
            model_name="event",
            name="subject",
            field=models.CharField(db_index=True, max_length=160),
        ),
    ]
