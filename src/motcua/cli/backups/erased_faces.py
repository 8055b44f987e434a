"""Who was erased since a backup was made must not come back with it: noted by a restore, erased by ``setup``.

In between the tables may be those of an older version, so the two are apart; ``serve`` and ``worker`` wait.
"""

import json
from pathlib import Path
from typing import Any

import click

from motcua.kernel import private_file

_ACTOR = "operator:restore"


def pending() -> Path | None:
    """Return the file of erasures that are to be made again, None where nothing is."""
    return _file() if _file().exists() else None


def remember() -> None:
    """Before a restore replaces the database keep whom it erased, and whom this machine's own file names."""
    from django.db import DatabaseError  # noqa: PLC0415 - Django is ready now

    from motcua.gallery import services  # noqa: PLC0415

    numbers: dict[str, int] = {}
    records = services.erasures_noted()
    try:
        found, numbers = services.erasures_in_database()
        records += found
    except DatabaseError:
        click.echo(
            "Không đọc được danh sách đã xóa của kho khuôn mặt cũ. / "
            "Whom the old face store erased could not be read; what this machine noted is used.",
            err=True,
        )
    if before := _read():
        records += before["records"]
        numbers = {**before["numbers"], **numbers}
    if records:
        once = {record["digest"]: record for record in records}
        private_file.replace(_file(), json.dumps({"records": list(once.values()), "numbers": numbers}))


def erase_again() -> None:
    """Erase again who was erased before the restore; nothing where there was none."""
    from motcua.gallery import services  # noqa: PLC0415

    if said := _read():
        count = services.erase_again(said["records"], said["numbers"], actor=_ACTOR)
        _file().unlink()
        click.echo(
            f"Đã xóa lại {count} khuôn mặt mà bản sao lưu còn giữ. / "
            f"{count} faces that the backup still held were erased again."
        )


def _read() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_file().read_text("ascii")) if _file().exists() else {}
    return found


def _file() -> Path:
    from django.conf import settings  # noqa: PLC0415

    home: Path = settings.HOME
    return home / "erased-faces.restored"
