"""``motcua serve``: the web application on granian. Static files come from the same process (whitenoise)."""

import signal
import socket
import sys
from types import FrameType

import click

from motcua.cli import readiness, setup_django

#: Requests one process works on at a time; each holds a database connection.
THREADS = 8
#: How long running requests may go on after a stop was asked for, in seconds.
STOP_SECONDS = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe. / Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Cổng. / Port.")
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Số tiến trình. / Processes."
)
@click.option(
    "--threads",
    default=THREADS,
    show_default=True,
    type=click.IntRange(1, 128),
    help="Số yêu cầu cùng lúc trong một tiến trình. / Requests at a time in one process.",
)
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Chạy ứng dụng web. / Run the web application."""
    if not port_is_free(host, port):
        raise click.ClickException(
            f"Cổng {port} đang được dùng. Chọn cổng khác bằng --port.\n"
            f"Port {port} is in use. Choose another one with --port."
        )
    setup_django.configure()
    setup_django.hold_database()
    readiness.ensure("web")
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    server = Granian(
        "motcua.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_enabled=False,
    )
    click.echo(f"http://{host}:{port}/")
    server.serve()
    sys.exit(0)


def port_is_free(host: str, port: int) -> bool:
    """Return whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def raise_on_sigterm() -> None:
    """Let SIGTERM end the program like Ctrl-C does, through every ``finally`` on the way.

    Ctrl-C itself too where a shell started the program in the background and switched it off.
    """

    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
