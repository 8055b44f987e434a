"""A stand-in time-stamping authority on loopback: real RFC 3161 tokens of a key that says it is no real one.

``python -m motcua.interconnect.sandbox.tsa --port 8109 --key …/tsa.p12`` serves until a signal comes. Faults
as for the other stand-ins with ``PUT /__control``: ``slow_s``, ``error_rate``, ``down``, ``lost``,
``mixed_rate``, and ``wrong``: ``wrong_value`` and ``earlier`` (a stamp of something else, the first stamp),
``future_day`` and ``old_signature`` (of another time), ``signature`` (by a key of nobody), ``error_inside``
(a refusal), ``truncated``, ``too_long``, ``html_page``, ``claims``, ``redirect``; all else is bytes that are
no answer.
"""

import argparse
import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

from asn1crypto import keys, tsp
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper

from motcua.interconnect.sandbox import running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.handler import StandInHandler, errs
from motcua.interconnect.sandbox.wrongness import ELSEWHERE
from motcua.interconnect.timestamps.adapter import REPLY
from motcua.kernel import clock

_HTML = "<!doctype html><title>Bảo trì</title>".encode()
#: A rejection as RFC 3161, section 2.4.2, has it: a status and nothing else.
_REFUSED = b"\x30\x05\x30\x03\x02\x01\x02"
#: A stamp of another time is of so much later or earlier.
_AHEAD, _BEHIND = timedelta(days=73 * 365), -timedelta(hours=1)
#: What stands where a stamp should be: status, body made of it, media type.
_INSTEAD: dict[str, tuple[int, Callable[[bytes], bytes], str]] = {
    "error_inside": (200, lambda _: _REFUSED, REPLY),
    "truncated": (200, lambda stamp: stamp[: len(stamp) // 2], REPLY),
    "too_long": (200, lambda stamp: stamp + bytes(5 * 1024 * 1024), REPLY),
    "html_page": (200, lambda _: _HTML, "text/html; charset=utf-8"),
    "claims": (403, lambda stamp: stamp, REPLY),
    "redirect": (307, lambda stamp: stamp, REPLY),
}
_STAMPED = frozenset({"", "wrong_value", "earlier", "future_day", "old_signature", "signature", *_INSTEAD})


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
        first_: list[bytes] = []

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Handler(StandInHandler):
    stamper_: DummyTimeStamper
    first_: list[bytes]
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
        elif faults.wrong not in _STAMPED:
            self.send_body(200, b"\x30\x03nothing", REPLY)
        else:
            self._stamp(body, faults.wrong)

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

    def _stamp(self, body: bytes, wrong: str) -> None:
        stamper = _nobodys(self.stamper_) if wrong == "signature" else self.stamper_
        apart = {"future_day": _AHEAD, "old_signature": _BEHIND}.get(wrong)
        try:
            query = tsp.TimeStampReq.load(body)
            if wrong == "wrong_value":
                query["message_imprint"]["hashed_message"] = bytes(32)
            stamper.fixed_dt = self.now_() if self.now_ else None
            if apart is not None:
                stamper.fixed_dt = (stamper.fixed_dt or clock.now()) + apart
            stamp = stamper.request_tsa_response(query).dump()
        except (ValueError, TypeError, KeyError) as error:
            self.send_body(400, str(error).encode(), "text/plain")
            return
        self.first_.append(stamp)
        status, change, kind = _INSTEAD.get(wrong, (200, lambda made: made, REPLY))
        answer = self.first_[0] if wrong == "earlier" else change(stamp)
        self.send_body(status, answer, kind, {"Location": ELSEWHERE} if status == 307 else None)


def _nobodys(stamper: DummyTimeStamper) -> DummyTimeStamper:
    """Return what stamps under the authority's certificate with a key that is not its own."""
    certificate = stamper.tsa_cert
    is_ec = certificate.public_key.algorithm == "ec"
    key = ec.generate_private_key(ec.SECP256R1()) if is_ec else rsa.generate_private_key(65537, 2048)
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    nobodys = DummyTimeStamper(certificate, keys.PrivateKeyInfo.load(der))
    nobodys.certs_to_embed = stamper.certs_to_embed
    return nobodys


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
