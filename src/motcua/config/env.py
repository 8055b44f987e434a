"""Reading the environment, here and nowhere else. docs/operations.md lists the names."""

import difflib
import os
import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from motcua.kernel import private_file
from motcua.kernel.errors import SetupError

#: What was asked for so far, and what only a script, a command or another variable's value has asked for.
_asked = {
    "MOTCUA_PYTHON", "MOTCUA_CHROMIUM", "MOTCUA_TEST_PROCESSES", "MOTCUA_WEB_ROLE", "MOTCUA_WORKER_ROLE",
}  # fmt: skip
_ON, _OFF = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


def text(name: str, default: str = "") -> str:
    """Return the variable, or ``default`` when it is unset or empty."""
    _asked.add(name)
    return os.environ.get(name) or default


def flag(name: str, *, default: bool = False) -> bool:
    """Return True for ``1``, ``true``, ``yes`` or ``on`` in any case, False for their opposites.

    Raises:
        SetupError: it is neither: what was meant to be on must not stay off unseen.
    """
    value = text(name).strip().lower()
    if value and value not in _ON | _OFF:
        raise SetupError(what=name, found=value, fix="1 or 0")
    return value in _ON if value else default


def web_address(name: str, default: str) -> str:
    """Return an address of ours without its last slash.

    Raises:
        SetupError: it says neither http nor https, so that no link or QR code made of it would lead anywhere.
    """
    value = text(name, default).rstrip("/")
    if not value.startswith(("https://", "http://")):
        raise SetupError(what=name, found=value, fix="an address that begins with https://")
    return value


def unread() -> dict[str, str]:
    """Return variables of ours that nothing reads, each with the one that may be meant, or nothing.

    To be asked once the settings are read.
    """
    given = (name for name in os.environ if name.startswith("MOTCUA_") and name not in _asked)
    return {name: next(iter(difflib.get_close_matches(name, _asked, 1)), "") for name in sorted(given)}


def number(name: str, default: int) -> int:
    """Return the variable as a whole number.

    Raises:
        SetupError: it is none.
    """
    try:
        return int(text(name, str(default)))
    except ValueError as error:
        raise SetupError(what=name, found=text(name), fix="a whole number") from error


def one_of(name: str, known: tuple[str, ...]) -> str:
    """Return the variable, the first of ``known`` when it is unset.

    Raises:
        SetupError: it is none of them: a word spelt wrongly must not loosen anything unseen.
    """
    value = text(name, known[0])
    if value not in known:
        raise SetupError(what=name, found=value, known=", ".join(known))
    return value


def word_list(name: str, default: str) -> list[str]:
    """Return a comma-separated variable as a list without empty items."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def networks(name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return a comma-separated variable of addresses and networks (``10.0.0.5``, ``10.1.0.0/16``).

    Raises:
        SetupError: one is neither.
    """
    try:
        return tuple(ip_network(word) for word in word_list(name, ""))
    except ValueError as error:
        raise SetupError(what=name, found=text(name), cause=str(error)) from error


def home() -> Path:
    """Return the folder that holds everything an installation keeps outside a database of its own."""
    configured = text("MOTCUA_HOME")
    if configured:
        return Path(configured).expanduser().resolve()
    base = text("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))
    return Path(base) / "motcua"


def secret(name: str, file_name: str, *, size: int = 48) -> bytes:
    """Return a secret from the environment (hex), else from a file under ``home/keys`` made on first use.

    Two processes that start together agree on one.
    """
    configured = text(name)
    if configured:
        return _hex(name, configured)
    made = _made(file_name, size)
    return _hex(str(made), made.read_text().strip())


def secrets_in(name: str, file_name: str, *, size: int) -> tuple[tuple[bytes, ...], Path]:
    """Return the secrets of a variable (hex, with commas), and the file that has them where there are none.

    The file is made on first use, with one secret.
    """
    configured = tuple(_hex(name, word) for word in word_list(name, ""))
    return configured, (home() / "keys" / file_name if configured else _made(file_name, size))


def secrets_given() -> list[str]:
    """Return the variables that hold a secret themselves, so that it lies in no file of ours; once asked."""
    kinds = ("_SECRET", "_SECRET_KEY", "_PHOTO_KEY")
    return sorted(name for name in _asked if name.endswith(kinds) and os.environ.get(name))


def _made(file_name: str, size: int) -> Path:
    """Return a file of ``home/keys`` that holds a secret; makes it if it is not there."""
    path = home() / "keys" / file_name
    try:
        if not path.exists():
            private_file.create(path, secrets.token_hex(size))
        path.open("rb").close()
    except OSError as error:
        raise SetupError(what="MOTCUA_HOME cannot be used", file=str(path), cause=str(error)) from error
    return path


def _hex(where: str, value: str) -> bytes:
    """Return the bytes a text writes in hex; an error names the place and never the text, which is a secret.

    Raises:
        SetupError: it is no hex.
    """
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise SetupError(what=where, fix="hexadecimal digits, as openssl rand -hex 32 prints them") from None


def outside(name: str) -> tuple[str, bytes]:
    """Return address and shared secret of an outside system: ``MOTCUA_<NAME>_URL``, ``MOTCUA_<NAME>_SECRET``.

    Without an address both are empty: the system is not connected, and no key is made for it.
    """
    address = text(f"MOTCUA_{name.upper()}_URL").rstrip("/")
    _asked.update((f"MOTCUA_{name.upper()}_SECRET", f"MOTCUA_{name.upper()}_PASSWORD_FILE"))
    if address.startswith(("smtp://", "smtps://")):  # a mail server: its password comes from a file
        variable = f"MOTCUA_{name.upper()}_PASSWORD_FILE"
        file = text(variable)
        try:
            return address, Path(file).read_bytes().strip() if file else b""
        except OSError as error:
            raise SetupError(what=variable, file=file, cause=str(error)) from error
    return (
        (address, secret(f"MOTCUA_{name.upper()}_SECRET", f"{name}.key", size=32)) if address else ("", b"")
    )


def signing_token() -> dict[str, str]:
    """Return where the office's key lies in a PKCS#11 token; empty: it is a file.

    The PIN itself is no variable: a process list or a crash report must not show it.
    """
    module = text("MOTCUA_PKCS11_MODULE")
    names = {"token": "MOTCUA_PKCS11_TOKEN", "key": "MOTCUA_PKCS11_KEY", "pin_file": "MOTCUA_PKCS11_PIN_FILE"}
    _asked.update(names.values())
    return {"module": module} | {key: text(name) for key, name in names.items()} if module else {}


def identity() -> dict[str, Any]:
    """Return how the identity provider is called on pages, who we are to it, and whom it knows well enough.

    ``levels`` are the values of ``acr`` that open a person's own dossiers.
    """
    return {
        "name": text("MOTCUA_IDENTITY_NAME"),
        "name_en": text("MOTCUA_IDENTITY_NAME_EN"),
        "client_id": text("MOTCUA_IDENTITY_CLIENT_ID", "motcua"),
        "levels": word_list("MOTCUA_IDENTITY_LEVELS", "2"),
    }
