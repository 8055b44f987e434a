"""What a signature rests on outside the office, for tests: authorities, their lists over HTTP, and stamps.

All on loopback and at the time of the clock port, so that years pass in no time.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from tests.outcomes import papers
from tests.support.authority import YEAR, Authority, Issued

from motcua.interconnect.resilience import Policy
from motcua.interconnect.revocation_lists.adapter import HttpRevocationLists
from motcua.interconnect.sandbox import tsa
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.timestamps.adapter import HttpTimestamps
from motcua.kernel import clock
from motcua.outcomes.documents import rendering
from motcua.outcomes.pki import crl_fetching
from motcua.outcomes.pki.signing_folder import KEY_FILE, PASSPHRASE_FILE, trusted_certificates
from motcua.outcomes.signatures import augmentation, validation
from motcua.outcomes.signatures.demo_keys import STAMPS_FILE
from motcua.outcomes.signatures.embedded import asn1_of
from motcua.outcomes.types import SignatureCheck

OFFICE = "UBND Phường Sài Gòn"
#: Waits as long as a busy machine takes: half a second was too little for a stand-in that nobody let run.
_PATIENT = Policy(attempts=1, connect_s=60, answer_s=60, breaker_failures=99)
#: Gives up in a blink; for what is to come too late, and for nothing else.
HASTY = replace(_PATIENT, answer_s=0.3)


class Outside:
    """An office, the authority of its key below a root, and a stamping authority below another root.

    Each gives out lists of revoked certificates at an address that its certificates name.
    """

    def __init__(
        self, folder: Path, *, key_lasts: timedelta = YEAR, stamps_last: timedelta = 10 * YEAR
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.lists = ListServer()
        self.root = Authority("CA gốc")
        self.authority = Authority("CA cấp chứng thư", above=self.root, list_at=self.lists.at("goc"))
        self.stamps_root = Authority("CA gốc dấu thời gian")
        self.stamps_authority = Authority(
            "CA dấu thời gian", above=self.stamps_root, list_at=self.lists.at("goc-dau")
        )
        self.own = self.authority.certificate(OFFICE, until=key_lasts, list_at=self.lists.at("cap"))
        self.own.signer.signer.cert_registry.register_multiple([asn1_of(self.authority.root)])
        for path, by in self._givers().items():
            self.lists.files[path] = lambda by=by: by.listing()  # type: ignore[misc]
        self.trust = self.root.trusted(folder)
        self.stamps_root.trusted(folder)
        encryption = serialization.BestAvailableEncryption(b"secret")
        (folder / PASSPHRASE_FILE).write_bytes(b"secret")
        (folder / KEY_FILE).write_bytes(
            pkcs12.serialize_key_and_certificates(
                None, self.own.key, self.own.certificate, [self.authority.root], encryption
            )
        )
        self.start_stamps(until=stamps_last)
        self.fetching = HttpRevocationLists(_PATIENT)

    def start_stamps(self, *, until: timedelta) -> None:
        """Let the stamping authority work with a new key, whose certificate ends then, told from now."""
        if hasattr(self, "stamp_server"):
            self.stop_stamps()
        self.stamper = self.stamps_authority.stamps(self.folder, until=until, list_at=self.lists.at("dau"))
        self.faults = Faults()
        self.stamp_server = tsa.make(self.folder / STAMPS_FILE, 0, self.faults, now=clock.now)
        self._thread = threading.Thread(target=self.stamp_server.serve_forever, args=(0.02,))
        self._thread.start()
        self.stamps_at = f"http://127.0.0.1:{self.stamp_server.server_address[1]}"
        self.port = HttpTimestamps(self.stamps_at, _PATIENT)

    @contextmanager
    def hurrying(self) -> Iterator[None]:
        """Give lists up that do not come in a blink, while the context is open."""
        patient, self.fetching = self.fetching, HttpRevocationLists(HASTY)
        try:
            yield
        finally:
            self.fetching.close()
            self.fetching = patient

    def stop_stamps(self) -> None:
        self.port.close()
        self.stamp_server.shutdown()
        self._thread.join()
        self.stamp_server.server_close()

    def stop(self) -> None:
        self.stop_stamps()
        self.fetching.close()
        self.lists.stop()

    def _givers(self) -> dict[str, Authority]:
        return {
            "goc": self.root,
            "cap": self.authority,
            "goc-dau": self.stamps_root,
            "dau": self.stamps_authority,
        }


class ListServer:
    """Serves files that are made when they are asked for; ``faults`` as of the other stand-ins."""

    def __init__(self) -> None:
        self.files: dict[str, Callable[[], bytes]] = {}
        self.faults = Faults()
        stopping = threading.Event()
        files, faults = self.files, self.faults

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.do_GET()

            def do_GET(self) -> None:
                faults.for_one(self.path[1:])
                if faults.down:
                    self.close_connection = True
                    return
                stopping.wait(faults.slow_s)
                made = files.get(self.path[1:])
                status = 500 if faults.error_rate else 404 if made is None else 200
                content = b"<html>no list</html>" if made is None or faults.wrong else made()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._stopping = stopping
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def at(self, path: str) -> str:
        """Return the address of a file."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{path}"

    def stop(self) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def signed(outside: Outside, *, stamped: bool = True) -> bytes:
    """Return a certificate as it was given out until now: B-T, or B-B without a stamp."""
    pdf = rendering.render_certificate(papers.certificate())
    port = outside.port if stamped else None
    return outside.own.signer.sign(pdf, reason="", location="", timestamps=port)


def lasting(outside: Outside, pdf: bytes | None = None) -> bytes:
    """Return it with what proves it for years, and one stamp more."""
    pdf = pdf or signed(outside)
    fetched(outside, pdf)
    return augmentation.augment(pdf, outside.port, outside.folder)


def fetched(outside: Outside, pdf: bytes) -> list[str]:
    return crl_fetching.fetch(augmentation.paths_in(pdf, outside.folder), outside.folder, outside.fetching)


def check(outside: Outside, pdf: bytes) -> SignatureCheck:
    found = validation.validate(pdf, outside.trust, own=[outside.own.certificate])
    assert found is not None
    return found


def roots_of(outside: Outside) -> list[asn1.Certificate]:
    """Return what a program elsewhere would start from."""
    return [asn1_of(item) for item in trusted_certificates(outside.folder)]


__all__ = [
    "HASTY", "OFFICE", "Issued", "ListServer", "Outside", "check", "fetched", "lasting", "roots_of", "signed",
]  # fmt: skip
