"""``motcua backup`` and ``motcua restore``: both databases, the keys and the signing folder in one file."""

import json
import os
import shutil
import stat
import tarfile
from datetime import datetime
from pathlib import Path

import click

from motcua import __version__
from motcua.cli import readiness, setup_django
from motcua.cli.backups import erased_faces, keys_fit, keys_lock, plaintext_folder, seal
from motcua.config import env
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError

#: Each database's dump in the archive. The two are taken one after the other: who was enrolled in between is
#: in the face store alone, without a consent, and the next sweep erases them.
_DUMPS = {"default": "database.dump", "faces": "faces.dump"}
_PASSPHRASE = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp chứa mật khẩu. / File that holds the passphrase.",
)


def _passphrase(file: Path | None) -> bytes:
    if file is not None:
        secret = file.read_bytes().strip()
    else:
        secret = str(click.prompt("Mật khẩu bản sao lưu / Backup passphrase", hide_input=True)).encode()
    if len(secret) < 12:
        raise click.ClickException(
            "Mật khẩu cần ít nhất 12 ký tự. / The passphrase needs at least 12 characters."
        )
    return secret


def _ensure_secret(file: Path) -> None:
    """Refuse a passphrase that others of the machine may read or change: what it seals lay open to them.

    Its group may read it: a file of root's for the group ``motcua`` is as good as one of mode 0600.
    """
    others = stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH
    if (mode := file.stat().st_mode) & others:
        raise click.ClickException(
            f"{file}: người dùng khác của máy đọc hoặc sửa được ({stat.filemode(mode)}). "
            f"Chạy: chmod 600 {file}\n"
            f"Others on this machine can read or change the passphrase file. Run: chmod 600 {file}"
        )


def _ensure_folder(folder: Path, *, create: bool) -> None:
    """Refuse a folder that is not there: mistyped, or of a disk that is not mounted."""
    if create:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not folder.is_dir():
        raise click.ClickException(
            f"Không có thư mục {folder}: gõ nhầm, hoặc đĩa chưa được gắn (mount)? Thêm --create để tạo.\n"
            f"There is no folder {folder}: mistyped, or is its disk not mounted? Give --create to make it."
        )


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_PASSPHRASE
@click.option("--create", is_flag=True, help="Tạo thư mục nếu chưa có. / Make the folder if it is not there.")
@click.option(
    "--unencrypted",
    is_flag=True,
    help="Không mã hóa; tệp chứa khóa và dữ liệu cá nhân. / In the clear, keys and personal data included.",
)
def backup(file: Path, passphrase_file: Path | None, create: bool, unencrypted: bool) -> None:
    """Sao lưu cơ sở dữ liệu và khóa vào FILE. / Back up the database and the keys into FILE.

    May run while the system is in use: the database is taken as of one moment. FILE must not exist, its
    folder must.
    """
    if file.exists():
        raise click.ClickException(f"{file}: tệp đã có. / exists already.")
    _ensure_folder(file.resolve().parent, create=create)
    if passphrase_file is not None:
        _ensure_secret(passphrase_file)
    secret = None if unencrypted else _passphrase(passphrase_file)
    setup_django.configure()
    try:
        setup_django.hold_database()
        keys_fit.ensure_something()
        with plaintext_folder.create(file.resolve().parent, "motcua-backup") as folder:
            with keys_lock.shared():
                shut, archive = keys_fit.shut(), _gather(folder)
            finished = folder / "finished"
            with archive.open("rb") as source, finished.open("wb") as target:
                seal.write(source, target, secret)
                target.flush()
                os.fsync(target.fileno())  # an older one may be deleted now
            finished.chmod(0o600)
            finished.rename(file)
    except MotcuaError as error:
        raise setup_django.as_click_error(error) from error
    except OSError as error:  # such as a full disk, or a key whose link leads nowhere
        raise click.ClickException(f"Không sao lưu được. / No backup was made: {error}") from error
    click.echo(f"Đã sao lưu vào {file}. / Backed up into {file}: {file.stat().st_size:,} bytes.")
    if unencrypted:
        click.echo("CHƯA MÃ HÓA: cất ở nơi an toàn. / NOT ENCRYPTED: keep it in a safe place.", err=True)
    if shut:
        raise click.ClickException(
            f"Khóa trong bản sao lưu KHÔNG mở được: {'; '.join(shut)}. Thư mục khóa đã được gắn chưa? "
            "Giữ lại các bản cũ. / The keys in this backup do NOT open these: is the folder of keys mounted? "
            "Keep the older backups."
        )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_PASSPHRASE
@click.option("--force", is_flag=True, help="Thay dữ liệu đang có. / Replace the data that is there.")
@click.option(
    "--nothing-since",
    is_flag=True,
    help="Không có hồ sơ nào sau bản sao lưu: số không bỏ cách. / Nothing was filed since: leave no gap.",
)
def restore(file: Path, passphrase_file: Path | None, force: bool, nothing_since: bool) -> None:
    """Phục hồi từ FILE. / Restore FILE. Stop the web servers and workers first.

    Refuses a database that holds tables unless --force is given. Keys that are there are moved aside, never
    deleted. Numbers that may have been given out since the backup was made are left out.
    """
    try:
        with file.open("rb") as source:
            sealed = seal.is_sealed(source)
        secret = _passphrase(passphrase_file) if sealed else None
        # Not in the folder for temporary files: that is often memory, and too small for an office's photos.
        with plaintext_folder.create(env.home(), "motcua-restore") as folder:
            manifest = _unpack(file, folder, secret)
            setup_django.configure()
            days = 0 if nothing_since else _days_since(manifest["made_at"])
            _put_back(folder, force=force, days=days)
            later = readiness.unknown_migrations()
    except MotcuaError as error:
        raise setup_django.as_click_error(error) from error
    click.echo(
        f"Đã phục hồi bản sao lưu ngày {manifest['made_at']}. / Restored the backup of {manifest['made_at']}."
    )
    if later:
        click.echo(
            f"Bản sao lưu thuộc phiên bản mới hơn ({later[0]}); nâng cấp chương trình trước. / "
            "The backup is of a newer version: upgrade the program first.",
            err=True,
        )
    if days:
        click.echo(
            "Số hồ sơ, giấy chứng nhận, mã nộp phí bỏ cách một quãng: số của hồ sơ đã mất không cấp lại. / "
            "Codes, certificate numbers and payment references go on after a gap: those of what was lost are "
            "not given out again."
        )
    click.echo(
        "Tài khoản cán bộ như lúc sao lưu: ai đã khóa sau đó lại mở. / Officers' accounts are as they were "
        "then; whom you closed since is open again: motcua officers list"
    )
    click.echo("Chạy tiếp: / Run next:  motcua setup && motcua doctor")


def _folders() -> dict[str, Path]:
    from django.conf import settings  # noqa: PLC0415

    folders = {"keys": settings.HOME / "keys", "signing": settings.SIGNING_FOLDER}
    if folders["keys"] not in settings.FACES_KEYS.parents:
        folders["faces-keys"] = settings.FACES_KEYS
    return folders


def _gather(folder: Path) -> Path:
    """Return a tar with a manifest, the dump and the folders of keys, made inside ``folder``."""
    from motcua.cli.backups import postgres  # noqa: PLC0415 - needs Django to be set up

    dumps = {alias: folder / name for alias, name in _DUMPS.items()}
    for alias, dump in dumps.items():
        postgres.dump(dump, alias)
    folders = {name: path for name, path in _folders().items() if path.is_dir()}
    if given := env.secrets_given():
        click.echo(
            f"KHÔNG nằm trong bản sao lưu, vì đến từ biến môi trường: {', '.join(given)}. Hãy cất riêng. / "
            "These keys come from the environment and are NOT in the backup: keep them elsewhere too.",
            err=True,
        )
    manifest = {"version": __version__, "made_at": clock.now().isoformat(timespec="seconds")}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    archive = folder / "archive.tar"
    # What a link leads to, not the link: a key that lies on a shared folder would be missing.
    with tarfile.open(archive, "w", dereference=True) as tar:
        tar.add(folder / "manifest.json", "manifest.json")
        for alias, dump in dumps.items():
            tar.add(dump, _DUMPS[alias])
        for name, path in folders.items():
            tar.add(path, name)
    return archive


def _unpack(file: Path, folder: Path, secret: bytes | None) -> dict[str, str]:
    archive = folder / "archive.tar"
    with file.open("rb") as source, archive.open("wb") as target:
        seal.read(source, target, secret)
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter=_without_links_away)  # noqa: S202 - which is data's, and milder
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, ValueError) as error:
        raise seal.BackupFileError(what="archive") from error
    archive.unlink()
    return manifest


def _without_links_away(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo | None:
    """Leave out what older backups have of a key that lay elsewhere: a link, which opens nothing."""
    try:
        return tarfile.data_filter(member, folder)
    except (tarfile.AbsoluteLinkError, tarfile.LinkOutsideDestinationError):
        click.echo(
            f"{member.name} → {member.linkname}: bản sao lưu chỉ có liên kết; hãy tự đặt lại. / "
            "the backup has only this link, not what it leads to: put that back yourself.",
            err=True,
        )
        return None


def _days_since(made_at: str) -> int:
    """Return the days since a backup was made, the one begun included."""
    return max(0, (clock.now() - datetime.fromisoformat(made_at)).days) + 1


def _put_back(folder: Path, *, force: bool, days: int) -> None:
    from motcua.cli.backups import postgres  # noqa: PLC0415 - needs Django to be set up
    from motcua.dossiers import counters  # noqa: PLC0415 - the same

    with_faces = (folder / _DUMPS["faces"]).exists()  # a backup of before there was a face store has none
    dumps = {alias: folder / name for alias, name in _DUMPS.items() if alias == "default" or with_faces}
    is_empty = all(postgres.is_empty(alias) for alias in dumps)
    if not (is_empty or force):
        raise click.ClickException(
            "Cơ sở dữ liệu đang có dữ liệu. Dùng --force để thay bằng bản sao lưu.\n"
            "The database is not empty. Give --force to replace what is there by the backup."
        )
    for alias, dump in dumps.items():
        postgres.ensure_alone(alias)
        postgres.ensure_restorable(dump, alias)
    erased_faces.remember()
    replaced = counters.given_out()
    if not is_empty:
        postgres.clear()
        if with_faces:
            postgres.clear_faces()
    for alias, dump in dumps.items():
        postgres.restore(dump, alias)
    counters.go_on_after(replaced, days=days)
    stamp = f"{clock.now():%Y%m%d-%H%M%S-%f}"
    for name, target in _folders().items():
        source = folder / name
        if not source.is_dir():
            continue
        target = target.resolve()  # noqa: PLW2901 - other machines may read what a link leads to
        if target.exists():
            aside = target.with_name(f"{target.name}.before-restore-{stamp}")
            _move_aside(target, aside)
            click.echo(f"{target} → {aside}")
        shutil.copytree(source, target, dirs_exist_ok=True)
        target.chmod(0o700)


def _move_aside(target: Path, aside: Path) -> None:
    """Move a folder of keys away; where a shared folder is mounted, which stays, what is in it."""
    try:
        target.rename(aside)
    except OSError:
        aside.mkdir(mode=0o700)
        for entry in list(target.iterdir()):
            shutil.move(entry, aside / entry.name)
