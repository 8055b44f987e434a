"""``motcua manage``: Django's management commands with this installation's settings."""

import click

from motcua.cli import setup_django


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Chạy lệnh quản trị Django. / Run one of Django's management commands, e.g. migrate."""
    setup_django.configure()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["motcua manage", *arguments])
