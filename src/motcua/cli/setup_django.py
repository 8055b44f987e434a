"""Loading the settings: the first thing every subcommand does that needs the database."""

import os

import click

from motcua.cli.checkup.findings import operator_message
from motcua.config import env
from motcua.config.embedded.server import owner_of
from motcua.kernel.errors import MotcuaError


def configure() -> None:
    """Choose the settings of an installation (unless the environment names others) and load them.

    Raises:
        click.ClickException: the settings cannot be loaded, or it is another user's installation; the message
            says what to do.
    """
    _ensure_own()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.base")
    import django  # noqa: PLC0415 - only the subcommands that need it pay for it

    try:
        django.setup()
    except MotcuaError as error:
        raise as_click_error(error) from error


def _ensure_own() -> None:
    """Refuse to let root work in another user's installation.

    Keys that root makes or changes are root's alone, and its database server takes theirs the files away:
    a look by "doctor" as root ended the service.
    """
    keys = env.home() / "keys"
    if os.geteuid() != 0 or not keys.is_dir() or keys.stat().st_uid == 0:
        return
    owner = owner_of(keys)
    raise click.ClickException(
        f"{keys.parent} thuộc người dùng “{owner}”; hãy chạy lệnh bằng người dùng đó, không phải root.\n"
        f"{keys.parent} belongs to the user “{owner}”: run this as that user, not as root, for instance\n"
        f"  runuser -u {owner} -- …   (docs/operations.md, On one machine)"
    )


def hold_database() -> None:
    """Connect once, so that an embedded server lives as long as this process, then let the connection go.

    Raises:
        click.ClickException: the database cannot be reached.
    """
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        connection.ensure_connection()
    except MotcuaError as error:
        raise as_click_error(error) from error
    except DatabaseError as error:
        raise click.ClickException(
            f"Không kết nối được cơ sở dữ liệu. / The database cannot be reached: {error}"
        ) from error
    connection.close()


def migrate() -> None:
    """Bring the tables of both databases to this version's form.

    Raises:
        click.ClickException: one of them cannot be reached or changed.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import DatabaseError  # noqa: PLC0415

    for alias in settings.DATABASES:
        try:
            call_command("migrate", interactive=False, verbosity=0, database=alias)
        except MotcuaError as error:
            raise as_click_error(error) from error
        except DatabaseError as error:
            fix = f"{settings.DATABASES[alias]['NAME']}; see docs/operations.md, Databases"
            raise click.ClickException(
                f"Cơ sở dữ liệu “{alias}” chưa sẵn sàng ({fix}). / The database is not ready: {error}"
            ) from error


def as_click_error(error: MotcuaError) -> click.ClickException:
    """Turn one of our errors into what the terminal shows: both languages, then details for the operator."""
    details = ", ".join(f"{name}={value}" for name, value in error.details.items())
    said = operator_message(error)
    lines = [said.vi, said.en, *([details] if details else [])]
    cause = error.__cause__
    if cause is not None:
        lines.append(f"{type(cause).__name__}: {cause}")
    return click.ClickException("\n".join(lines))
