"""A stand-in time-stamping authority on loopback: real RFC 3161 tokens of a key that says it is no real one.

``python -m motcua.interconnect.sandbox.tsa --port 8109 --key …/tsa.p12`` serves until a signal comes. Faults
as for the other stand-ins with ``PUT /__control``: ``slow_s``, ``error_rate``, ``down``, ``lost``,
``mixed_rate``, and ``wrong`` set to ``not_json`` (bytes that are no answer) or
``wrong_value`` (a stamp of something else).
"""

import argparse
import json
import threading
from collections.abc import Callable
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path

from asn1crypto import tsp
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper

from motcua.interconnect.sandbox import running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.handler import StandInHandler, errs
from motcua.interconnect.timestamps.adapter import REPLY


def make(
    key_file: Path,
    port: int,
    faults: Faults | None = None,
    *,
    now: Callable[[], datetime] | None = None,
    stopping: threading.Event | None = None,
) -> ThreadingHTTPServer:
    """Bind to 127.0.0.1 with a PKCS#12 key; ``port`` 0 lets the system choose.

    ``now`` tells the time of stamps, the machine's without it; ``stopping`` wakes what waits in it. The
    passphrase lies beside the key in ``<key file>.passphrase``.

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
        stopping_ = stopping or threading.Event()

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(StandInHandler):
    stamper_: DummyTimeStamper
    now_: Callable[[], datetime] | None = None
    faults_: Faults
    stopping_: threading.Event

    def do_POST(self) -> None:
        body, faults = self.read_body(), self.faults_.for_one()
        if self.is_down(faults, self.stopping_):
            return
        if errs(faults):
            self.send_body(500, b"", "text/plain")
        elif faults.lost:  # a stamp leaves no trace at the authority: lost is as good as never made
            self.drop()
        elif faults.wrong in {"not_json", "missing_field", "signature"}:
            self.send_body(200, b"\x30\x03nothing", REPLY)
        else:
            self._stamp(body, other=faults.wrong == "wrong_value")

    def do_PUT(self) -> None:
        try:
            self.faults_.change(json.loads(self.read_body()))
        except ValueError as error:
            self.send_body(400, json.dumps({"title": str(error)}).encode(), "application/json")
            return
        self._show()

    def do_DELETE(self) -> None:
        self.faults_.clear()
        self.send_body(200, b"{}", "application/json")

    def do_GET(self) -> None:
        self._show()

    def _show(self) -> None:
        shown = {
            "title": "time stamps, RFC 3161: POST a query",
            **self.faults_.to_dict(),
            "counts": dict(self.faults_.counts),
        }
        self.send_body(200, json.dumps(shown).encode(), "application/json")

    def _stamp(self, body: bytes, *, other: bool) -> None:
        try:
            query = tsp.TimeStampReq.load(body)
            if other:
                query["message_imprint"]["hashed_message"] = bytes(32)
            self.stamper_.fixed_dt = self.now_() if self.now_ else None
            answer = self.stamper_.request_tsa_response(query).dump()
        except (ValueError, TypeError, KeyError) as error:
            self.send_body(400, str(error).encode(), "text/plain")
            return
        self.send_body(200, answer, REPLY)


def main() -> None:
    """Serve until a signal comes; prints ``READY <port>`` when connections are taken."""
    parser = argparse.ArgumentParser(description="stand-in time-stamping authority")
    parser.add_argument("--port", type=int, default=8109, help="0 lets the system choose")
    parser.add_argument("--key", type=Path, required=True, help="PKCS#12 file of the authority")
    options = parser.parse_args()
    stopping = threading.Event()
    running.serve_until_signal(make(options.key, options.port, stopping=stopping), stopping)


if __name__ == "__main__":
    main()
