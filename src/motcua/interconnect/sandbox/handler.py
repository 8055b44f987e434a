"""What every stand-in's HTTP handler does: read a body, answer, fail as its faults say, and log nothing."""

import random
import socket
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

from motcua.interconnect.sandbox.faults import Faults


class StandInHandler(BaseHTTPRequestHandler):
    """Takes one request; sub-classes answer it."""

    protocol_version = "HTTP/1.1"
    # A half-sent request must not hold its thread for ever.
    timeout = 30
    #: Of a body nothing behind this is read.
    max_body_bytes = 64 * 1024

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing: requests carry personal numbers."""

    def read_body(self) -> bytes:
        """Return the body, cut off after ``max_body_bytes``."""
        size = self.headers.get("Content-Length") or "0"
        return self.rfile.read(min(int(size) if size.isdigit() else 0, self.max_body_bytes))

    def send_body(self, status: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        """Answer with a body of the media type ``kind``."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        try:
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:  # the client gave up waiting, as it should when this side is slow
            self.close_connection = True

    def drop(self) -> None:
        """End the connection without an answer."""
        self.close_connection = True
        with suppress(OSError):  # the other side may have gone already
            self.connection.shutdown(socket.SHUT_RDWR)

    def is_down(self, faults: Faults, stopping: threading.Event) -> bool:
        """Drop the connection where the stand-in is switched off, else be as slow as it is switched to be."""
        if faults.down:
            self.drop()
        elif faults.slow_s:
            stopping.wait(faults.slow_s)
        return faults.down


def errs(faults: Faults) -> bool:
    """Whether this request is one of those that are switched to fail."""
    return random.random() < faults.error_rate  # noqa: S311 - chance, not a secret
