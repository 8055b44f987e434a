from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("presence", "0002_camera")]

    operations = [
        migrations.AddField("challenge", "face", models.UUIDField(null=True)),
    ]
