"""``motcua photos``: what an operator does with the key of the photos at rest."""

import click

from motcua.cli import setup_django
from motcua.cli.backups import keys_lock


@click.group()
def photos() -> None:
    """Ảnh giấy tờ và khuôn mặt trong hồ sơ. / Photos of papers and faces in dossiers."""
    setup_django.configure()
    setup_django.hold_database()


@photos.command("rotate-key", short_help="Đổi khóa ảnh. / Change the photos' key.")
def rotate_key() -> None:
    """Niêm phong lại mọi ảnh bằng khóa mới. / Seal all photos with a new key; may run while people work."""
    from motcua.people import services  # noqa: PLC0415 - Django is ready now

    with keys_lock.exclusive():
        count = services.rotate_photo_key(actor="operator:command line")
    click.echo(f"Đã niêm phong lại {count} ảnh. / {count} photos were sealed anew.")
    if services.photo_keys_from_environment():
        click.echo(
            "Khóa lấy từ MOTCUA_PHOTO_KEY: chỉ giữ khóa đầu tiên, rồi khởi động lại. / "
            "The keys come from MOTCUA_PHOTO_KEY: keep the first alone, then restart."
        )
    else:
        click.echo(
            "Sao lưu lại ngay: bản sao lưu cũ chỉ mở được bằng khóa trong nó. / "
            "Make a new backup now: an older one opens only with the key in it."
        )


@photos.command("accept-key", short_help="Khóa cũ mất hẳn. / The key is lost for good.")
@click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
@click.option("--yes", is_flag=True, help="Không hỏi lại. / Do not ask.")
def accept_key(reason: str, yes: bool) -> None:
    """Làm tiếp bằng khóa đang có khi khóa của các ảnh đã mất hẳn. / Go on with the key that is here.

    Web servers and workers do not start, and take no photo, while it opens none of those stored: mostly the
    right one is only elsewhere. Nothing is deleted; when the right key is found put both into
    MOTCUA_PHOTO_KEY, or into photos.key one a line.
    """
    from motcua.kernel.errors import SetupError  # noqa: PLC0415 - Django is ready now
    from motcua.people import services  # noqa: PLC0415 - the same

    try:
        services.ensure_own_photo_keys()
    except SetupError:
        lost = services.unreadable_photos()
    else:
        raise click.ClickException("Khóa ở đây mở được ảnh. / The key that is here opens photos.")
    if not yes:
        click.confirm(
            f"{lost} ảnh sẽ không mở được nữa trừ khi tìm thấy khóa cũ. Tiếp tục? / "
            f"{lost} photos stay closed unless their key is found. Go on?",
            abort=True,
        )
    services.accept_photo_key(actor="operator:command line", reason=reason)
    click.echo("Đã ghi nhận; khởi động lại được. / Recorded; web servers and workers may start.")
