"""``motcua sessions``: what an operator does with the key that signs people in and makes codes and links."""

import hashlib
import secrets
from pathlib import Path
from typing import Final

import click

from motcua.cli import setup_django
from motcua.cli.backups import keys_lock
from motcua.kernel import private_file

#: The key to come, until everything that hangs on it was changed.
NEXT: Final = "session.key.new"
_BYTES: Final = 48
#: A worker says every 10 seconds that it lives, and when it stops.
_ALIVE: Final = 20
_ACTION: Final = "session.key_rotated"
_ACTOR: Final = "operator:command line"


@click.group()
def sessions() -> None:
    """Phiên làm việc và khóa của chúng. / Sessions and their key."""
    setup_django.configure()
    setup_django.hold_database()


@sessions.command("rotate-key", short_help="Đổi khóa phiên. / Change the sessions' key.")
@click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
@click.option(
    "--end-second-factors",
    is_flag=True,
    help="Tắt xác thực hai bước của mọi cán bộ. / Take every officer's second factor away.",
)
@click.option("--yes", is_flag=True, help="Không hỏi lại. / Do not ask.")
def rotate_key(*, reason: str, end_second_factors: bool, yes: bool) -> None:
    """Đổi khóa session.key; dừng web và worker trước. / Change session.key; stop web and workers first.

    It ends what was made with the old key: everybody is signed out; resume codes and unused links to take
    part open nothing more; self-service machines must be set up again; officers need new codes on paper.
    Their apps go on. May be broken off and begun again.
    """
    _ensure_stopped()
    if not yes:
        click.confirm(
            "Mọi người bị đăng xuất; mã làm tiếp, liên kết mời, máy tự phục vụ hết hiệu lực. Tiếp tục? / "
            "Everybody is signed out; resume codes, links and self-service machines end. Go on?",
            abort=True,
        )
    with keys_lock.exclusive():
        _change(reason, end_second_factors=end_second_factors)


def _ensure_stopped() -> None:
    """Refuse while a worker lives or a web server is connected.

    What runs on signs with the old key, refuses every app's code, and gives out codes that soon open nothing.
    """
    from motcua.api import health  # noqa: PLC0415 - Django is ready now
    from motcua.cli.backups import postgres  # noqa: PLC0415 - the same

    seen = health.examine().worker_seen_s
    if seen is not None and seen < _ALIVE:
        raise click.ClickException(
            f"Worker còn chạy (thấy {seen:.0f} giây trước): dừng web và worker trước. / "
            f"A worker was seen {seen:.0f} s ago: stop web and workers first."
        )
    postgres.ensure_alone()


def _change(reason: str, *, end_second_factors: bool) -> None:
    from django.conf import settings  # noqa: PLC0415 - Django is ready now

    waiting: Path = settings.HOME / "keys" / NEXT
    private_file.create(waiting, secrets.token_hex(_BYTES))  # one that is there was broken off: go on with it
    new_text = waiting.read_text(encoding="ascii").strip()
    is_used = bytes.fromhex(new_text).hex() == settings.SECRET_KEY
    if not (is_used or _is_done(new_text)):
        _end_what_hangs_on_it(new_text, reason, end_second_factors=end_second_factors)
    if settings.SECRET_KEY_FILE is not None:
        private_file.replace(settings.SECRET_KEY_FILE, new_text)
        click.echo(
            "Đã đổi khóa. Chép session.key sang các máy khác, khởi động lại, sao lưu lại. / "
            "The key was changed. Copy session.key to the other machines, restart, make a new backup."
        )
    elif is_used:
        click.echo("MOTCUA_SECRET_KEY đã là khóa mới. / MOTCUA_SECRET_KEY is the new key now.")
    else:
        click.echo(
            f"Khóa lấy từ MOTCUA_SECRET_KEY: trên mọi máy, đặt biến này bằng nội dung {waiting}, khởi động, "
            "rồi chạy lại lệnh này. / The key comes from MOTCUA_SECRET_KEY: set it to what that file holds "
            "on every machine, start, then run this again."
        )
        return
    waiting.unlink()


def _is_done(new_key: str) -> bool:
    from motcua.audit import selectors as audit  # noqa: PLC0415

    return audit.event_exists(_ACTION, key=_named(new_key))


def _end_what_hangs_on_it(new_key: str, reason: str, *, end_second_factors: bool) -> None:
    from django.db import transaction  # noqa: PLC0415

    from motcua.accounts import selectors as officers  # noqa: PLC0415
    from motcua.accounts import services as accounts  # noqa: PLC0415
    from motcua.audit import services as audit  # noqa: PLC0415
    from motcua.dossiers import services as dossiers  # noqa: PLC0415
    from motcua.dossiers.contact import ratings  # noqa: PLC0415

    with transaction.atomic():
        for user in officers.officers() if end_second_factors else ():
            if accounts.remove_second_factor(user):
                subject = f"officer:{user.username}"
                removed = "officer.second_factor.removed"
                audit.record(actor=_ACTOR, action=removed, subject=subject, reason=reason)
        apps = accounts.carry_over_second_factors(new_key)
        ratings.carry_over(new_key)
        ended, filings = accounts.end_all_sessions(), dossiers.revoke_codes()
        audit.record(
            actor=_ACTOR, action=_ACTION, subject="sessions", reason=reason, key=_named(new_key),
            sessions=ended, filings=filings, apps=apps,
        )  # fmt: skip
    click.echo(
        f"Hết hiệu lực: {ended} phiên, {filings} mã làm tiếp và liên kết; giữ {apps} ứng dụng xác thực. / "
        f"Ended: {ended} sessions, {filings} resume codes and links; {apps} authenticator apps go on."
    )


def _named(key: str) -> str:
    """Return a key's name: a digest that tells nothing about it."""
    return hashlib.sha256(b"session key id" + key.encode()).hexdigest()[:16]
