"""Counters of attempts say when they are forgotten; the record of events cannot be emptied at one stroke."""

from django.db import migrations, models

#: The longest window of those that end; the wrong facts about a face alone are never forgotten by time.
_OLD = """
UPDATE audit_attempt SET forget_at = since + interval '1 day' WHERE key NOT LIKE 'face:misses:%';
"""
_FORWARD = """
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
_BACKWARD = "DROP TRIGGER audit_event_no_truncate ON audit_event;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="attempt",
            name="forget_at",
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.RunSQL(_OLD, migrations.RunSQL.noop),
        migrations.RunSQL(_FORWARD, _BACKWARD),
    ]
