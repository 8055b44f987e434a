"""The record of deletions cannot be emptied at one stroke either."""

from django.db import migrations

_FORWARD = """
CREATE TRIGGER gallery_deletion_no_truncate BEFORE TRUNCATE ON gallery_deletion
    FOR EACH STATEMENT EXECUTE FUNCTION gallery_refuse_change();
"""
_BACKWARD = "DROP TRIGGER gallery_deletion_no_truncate ON gallery_deletion;"


class Migration(migrations.Migration):
    dependencies = [("gallery", "0005_visit_reasons")]
    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
