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
