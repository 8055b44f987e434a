"""``motcua officers``: what an administrator does for officers' accounts."""

import click

from motcua.cli import setup_django


@click.group()
def officers() -> None:
    """Tài khoản cán bộ. / Officers' accounts."""
    setup_django.configure()
    setup_django.hold_database()


@officers.command("reset-second-factor")
@click.argument("username")
@click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
def reset_second_factor(username: str, reason: str) -> None:
    """Tắt xác thực hai bước của USERNAME khi mất điện thoại. / Take it away: the phone is lost.

    Be sure who asks: from then on the password alone opens the account, until a new app is set up.
    """
    from motcua.accounts import selectors, services  # noqa: PLC0415 - Django is ready now
    from motcua.audit import services as audit  # noqa: PLC0415

    user = selectors.officer(username)
    if user is None:
        raise click.ClickException(f"Không có tài khoản “{username}”. / There is no account “{username}”.")
    if not services.remove_second_factor(user):
        raise click.ClickException(
            f"“{username}” chưa bật xác thực hai bước. / “{username}” has no second factor."
        )
    audit.record(
        actor="operator:command line",
        action="officer.second_factor.removed",
        subject=f"officer:{username}",
        reason=reason,
    )
    click.echo(f"Đã tắt xác thực hai bước của {username}. / The second factor of {username} was taken away.")
