"""Under which key images are sealed, so that no machine seals with one that was dropped elsewhere; and when the
place of erased people was last cleared."""

from django.db import migrations, models

#: PostgreSQL's own round clears each removed row within minutes, also where no worker may or runs.
_TABLES = ("sitting", "faceimage", "person", "visitframe", "visit")
_WITH_IMAGES = ("faceimage", "visitframe")


class Migration(migrations.Migration):
    dependencies = [("gallery", "0006_no_truncate")]
    operations = [
        migrations.AddField("store", "image_key", models.CharField(blank=True, default="", max_length=16)),
        migrations.AddField("store", "cleared_at", models.DateTimeField(null=True)),
        *(
            migrations.RunSQL(
                f"ALTER TABLE gallery_{table} SET "
                "(autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)",
                f"ALTER TABLE gallery_{table} RESET "
                "(autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)",
            )
            for table in _TABLES
        ),
        *(
            migrations.RunSQL(
                f"ALTER TABLE gallery_{table} SET "
                "(toast.autovacuum_vacuum_threshold = 0, toast.autovacuum_vacuum_scale_factor = 0)",
                f"ALTER TABLE gallery_{table} RESET "
                "(toast.autovacuum_vacuum_threshold, toast.autovacuum_vacuum_scale_factor)",
            )
            for table in _WITH_IMAGES
        ),
    ]
