"""Running a stand-in as a program: ``python -m motcua.interconnect.sandbox.<system> --port …``."""

import argparse
import signal
import threading
from contextlib import suppress
from http.server import ThreadingHTTPServer
from pathlib import Path

from motcua.interconnect.sandbox.server import StandIn, make_server


def parser(what: str, *, port: int) -> argparse.ArgumentParser:
    """Return the options every stand-in has."""
    made = argparse.ArgumentParser(description=what)
    made.add_argument("--port", type=int, default=port, help="0 lets the system choose")
    made.add_argument(
        "--secret-file", type=Path, help="file with the shared secret in hex (default: that of the settings)"
    )
    return made


def secret(file: Path | None, system: str) -> bytes:
    """Return the shared secret from the file, else from the settings of this installation."""
    if file is not None:
        return bytes.fromhex(file.read_text().strip())
    from django.conf import settings  # noqa: PLC0415 - only where no file is given

    found: bytes = settings.TAX_SECRET if system == "tax" else settings.OUTSIDE[system][1]
    return found


def serve(stand_in: StandIn, port: int) -> None:
    """Serve until a signal comes; prints ``READY <port>`` when connections are taken."""
    serve_until_signal(make_server(stand_in, port), stand_in.stopping)


def serve_until_signal(server: ThreadingHTTPServer, stopping: threading.Event) -> None:
    """Serve one that is bound already; ``stopping`` wakes what waits in it."""

    def stop(*_: object) -> None:
        stopping.set()
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    print(f"READY {server.server_address[1]}", flush=True)  # noqa: T201 - the parent waits for this line
    with suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    server.server_close()
