"""What the web server's and the workers' own database users may do: no more than each of them does.

Whoever gets hold of one of the two processes reads what it reads, but does not rewrite what was decided: the
record of events, the moves, the register and the papers given out are not the web server's to change, and no
table is either's to alter or to empty. The tables belong to the user that runs ``motcua setup``.
"""

from typing import Any, Final, Literal

import click

Kind = Literal["web", "worker"]
#: For a table that is not named below.
_DATA: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")
_READ: Final = ("SELECT",)
_APPEND: Final = ("SELECT", "INSERT")
_KEPT: Final = ("SELECT", "INSERT", "UPDATE")
_NONE: Final[tuple[str, ...]] = ()
Rights = tuple[str, ...]

#: Database -> table -> what the web server may, what a worker may.
LIMITS: Final[dict[str, dict[str, tuple[Rights, Rights]]]] = {
    "default": {
        "django_migrations": (_READ, _READ),
        "audit_event": (_APPEND, _APPEND),
        # Who is an officer, of which office and in which role, is said by the command line alone.
        "accounts_user": (("SELECT", "UPDATE (last_login, password)"), _READ),
        "accounts_user_groups": (_READ, _NONE),
        "accounts_user_user_permissions": (_READ, _NONE),
        "accounts_secondfactor": (_DATA, _NONE),
        "accounts_recoverycode": (_DATA, _NONE),
        "auth_group": (_READ, _NONE),
        "auth_group_permissions": (_READ, _NONE),
        "auth_permission": (_READ, _NONE),
        "django_session": (_DATA, ("SELECT", "DELETE")),
        "people_consent": (_KEPT, _KEPT),
        "dossiers_dossier": (_KEPT, _KEPT),
        "dossiers_transition": (_APPEND, _APPEND),
        "dossiers_deadlinemark": (_APPEND, _APPEND),
        "dossiers_transfer": (("SELECT", "UPDATE"), _KEPT),
        "dossiers_transferdecision": (_APPEND, _READ),
        "dossiers_rating": (_APPEND, _READ),
        # A certificate is taken back and restored at the desk; made, and the register written, by a worker.
        "dossiers_business": (("SELECT", "UPDATE (revoked_on)"), _KEPT),
        "outcomes_issuedpaper": (
            (
                "SELECT",
                "UPDATE (revoked_at, revoked_by, revocation, revocation_reason, restored_at, restored_by_id)",
            ),
            _KEPT,
        ),
        "outcomes_paperproof": (_READ, _APPEND),
    },
    "faces": {
        "django_migrations": (_READ, _READ),
        "gallery_deletion": (_APPEND, _APPEND),
        # By it the indexes learn whom to forget.
        "gallery_gone": (("INSERT",), _APPEND),
        # Who withdraws is erased at once; only a worker takes anybody in, and sees a template or an image.
        "gallery_person": (("SELECT", "UPDATE (keep_until)", "DELETE"), _DATA),
        "gallery_sitting": (("SELECT (id, person_id)", "DELETE"), _DATA),
        "gallery_faceimage": (("SELECT (id, sitting_id)", "DELETE"), _DATA),
        "gallery_visitframe": (("SELECT (id, visit_id)", "INSERT", "DELETE"), _DATA),
        "gallery_store": (_READ, _DATA),
        "gallery_indexstate": (_NONE, _DATA),
    },
}
#: Of these a worker clears the place of removed rows at once; PostgreSQL 17 has a right for it.
_CLEARED: Final = (
    "gallery_person", "gallery_sitting", "gallery_faceimage", "gallery_visit", "gallery_visitframe",
)  # fmt: skip
_MAINTAIN_FROM: Final = 170_000


def rights(alias: str, table: str, kind: Kind) -> Rights:
    """Return what the web server or a worker may do with a table."""
    web, worker = LIMITS[alias].get(table, (_DATA, _DATA))
    return web if kind == "web" else worker


def grant(alias: str, role: str, kind: Kind) -> None:
    """Give a database user what its process needs in one of our databases, and take everything else away.

    Raises:
        click.ClickException: there is no such user, or it is one that no grant limits.
    """
    from django.db import connections, transaction  # noqa: PLC0415 - Django is ready now
    from psycopg import sql  # noqa: PLC0415

    connection, name = connections[alias], sql.Identifier(role)
    with transaction.atomic(alias), connection.cursor() as cursor:
        _ensure_limited(cursor, alias, role)
        database = sql.Identifier(connection.settings_dict["NAME"])
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        for table in sorted(connection.introspection.table_names(cursor)):
            may = rights(alias, table, kind)
            if (
                kind == "worker"
                and table in _CLEARED
                and cursor.connection.info.server_version >= _MAINTAIN_FROM
            ):
                may = (*may, "MAINTAIN")
            if may:
                # The rights are constants of this file; only the names come from elsewhere.
                what = sql.SQL("GRANT " + ", ".join(may) + " ON {} TO {}")
                cursor.execute(what.format(sql.Identifier(table), name))


def _ensure_limited(cursor: Any, alias: str, role: str) -> None:
    cursor.execute(
        "SELECT rolsuper, pg_has_role(rolname, current_user, 'USAGE') FROM pg_roles WHERE rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    if found is None:
        raise click.ClickException(
            f"“{alias}”: chưa có người dùng “{role}”: CREATE ROLE {role} LOGIN PASSWORD '…'. / "
            f"There is no database user “{role}” yet."
        )
    if any(found):
        raise click.ClickException(
            f"“{alias}”: “{role}” là chủ các bảng hoặc có mọi quyền. / "
            f"“{role}” owns the tables or may do everything: no grant limits it."
        )
