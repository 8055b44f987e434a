"""The ``motcua`` command.

A subcommand's module is imported only when it is run, so that ``motcua read`` starts without Django and
a part that is not installed cannot break another.
"""

import importlib
from typing import Any

import click

from motcua import __version__
from motcua.cli.checkup.findings import operator_message
from motcua.config import env
from motcua.kernel import inference
from motcua.kernel.errors import MotcuaError
from motcua.papers.lines import choice

#: Subcommand -> ("module:attribute" of a click command, one line of help shown in the list).
LAZY: dict[str, tuple[str, str]] = {
    "read": ("motcua.cli.read:read", "Đọc ảnh giấy tờ. / Read photos of a paper."),
    "chip": ("motcua.cli.chip:chip", "Đọc dữ liệu chip. / Read a chip file."),
    "faces": ("motcua.cli.faces:faces", "So khớp khuôn mặt. / Compare faces."),
    "setup": ("motcua.cli.setup:setup", "Chuẩn bị hoặc nâng cấp. / Prepare or upgrade."),
    "serve": ("motcua.cli.serve:serve", "Chạy ứng dụng web. / Run the web application."),
    "worker": ("motcua.cli.worker:worker", "Chạy việc nền. / Run background work."),
    "demo": ("motcua.cli.demo:demo", "Chạy bản thử. / Run the demonstration."),
    "doctor": ("motcua.cli.doctor:doctor", "Kiểm tra cài đặt. / Check the installation."),
    "backup": ("motcua.cli.backup:backup", "Sao lưu. / Back up."),
    "restore": ("motcua.cli.backup:restore", "Phục hồi. / Restore a backup."),
    "gallery": ("motcua.cli.gallery:gallery", "Kho khuôn mặt: khóa, xóa. / Face store: keys, erasing."),
    "officers": (
        "motcua.cli.officers:officers",
        "Cán bộ: mật khẩu, khóa tài khoản. / Officers: passwords, closing accounts.",
    ),
    "photos": ("motcua.cli.photos:photos", "Ảnh hồ sơ: đổi khóa. / Photos of dossiers: change the key."),
    "results": (
        "motcua.cli.results:results",
        "Kết quả: gia hạn dấu thời gian. / Results: time stamps that last.",
    ),
    "sessions": (
        "motcua.cli.sessions:sessions",
        "Phiên làm việc: đổi khóa, đăng xuất mọi người. / Sessions: change the key, sign everybody out.",
    ),
    "kiosk": ("motcua.cli.kiosk:kiosk", "Đặt máy tự phục vụ. / Set up a self-service machine."),
    "manage": ("motcua.cli.manage:manage", "Lệnh quản trị Django. / Django's management commands."),
}


class LazyGroup(click.Group):
    """A group whose subcommands are named in a table and imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table; imports nothing."""
        return [*LAZY, *(name for name in super().list_commands(ctx) if name not in LAZY)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand, None if the name is unknown.

        Raises:
            click.ClickException: the subcommand's module is not part of this installation.
        """
        if cmd_name not in LAZY:
            return super().get_command(ctx, cmd_name)
        module_name, attribute = LAZY[cmd_name][0].split(":")
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            raise click.ClickException(
                f"Lệnh “{cmd_name}” chưa được cài đặt. / “{cmd_name}” is not installed here ({error.name})."
            ) from error
        command: Any = getattr(module, attribute)
        if not isinstance(command, click.Command):
            raise click.ClickException(f"{module_name}:{attribute} is not a command")
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; an error of ours is told in words, with its code and what is known about it.

        Raises:
            click.ClickException: in place of a :class:`MotcuaError`.
        """
        try:
            return super().invoke(ctx)
        except MotcuaError as error:
            known = "".join(f"\n  {name}: {value}" for name, value in error.details.items())
            said = operator_message(error)
            message = f"{said.vi}\n{said.en}\n{error.code}{known}"
            raise click.ClickException(message) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of subcommands from the table, so that ``--help`` imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, LAZY[name][1] if name in LAZY else "") for name in self.list_commands(ctx)]
            )


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="motcua")
def main() -> None:
    """Một cửa: dịch vụ công không giấy tờ. / Public services without paper."""
    inference.use_threads(max(1, env.number("MOTCUA_MODEL_THREADS", inference.DEFAULT_THREADS)))
    choice.use(env.text("MOTCUA_LINES", choice.DEFAULT))
