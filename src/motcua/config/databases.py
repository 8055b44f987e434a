"""Which PostgreSQL: those of the environment's addresses, or the embedded one when there are none."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from motcua.kernel.errors import SetupError


def from_url(url: str, *, variable: str = "DATABASE_URL") -> dict[str, Any]:
    """Return Django's settings for ``postgresql://user:password@host:port/name?option=value``.

    Raises:
        SetupError: the address is not PostgreSQL's.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SetupError(what=f"{variable} must start with postgresql://", scheme=parts.scheme)
    try:
        port = str(parts.port or "")
    except ValueError:
        raise SetupError(
            what=f"{variable} has no port that is a number; in a password / is written %2F"
        ) from None
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "motcua",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def embedded(data_folder: Path, name: str = "motcua", *, role: str = "") -> dict[str, Any]:
    """Return Django's settings for the server of the wheel, its files in ``data_folder``.

    Args:
        role: who owns the database and connects to it, made where missing; empty for the server's own role.
    """
    return {
        "ENGINE": "motcua.config.embedded",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"data_folder": str(data_folder), **({"role": role} if role else {})},
    }


def faces(url: str, *, main_url: str, data_folder: Path) -> dict[str, Any]:
    """Return Django's settings for the database of the face store.

    Args:
        url: its own address; empty when none was given.
        main_url: the main database's address. With this alone, the store is expected on the same server
            under the main database's name and ``_faces``, which works but keeps nothing apart.
        data_folder: the embedded server's files, where neither is given: database and role ``faces``.

    Raises:
        SetupError: an address is not PostgreSQL's.
    """
    if url:
        return from_url(url, variable="MOTCUA_FACES_DATABASE_URL")
    if main_url:
        beside = from_url(main_url)
        return {**beside, "NAME": f"{beside['NAME']}_faces"}
    return embedded(data_folder, "faces", role="faces")
