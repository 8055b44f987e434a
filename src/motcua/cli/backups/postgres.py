"""Calling ``pg_dump`` and ``pg_restore`` on one of the databases."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from motcua.config.embedded.server import tool
from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual


class DatabaseToolError(SetupError):
    """``pg_dump`` or ``pg_restore`` is missing or refused."""

    code = "database_tool_failed"
    default_message = Bilingual(
        vi="Công cụ của PostgreSQL (pg_dump, pg_restore) không chạy được.",
        en="PostgreSQL's tool (pg_dump, pg_restore) could not do it.",
    )


class DatabaseInUseError(SetupError):
    """Somebody works with the database that is to be replaced."""

    code = "database_in_use"
    default_message = Bilingual(
        vi="Còn chương trình đang dùng cơ sở dữ liệu: dừng web, worker và mọi phiên dbshell trước.",
        en="Somebody is connected to the database: stop web servers, workers and each dbshell first.",
    )


def dump(target: Path, alias: str = "default") -> None:
    """Write the database to ``target`` in pg_dump's custom format, as of one moment.

    Raises:
        DatabaseToolError: no fitting pg_dump, or it refused.
    """
    _run(alias, "pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def restore(source: Path, alias: str = "default") -> None:
    """Load a dump into the database, all of it or nothing.

    Raises:
        DatabaseToolError: no fitting pg_restore, or it refused.
    """
    connections[alias].close()
    # A remark on an extension may be made by its owner only, who need not be the database's.
    options = ["--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction"]
    _run(alias, "pg_restore", [*options, str(source)])


def ensure_restorable(source: Path, alias: str = "default") -> None:
    """Return if a dump can be read from its first to its last byte by a tool of here; changes nothing.

    To be called before anything is removed: with a tool that is missing or older than the dump, or a dump
    that is damaged, neither what was there nor what should come would be left.

    Raises:
        DatabaseToolError: no fitting pg_restore, or it refused.
    """
    _called([str(find("pg_restore", alias)), f"--file={os.devnull}", str(source)])


def ensure_alone(alias: str = "default") -> None:
    """Return if nobody else is connected to the database.

    Raises:
        DatabaseInUseError: somebody is.
    """
    with connections[alias].cursor() as cursor:
        # Of other users' processes a user without rights sees little: who has no user is the server's own.
        cursor.execute(
            "SELECT pid, usename, application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND usename IS NOT NULL "
            "AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY pid"
        )
        others = [" ".join(str(word) for word in row if word) for row in cursor.fetchall()]
    if others:
        raise DatabaseInUseError(database=alias, connected="; ".join(others[:8]))


def is_empty(alias: str = "default") -> bool:
    """Return whether the database has no table of ours."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        return bool(cursor.fetchone()[0] == 0)


def clear() -> None:
    """Remove everything from the main database."""
    with connections["default"].cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def clear_faces() -> None:
    """Remove all tables and functions of ours from the face store; pgvector, not ours to put in, stays."""
    with connections["faces"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table)))
        cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'gallery\\_%'")
        for (function,) in cursor.fetchall():
            cursor.execute(sql.SQL("DROP FUNCTION {}").format(sql.Identifier(function)))


def _run(alias: str, program: str, arguments: list[str]) -> None:
    parameters: dict[str, Any] = connections[alias].get_connection_params()
    password = parameters.pop("password", None)
    for name in ("cursor_factory", "context", "prepare_threshold", "client_encoding", "server_side_binding"):
        parameters.pop(name, None)
    command = [str(find(program, alias)), f"--dbname={make_conninfo(**parameters)}", *arguments]
    _called(command, {"PGPASSWORD": password} if password else {})


def _called(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DatabaseToolError(program=command[0], said=done.stderr.strip()[-2000:])


def find(program: str, alias: str = "default") -> Path:
    """Return the tool whose major version is the server's, else the newest one that can speak to it.

    Raises:
        DatabaseToolError: there is none; install ``postgresql-client``.
    """
    connections[alias].ensure_connection()
    server = int(connections[alias].connection.info.server_version) // 10_000
    candidates = [str(path) for path in (shutil.which(program), tool(program)) if path]
    versions = {path: _major(path) for path in candidates}
    fitting = [path for path in candidates if versions[path] == server]
    newer = [path for path in candidates if versions[path] > server]
    if not fitting and not newer:
        raise DatabaseToolError(
            program=program, server=server, found=str(versions), fix=f"install postgresql-client-{server}"
        )
    return Path((fitting or newer)[0])


def _major(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found else 0
