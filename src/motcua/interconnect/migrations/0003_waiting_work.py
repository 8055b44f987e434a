"""Whether a piece of work waits in the queue is asked by what it was given; a hash holds any length of it."""

from django.db import migrations

_FORWARD = """
CREATE INDEX motcua_waiting_work ON procrastinate_jobs USING hash (args)
WHERE status = 'todo'::procrastinate_job_status
"""
_BACKWARD = "DROP INDEX IF EXISTS motcua_waiting_work"


class Migration(migrations.Migration):
    dependencies = [
        ("interconnect", "0002_events"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
