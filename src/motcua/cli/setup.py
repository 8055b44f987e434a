"""``motcua setup``: what a new installation, and one after an upgrade, needs once."""

import click

from motcua.cli import database_roles, setup_django
from motcua.cli.backups import erased_faces
from motcua.cli.officers import ROLES, ask_password
from motcua.config import env


@click.command()
@click.option("--officer", help="Tên đăng nhập cán bộ cần tạo. / Username of an officer to create.")
@click.option(
    "--role", type=click.Choice(ROLES), default="intake", show_default=True, help="Vai trò. / Role."
)
@click.option("--family-name", default="", help="Họ và chữ đệm. / Family and middle name.")
@click.option("--given-name", default="", help="Tên. / Given name.")
@click.option("--title", default="", help="Chức danh. / Title.")
@click.option(
    "--web-role",
    help="Người dùng cơ sở dữ liệu của web. / Database user of motcua serve, to be limited "
    "[MOTCUA_WEB_ROLE].",
)
@click.option(
    "--worker-role",
    help="Người dùng cơ sở dữ liệu của worker. / The same of motcua worker [MOTCUA_WORKER_ROLE].",
)
@click.option(
    "--demo-key", is_flag=True, help="Tạo khóa ký để thử. / Make a signing key for trying out, worth nothing."
)
def setup(
    *,
    officer: str | None,
    role: str,
    family_name: str,
    given_name: str,
    title: str,
    web_role: str | None,
    worker_role: str | None,
    demo_key: bool,
) -> None:
    """Chuẩn bị cơ sở dữ liệu và khóa. / Prepare the database and the keys; with --officer add an account."""
    setup_django.configure()
    setup_django.hold_database()
    from django.conf import settings  # noqa: PLC0415

    setup_django.migrate()
    click.echo("Cơ sở dữ liệu đã sẵn sàng. / The database is ready.")
    click.echo(f"Khóa / Keys: {settings.HOME / 'keys'}")
    _limit(
        {
            "web": web_role or env.text("MOTCUA_WEB_ROLE"),
            "worker": worker_role or env.text("MOTCUA_WORKER_ROLE"),
        }
    )
    erased_faces.erase_again()
    if demo_key:
        from motcua.cli.demonstration import installation  # noqa: PLC0415 - only for trying out

        click.echo(f"Khóa ký để thử / Signing key for trying out: {installation.make_demo_signing_key()}")
    if officer:
        _add_officer(
            username=officer,
            role=role,
            family_name=family_name,
            given_name=given_name,
            title=title,
            office=settings.OFFICE,
        )


def _limit(given: dict[database_roles.Kind, str]) -> None:
    for kind, role in given.items():
        if role:
            for alias in database_roles.LIMITS:
                database_roles.grant(alias, role, kind)
            click.echo(f"Đã giới hạn quyền / Limited: {role} ({kind})")


def _add_officer(*, username: str, **about: str) -> None:
    from motcua.accounts import selectors  # noqa: PLC0415
    from motcua.accounts import services as accounts  # noqa: PLC0415
    from motcua.accounts.models import User  # noqa: PLC0415

    if selectors.officer(username) is not None:
        raise click.ClickException(
            f"Tài khoản “{username}” đã có; xem motcua officers. / There is an account “{username}”: "
            "motcua officers changes it."
        )
    coming = User(username=username, last_name=about["family_name"], first_name=about["given_name"])
    accounts.ensure_officer(username=username, password=ask_password(coming), **about)
    click.echo(f"Đã tạo tài khoản {username} ({about['role']}). / Account {username} is ready.")
