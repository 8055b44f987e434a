"""Whether a backup is worth its name: is there something in it, and do the keys in it open that?

Where a disk is not mounted the folder of the installation, or that of its keys, is empty, and each command
makes anew what it misses there: an empty database, keys that open nothing. Backed up without a word, they
would take the place of the good backups, which go one after the other.
"""

import click

from motcua.kernel.errors import SetupError


def ensure_something() -> None:
    """Return if the main database has tables.

    Raises:
        click.ClickException: it has none.
    """
    from motcua.cli.backups import postgres  # noqa: PLC0415 - needs Django to be set up

    if postgres.is_empty():
        raise click.ClickException(
            "Cơ sở dữ liệu trống: MOTCUA_HOME, DATABASE_URL có đúng không, đĩa đã gắn chưa? / The database "
            "is empty, nothing was backed up: are MOTCUA_HOME and DATABASE_URL right, is its disk mounted?"
        )


def shut() -> list[str]:
    """Return what is sealed with keys that are not here, each in words; empty where the keys fit."""
    from motcua.gallery import keys  # noqa: PLC0415 - the same
    from motcua.gallery.models import Store  # noqa: PLC0415 - the same
    from motcua.people import services as people  # noqa: PLC0415 - the same

    found = []
    try:
        people.ensure_own_photo_keys()
    except SetupError:
        found.append(f"{people.unreadable_photos()} ảnh hồ sơ / photos of dossiers")
    used = Store.objects.values_list("template_key", flat=True).first()
    try:
        if used is not None:
            keys.load().template(used)
    except SetupError:
        found.append("kho khuôn mặt / the face store")
    return found
