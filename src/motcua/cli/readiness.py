"""What a web server or a worker looks at before it starts: has ``motcua setup`` run for this version?

Without it pages end in an error wherever a table has another form, or where a new one is closed to the
process's database user, and nothing tells why.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import click

from motcua.cli import database_roles
from motcua.cli.backups import erased_faces
from motcua.cli.database_roles import Kind

#: Tables that are no model's of ours.
_OTHERS: Final = ("django_migrations", "procrastinate_")
_COLUMNS: Final = re.compile(r"(\w+) \((.+)\)")


def ensure(kind: Kind) -> None:
    """Refuse to start before the tables have this version's form and this process's user may use them.

    Raises:
        click.ClickException: with the command to run.
        UnknownOfficeError: ``MOTCUA_OFFICE`` names none.
        SetupError: the key of the photos is another database's.
    """
    from motcua.people import services as people  # noqa: PLC0415 - Django is ready now

    _ensure_office()
    if waiting := unapplied_migrations():
        raise click.ClickException(
            f"Cơ sở dữ liệu chưa theo phiên bản này ({waiting}). Chạy: motcua setup / "
            "The database has not this version's form yet. Run: motcua setup"
        )
    if erased_faces.pending():
        raise click.ClickException(
            "Sau khi phục hồi, kho khuôn mặt còn người đã được xóa. Chạy: motcua setup / "
            "After the restore the face store holds people who were erased. Run: motcua setup"
        )
    for alias in database_roles.LIMITS:
        user, closed = missing_rights(alias, kind)
        if closed:
            raise click.ClickException(
                f"“{user}” chưa đủ quyền ở “{alias}”: {closed[0]} (+{len(closed) - 1}). Dùng địa chỉ của chủ "
                f"cơ sở dữ liệu, chạy: motcua setup --{kind}-role {user} / "
                f"This database user lacks rights. With the owner's addresses run: "
                f"motcua setup --{kind}-role {user}"
            )
    people.ensure_own_photo_keys()


def _ensure_office() -> None:
    """Raise where the installation is set to no office of the catalogue: every page would end in an error."""
    from motcua.procedures import selectors as procedures  # noqa: PLC0415 - Django is ready now

    procedures.default_office()


def unapplied_migrations() -> str:
    """Return how many changes of tables wait in the first database that lacks any; empty where none do."""
    from django.db import connections  # noqa: PLC0415 - Django is ready now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    for alias in connections:
        executor = MigrationExecutor(connections[alias])
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return f"{alias}: {len(plan)} not applied"
    return ""


def unknown_migrations() -> list[str]:
    """Return the changes of tables that a later version of the program made and this one does not know."""
    from django.db import connections  # noqa: PLC0415
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    found = set()
    for alias in connections:
        loader = MigrationLoader(connections[alias])
        found |= loader.applied_migrations.keys() - loader.disk_migrations.keys()
    return sorted(f"{app}.{name}" for app, name in found)


def missing_rights(alias: str, kind: Kind) -> tuple[str, list[str]]:
    """Return the user we are in a database, and what this process needs there that it was not given.

    Nothing where the tables are its own.
    """
    from django.db import connections  # noqa: PLC0415

    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, pg_has_role(tableowner, 'USAGE') FROM pg_tables "
            "WHERE schemaname = current_schema() AND tablename = 'django_migrations'"
        )
        user, owns = cursor.fetchone() or ("", True)
        if owns:
            return user, []
        ours = set(connection.introspection.django_table_names())
        tables = [
            table
            for table in sorted(connection.introspection.table_names(cursor))
            if table in ours or table.startswith(_OTHERS)
        ]
        return user, [said for table in tables for said in _missing(cursor, table, kind, alias)]


def _missing(cursor: Any, table: str, kind: Kind, alias: str) -> Iterator[str]:
    for right in database_roles.rights(alias, table, kind):
        found = _COLUMNS.fullmatch(right)
        if found is None:
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
            given = [cursor.fetchone()[0]]
        else:
            ask, given = "SELECT has_column_privilege(%s, %s, %s)", []
            for column in found[2].split(", "):
                cursor.execute(ask, [table, column, found[1]])
                given.append(cursor.fetchone()[0])
        if not all(given):
            yield f"{right} ON {table}"
