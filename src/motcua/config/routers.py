"""Which database a model lives in: the face store's in one of their own, all others in the main one."""

from typing import Any

from django.db.models import Model

_ROOM, FACES = "gallery", "faces"


class FacesRouter:
    """Keeps the room ``gallery`` in the database ``faces``, and everything else out of it.

    Nothing joins the two: a relation across would put into one what the other must not know.
    """

    def db_for_read(self, model: type[Model], **_: Any) -> str:
        """Return the alias to read a model from."""
        return FACES if model._meta.app_label == _ROOM else "default"  # noqa: SLF001 - Django's documented way

    def db_for_write(self, model: type[Model], **_: Any) -> str:
        """Return the alias to write a model to."""
        return self.db_for_read(model)

    def allow_relation(self, one: Model, other: Model, **_: Any) -> bool:
        """Allow relations within one database only."""
        return self.db_for_read(type(one)) == self.db_for_read(type(other))

    def allow_migrate(self, db: str, app_label: str, **_: Any) -> bool:
        """Allow the room's tables in its own database and nowhere else, and no other table there."""
        return (db == FACES) == (app_label == _ROOM)
