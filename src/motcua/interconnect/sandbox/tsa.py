"""A stand-in time-stamping authority on loopback: real RFC 3161 tokens of a key that says it is no real one.

``python -m motcua.interconnect.sandbox.tsa --port 8109 --key …/tsa.p12`` serves until a signal comes. Faults
as for the other stand-ins with ``PUT /__control``: ``slow_s``, ``error_rate``, ``down``, ``lost``,
``mixed_rate``, and ``wrong`` set to ``not_json`` (bytes that are no answer) or
``wrong_value`` (a stamp of something else).
"""

import argparse
import json
import random
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper

from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.timestamps.adapter import REPLY

_MAX_BODY_BYTES = 64 * 1024
_CONTROL = "/__control"


def make(
    key_file: Path, port: int, faults: Faults | None = None, *, now: Callable[[], datetime] | None = None
) -> ThreadingHTTPServer:
    """Bind to 127.0.0.1 with a PKCS#12 key; ``port`` 0 lets the system choose.

    ``now`` tells the time of stamps, the machine's without it. The passphrase lies beside the key in
    ``<key file>.passphrase``.

    Raises:
        ValueError: the key cannot be opened.
    """
    passphrase = key_file.with_name(f"{key_file.name}.passphrase").read_bytes().strip()
    key = signers.SimpleSigner.load_pkcs12(str(key_file), passphrase=passphrase)  # type: ignore[no-untyped-call]
    if key is None:
        raise ValueError(f"no key in {key_file}")
    stamper = DummyTimeStamper(key.signing_cert, key.signing_key, certs_to_embed=key.cert_registry)

    class Handler(_Handler):
        stamper_ = stamper
        now_ = staticmethod(now) if now else None
        faults_ = faults or Faults()
        stopping_ = threading.Event()

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(BaseHTTPRequestHandler):
    stamper_: DummyTimeStamper
    now_: Callable[[], datetime] | None = None
    faults_: Faults
    stopping_: threading.Event
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        body, faults = self._body(), self.faults_.for_one()
        if faults.down:
            self._drop()
            return
        if faults.slow_s:
            self.stopping_.wait(faults.slow_s)
        if random.random() < faults.error_rate:  # noqa: S311 - a fault, no secret
            self._answer(500, b"", "text/plain")
        elif faults.lost:  # a stamp leaves no trace at the authority: lost is as good as never made
            self._drop()
        elif faults.wrong in {"not_json", "missing_field", "signature"}:
            self._answer(200, b"\x30\x03nothing", REPLY)
        else:
            self._stamp(body, other=faults.wrong == "wrong_value")

    def do_PUT(self) -> None:
        try:
            self.faults_.change(json.loads(self._body()))
        except ValueError as error:
            self._answer(400, json.dumps({"title": str(error)}).encode(), "application/json")
            return
        self._show()

    def do_DELETE(self) -> None:
        self.faults_.clear()
        self._answer(200, b"{}", "application/json")

    def do_GET(self) -> None:
        self._show()

    def _show(self) -> None:
        shown = {
            "title": "time stamps, RFC 3161: POST a query",
            **self.faults_.to_dict(),
            "counts": dict(self.faults_.counts),
        }
        self._answer(200, json.dumps(shown).encode(), "application/json")

    def _drop(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _stamp(self, body: bytes, *, other: bool) -> None:
        try:
            query = tsp.TimeStampReq.load(body)
            if other:
                query["message_imprint"]["hashed_message"] = bytes(32)
            self.stamper_.fixed_dt = self.now_() if self.now_ else None
            answer = self.stamper_.request_tsa_response(query).dump()
        except (ValueError, TypeError, KeyError) as error:
            self._answer(400, str(error).encode(), "text/plain")
            return
        self._answer(200, answer, REPLY)

    def _body(self) -> bytes:
        size = self.headers.get("Content-Length") or "0"
        return self.rfile.read(min(int(size) if size.isdigit() else 0, _MAX_BODY_BYTES))

    def _answer(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until a signal comes; prints ``READY <port>`` when connections are taken."""
    parser = argparse.ArgumentParser(description="stand-in time-stamping authority")
    parser.add_argument("--port", type=int, default=8109, help="0 lets the system choose")
    parser.add_argument("--key", type=Path, required=True, help="PKCS#12 file of the authority")
    options = parser.parse_args()
    server = make(options.key, options.port)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown, daemon=True).start())
    print(f"READY {server.server_address[1]}", flush=True)  # noqa: T201 - the parent waits for this line
    with suppress(KeyboardInterrupt):
        server.serve_forever(poll_interval=0.1)
    server.server_close()


if __name__ == "__main__":
    main()
