"""``motcua gallery``: what an operator does with the keys of the face store."""

import uuid
from typing import TextIO

import click

from motcua.cli import setup_django
from motcua.cli.backups import keys_lock
from motcua.kernel import personal_number
from motcua.kernel.errors import MotcuaError
from motcua.kernel.vietnamese import as_meant

_ACTOR = "operator:command line"


@click.group()
def gallery() -> None:
    """Kho khuôn mặt. / The face store."""
    setup_django.configure()
    setup_django.hold_database()


@gallery.command("rotate-key", short_help="Đổi khóa ảnh. / Change the images' key.")
def rotate_key() -> None:
    """Đổi khóa ảnh khuôn mặt. / Change the key of the images; may run while the system is in use."""
    from motcua.gallery import services  # noqa: PLC0415 - Django is ready now

    with keys_lock.exclusive():
        count = services.rotate_image_key(actor=_ACTOR)
    click.echo(f"Đã đổi khóa của {count} ảnh. / The key of {count} images was changed.")
    _remind()


@gallery.command("renew", short_help="Đổi mọi mẫu sau khi lộ. / Turn templates to a new key.")
@click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
def renew(reason: str) -> None:
    """Đổi mọi mẫu khuôn mặt sang khóa mới sau khi bị lộ. / Turn all templates to a new key after a leak."""
    from motcua.gallery import services  # noqa: PLC0415

    with keys_lock.exclusive():
        count = services.renew_templates(actor=_ACTOR, reason=reason)
        services.overwrite_freed()
    click.echo(f"Đã đổi {count} mẫu; bản cũ không còn dùng được. / {count} templates renewed.")
    _remind()


@gallery.command("re-embed", short_help="Làm lại mẫu bằng mô hình mới. / Make templates by a new model.")
@click.option("--reason", required=True, help="Vì sao; được ghi lại. / Why; it is recorded.")
def re_embed(reason: str) -> None:
    """Làm lại mẫu từ ảnh đã lưu sau khi đổi mô hình. / Make templates anew after the face model changed.

    From the images kept, of whom no template fits the model of today. May run while people come, and be
    broken off and begun again.
    """
    from motcua.gallery import services  # noqa: PLC0415

    done = services.re_embed(actor=_ACTOR, reason=reason)
    services.overwrite_freed()
    click.echo(
        f"Đã làm lại {done.templates} mẫu của {done.people} người. / {done.templates} templates of "
        f"{done.people} people were made anew."
    )
    if done.unusable:
        click.echo(
            f"Ảnh của {done.unusable} người không dùng được: họ cần chụp lại. / Of {done.unusable} people no "
            "image would do: they are found again after their next sitting."
        )


@gallery.command("sweep", short_help="Xóa người hết hạn. / Erase whose time is over.")
@click.option(
    "--strangers",
    is_flag=True,
    help="Cả người mà cơ sở dữ liệu chính không biết, dù là phần lớn. / Also those of whom the main database "
    "knows no consent where they are the most.",
)
def sweep(strangers: bool) -> None:
    """Xóa người hết hạn hoặc đã rút đồng ý. / Erase whose time is over or who withdrew; nightly by itself."""
    from motcua.gallery import services  # noqa: PLC0415

    try:
        count = services.sweep(with_strangers=strangers)
    finally:
        is_cleared = services.overwrite_freed()
    click.echo(f"Đã xóa {count} người. / {count} people erased.")
    if not is_cleared:
        raise click.ClickException(
            "Chưa dọn được chỗ của dữ liệu đã xóa; chạy lại. / The place of what was erased could not be "
            "cleared; run it again."
        )


@gallery.command("erased", short_help="In ai đã xóa. / Print who was erased.")
def erased() -> None:
    """In tên của người đã xóa. / Print the references of who was erased; before a restore, see erase."""
    from motcua.gallery import selectors  # noqa: PLC0415

    for reference in selectors.erased():
        click.echo(str(reference))


@gallery.command("erase", short_help="Xóa lại sau phục hồi. / Erase again after a restore.")
@click.argument("references", nargs=-1, type=click.UUID)
@click.option(
    "--file", type=click.File(), help="Tệp do erased in ra. / File that erased printed, - for standard input."
)
def erase(references: tuple[uuid.UUID, ...], file: TextIO | None) -> None:
    """Xóa lại sau khi phục hồi. / Erase again who withdrew after the backup that was restored was made."""
    from motcua.gallery import services  # noqa: PLC0415

    named = [*references, *map(uuid.UUID, file.read().split() if file is not None else ())]
    count = sum(services.withdraw(reference=item, actor=_ACTOR) is not None for item in named)
    click.echo(f"Đã xóa {count} người. / {count} people erased.")


@gallery.command(
    "withdraw", short_help="Rút đồng ý thay người đến quầy. / Withdraw for who comes to the counter."
)
@click.option(
    "--reason", required=True, help="Ai, khi nào, đối chiếu thế nào; được ghi lại. / It is recorded."
)
def withdraw(reason: str) -> None:
    """Rút đồng ý và xóa khuôn mặt của người đến quầy. / Withdraw for somebody an officer met.

    Whoever has neither code nor phone cannot do it on the page. Asks for the personal number, so that it
    stands in no list of commands; prints what the person may be given as proof.
    """
    from motcua.audit import services as audit  # noqa: PLC0415
    from motcua.gallery import services  # noqa: PLC0415
    from motcua.people import services as people  # noqa: PLC0415

    typed = str(click.prompt("Số định danh cá nhân / Personal number"))
    try:  # of a number with a slip in it nobody may be told that nothing is kept
        number = personal_number.parse(as_meant(typed)).value
    except MotcuaError as error:
        raise click.ClickException(f"{error.message.vi} / {error.message.en}") from error
    reference = people.face_reference_of(number)
    if reference is None:
        click.echo("Không lưu khuôn mặt nào dưới số này. / No face is kept under this number.")
        return
    subject = people.consent_subject_of_face(reference)
    audit.record(actor=_ACTOR, action="gallery.withdrawn_for", subject=subject, reason=reason)
    proof = services.withdraw(reference=reference, actor=_ACTOR)
    if proof is None:
        click.echo("Đã rút đồng ý; kho không có gì. / Withdrawn; nothing was kept.")
        return
    at = f"{proof.erased_at.astimezone():%Y-%m-%d %H:%M:%S}"
    click.echo(
        f"Đã xóa {proof.templates} mẫu, {proof.images} ảnh lúc {at}. "
        f"/ {proof.templates} templates and {proof.images} images erased.\n"
        f"Biên bản xóa / Record of it: {proof.reference} {proof.digest}"
    )


@gallery.command("index", short_help="Tạo lại chỉ mục. / Make the index anew.")
def index() -> None:
    """Tạo lại chỉ mục. / Make the index of MOTCUA_FACES_SEARCH=hnsw or milvus; may take minutes."""
    from motcua.gallery import services  # noqa: PLC0415

    services.rebuild_index()
    click.echo("Chỉ mục đã sẵn sàng. / The index is ready.")


def _remind() -> None:
    click.echo(
        "Chép khóa mới sang các máy khác và sao lưu lại. / "
        "Copy the new keys to the other machines, and make a new backup."
    )
