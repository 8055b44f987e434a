"""``motcua kiosk NAME``: the address that makes a browser a self-service machine."""

import click

from motcua.cli import setup_django


@click.command()
@click.argument("name")
def kiosk(name: str) -> None:
    """In địa chỉ để đặt máy tự phục vụ NAME. / Print the address that sets the machine NAME up."""
    setup_django.configure()
    from django.conf import settings  # noqa: PLC0415 - needs Django
    from django.urls import reverse  # noqa: PLC0415

    from motcua.ui import device  # noqa: PLC0415

    if name not in settings.KIOSKS:
        raise click.ClickException(
            f"Thêm “{name}” vào MOTCUA_KIOSKS rồi chạy lại. / Add “{name}” to MOTCUA_KIOSKS, then run this."
        )
    click.echo(settings.PUBLIC_URL + reverse("kiosk:set-up", args=[device.link_token(name)]))
