"""Which database an index was made of: numbers of rows say whose a template is in that one only."""

from django.db import connections

from motcua.gallery.locks import FACES

#: The server, its line of history (another one after a recovery to a point in time) and the table itself
#: (another one after ``motcua restore``). After a restore numbers are given out a second time, to others.
_ASK = """
SELECT format('%s_%s_%s', system_identifier, timeline_id, 'gallery_sitting'::regclass::oid)
FROM pg_control_system(), pg_control_checkpoint()
"""


def origin() -> str:
    """Return a name of the database of faces as it is since it was made or last restored."""
    with connections[FACES].cursor() as cursor:
        cursor.execute(_ASK)
        name: str = cursor.fetchone()[0]
        return name
