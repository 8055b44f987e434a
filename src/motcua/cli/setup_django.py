"""Loading the settings: the first thing every subcommand does that needs the database."""

import os

import click

from motcua.kernel.errors import MotcuaError


def configure() -> None:
    """Choose the settings of an installation (unless the environment names others) and load them.

    Raises:
        click.ClickException: the settings cannot be loaded; the message says what is missing.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings.base")
    import django  # noqa: PLC0415 - only the subcommands that need it pay for it

    try:
        django.setup()
    except MotcuaError as error:
        raise explained(error) from error


def hold_database() -> None:
    """Connect once, so that an embedded server lives as long as this process, then let the connection go.

    Raises:
        click.ClickException: the database cannot be reached.
    """
    from django.db import DatabaseError, connection  # noqa: PLC0415

    try:
        connection.ensure_connection()
    except MotcuaError as error:
        raise explained(error) from error
    except DatabaseError as error:
        raise click.ClickException(
            f"Không kết nối được cơ sở dữ liệu. / The database cannot be reached: {error}"
        ) from error
    connection.close()


def explained(error: MotcuaError) -> click.ClickException:
    """Turn one of our errors into what the terminal shows: both languages, then details for the operator."""
    details = ", ".join(f"{name}={value}" for name, value in error.details.items())
    lines = [error.message.vi, error.message.en, *([details] if details else [])]
    cause = error.__cause__
    if cause is not None:
        lines.append(f"{type(cause).__name__}: {cause}")
    return click.ClickException("\n".join(lines))
