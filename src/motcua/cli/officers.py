"""``motcua officers``: what an administrator does for officers' accounts."""

from typing import TYPE_CHECKING

import click

from motcua.cli import setup_django

if TYPE_CHECKING:
    from motcua.accounts.models import User

ROLES = ("intake", "decision", "accountant", "administrator")
_REASON = click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
_GUESSED = (
    "Mật khẩu dễ đoán: cần ít nhất 8 ký tự, không chỉ có chữ số, không phải mật khẩu nhiều người dùng, không "
    "giống tên của cán bộ.\nThe password is easily guessed: use at least 8 characters, not only digits, none "
    "that many people use, and nothing like the officer's name."
)


@click.group()
def officers() -> None:
    """Tài khoản cán bộ. / Officers' accounts."""
    setup_django.configure()
    setup_django.hold_database()


@officers.command("list", short_help="Liệt kê. / List them.")
def list_officers() -> None:
    """Liệt kê tài khoản. / List the accounts: role, open or not, second factor, office, name, last seen."""
    from motcua.accounts import selectors, services  # noqa: PLC0415 - Django is ready now

    for user in selectors.officers():
        state = "đang dùng / open" if user.is_active else "đã khóa / closed"
        steps = "2 bước / 2 steps" if services.second_factor_stands(user) else "-"
        seen = f"{user.last_login:%Y-%m-%d}" if user.last_login else "-"
        about = f"{user.username}\t{user.role}\t{state}\t{steps}"
        click.echo(f"{about}\t{user.office}\t{user.display_name}\t{seen}")


@officers.command("password", short_help="Đặt lại mật khẩu. / Set another password.")
@click.argument("username")
def password(username: str) -> None:
    """Đặt mật khẩu khác cho USERNAME. / Set another password; sessions under the old one end."""
    from django.db import transaction  # noqa: PLC0415

    from motcua.accounts import services  # noqa: PLC0415

    user = _account(username)
    typed = ask_password(user)
    with transaction.atomic():
        services.set_password(user, typed)
        _record("officer.password.set", user)
    click.echo(f"Đã đổi mật khẩu của {username}. / {username} has another password.")


@officers.command("change", short_help="Đổi vai trò, tên. / Change role or name.")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), help="Vai trò. / Role.")
@click.option("--family-name", help="Họ và chữ đệm. / Family and middle name.")
@click.option("--given-name", help="Tên. / Given name.")
@click.option("--title", help="Chức danh. / Title.")
def change(username: str, **about: str | None) -> None:
    """Đổi vai trò, tên, chức danh của USERNAME. / Change role, name or title; what is not given stays."""
    from django.db import transaction  # noqa: PLC0415

    from motcua.accounts import services  # noqa: PLC0415

    user, given = _account(username), {name: value for name, value in about.items() if value}
    with transaction.atomic():
        services.change(user, **given)
        _record("officer.changed", user, **given)
    click.echo(f"{username}: {user.role}, {user.display_name}, {user.title}")


@officers.command("close", short_help="Khóa tài khoản. / Close an account.")
@click.argument("username")
@_REASON
def close(username: str, reason: str) -> None:
    """Khóa tài khoản của người đã nghỉ. / Close the account of who left; it ends their sessions at once.

    What they did stays on record. No account is ever deleted.
    """
    _switch(username, reason, is_open=False)


@officers.command("reopen", short_help="Mở lại tài khoản. / Open it again.")
@click.argument("username")
@_REASON
def reopen(username: str, reason: str) -> None:
    """Mở lại tài khoản đã khóa. / Open a closed account again, with its old password."""
    _switch(username, reason, is_open=True)


@officers.command("reset-second-factor", short_help="Tắt xác thực hai bước. / Take the second factor away.")
@click.argument("username")
@_REASON
def reset_second_factor(username: str, reason: str) -> None:
    """Tắt xác thực hai bước của USERNAME khi mất điện thoại. / Take it away: the phone is lost.

    Be sure who asks: from then on the password alone opens the account, until a new app is set up.
    """
    from django.db import transaction  # noqa: PLC0415

    from motcua.accounts import services  # noqa: PLC0415

    user = _account(username)
    with transaction.atomic():
        if not services.remove_second_factor(user):
            raise click.ClickException(
                f"“{username}” chưa bật xác thực hai bước. / “{username}” has no second factor."
            )
        _record("officer.second_factor.removed", user, reason)
    click.echo(f"Đã tắt xác thực hai bước của {username}. / The second factor of {username} was taken away.")


def ask_password(user: "User") -> str:
    """Ask for a new password of ``user``, saved or not, twice.

    Raises:
        click.ClickException: it is too easily guessed.
    """
    from django.contrib.auth.password_validation import validate_password  # noqa: PLC0415
    from django.core.exceptions import ValidationError  # noqa: PLC0415

    typed = str(click.prompt("Mật khẩu / Password", hide_input=True, confirmation_prompt=True))
    try:
        validate_password(typed, user)
    except ValidationError as error:
        # Django's own words are half English where it has not all of them in Vietnamese.
        raise click.ClickException(_GUESSED) from error
    return typed


def _switch(username: str, reason: str, *, is_open: bool) -> None:
    from django.db import transaction  # noqa: PLC0415

    from motcua.accounts import services  # noqa: PLC0415

    user = _account(username)
    with transaction.atomic():
        if services.set_open(user, is_open=is_open):
            _record("officer.opened" if is_open else "officer.closed", user, reason)
    state = "đang dùng / open" if is_open else "đã khóa / closed"
    click.echo(f"{username}: {state}")


def _account(username: str) -> "User":
    from motcua.accounts import selectors  # noqa: PLC0415

    user = selectors.officer(username)
    if user is None:
        raise click.ClickException(f"Không có tài khoản “{username}”. / There is no account “{username}”.")
    return user


def _record(action: str, user: "User", reason: str = "", **data: str) -> None:
    from motcua.audit import services as audit  # noqa: PLC0415

    subject = f"officer:{user.username}"
    audit.record(actor="operator:command line", action=action, subject=subject, reason=reason, **data)
