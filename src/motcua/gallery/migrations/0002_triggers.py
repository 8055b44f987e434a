"""Removed sittings are noted for the indexes, and the record of deletions cannot be changed or thinned out."""

from django.db import migrations

_FORWARD = """
CREATE FUNCTION gallery_note_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO gallery_gone (sitting) VALUES (OLD.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER gallery_sitting_gone AFTER DELETE ON gallery_sitting
    FOR EACH ROW EXECUTE FUNCTION gallery_note_gone();
CREATE FUNCTION gallery_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'gallery_deletion is append-only';
END
$$;
CREATE TRIGGER gallery_deletion_append_only BEFORE UPDATE OR DELETE ON gallery_deletion
    FOR EACH ROW EXECUTE FUNCTION gallery_refuse_change();
"""
_BACKWARD = """
DROP TRIGGER gallery_deletion_append_only ON gallery_deletion;
DROP FUNCTION gallery_refuse_change();
DROP TRIGGER gallery_sitting_gone ON gallery_sitting;
DROP FUNCTION gallery_note_gone();
"""


class Migration(migrations.Migration):
    dependencies = [("gallery", "0001_initial")]
    operations = [migrations.RunSQL(_FORWARD, _BACKWARD)]
