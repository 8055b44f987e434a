"""Starting the real stand-in process, and requests for it."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from motcua.interconnect.resilience import Policy
from motcua.interconnect.sandbox.server import StandIn, make_server
from motcua.interconnect.types import (
    TaxDecision,
    TaxDeregistrationRequest,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)

SECRET = bytes(range(32))
#: Short, so that a test that provokes a time-out takes tenths of a second.
QUICK = Policy(connect_s=0.5, answer_s=0.5, attempts=3, first_wait_s=0.001, longest_wait_s=0.002)
_serial = count(1)

_FIRST = TaxRegistrationRequest(
    dossier_code="H29.26.740-261124-0001",
    personal_number="079090001234",
    full_name="NGUYỄN THỊ MINH",
    date_of_birth=date(1990, 5, 17),
    business_name="HỘ KINH DOANH CÀ PHÊ MINH",
    head_office="12 Đồng Khởi, Phường Sài Gòn, Thành phố Hồ Chí Minh",
    main_industry_code="5630",
    main_industry_name="Dịch vụ phục vụ đồ uống",
    capital=50_000_000,
    employees=2,
    start_date=date(2026, 12, 1),
    tax_notice_address="12 Đồng Khởi, Phường Sài Gòn, Thành phố Hồ Chí Minh",
    phone="0901234567",
)


def a_request(**changes: Any) -> TaxRegistrationRequest:
    """Return a request of a person and a dossier that no other test uses."""
    n = next(_serial)
    fresh = {"dossier_code": f"H29.26.740-261124-{n:04d}", "personal_number": f"079090{n:06d}"}
    return replace(_FIRST, **{**fresh, **changes})


def an_update(of: TaxRegistrationRequest, **changes: Any) -> TaxUpdateRequest:
    """Return a message of a change of a registered household, under a dossier of its own."""
    kept = {name: value for name, value in asdict(of).items() if name != "start_date"}
    fresh = {"dossier_code": a_request().dossier_code, "tax_code": of.personal_number, "changes": ("name",)}
    return TaxUpdateRequest(**{**kept, **fresh, **changes})


def an_end(of: TaxRegistrationRequest, **changes: Any) -> TaxDeregistrationRequest:
    """Return a message of the end of a registered household, under a dossier of its own."""
    request = TaxDeregistrationRequest(
        a_request().dossier_code, of.personal_number, date(2026, 12, 31), "confirmed"
    )
    return replace(request, **changes)


def a_decision(of: TaxRegistrationRequest, kind: Any = "revocation", **changes: Any) -> TaxDecision:
    """Return a decision of the registry about a registered household, under a key of its own."""
    decision = TaxDecision(
        key=f"{of.dossier_code}/{next(_serial)}",
        dossier_code=of.dossier_code,
        tax_code=of.personal_number,
        kind=kind,
        number=f"{of.dossier_code}/QĐTH-1",
        decided_on=date(2026, 12, 15),
        ground="Nội dung kê khai là giả mạo (Điều 105 Nghị định 168/2025/NĐ-CP).",
    )
    return replace(decision, **changes)


@dataclass(frozen=True)
class Server:
    """A running stand-in."""

    address: str

    def switch(self, **faults: Any) -> None:
        httpx.put(f"{self.address}/__control", json=faults, trust_env=False).raise_for_status()

    def clear(self) -> None:
        httpx.delete(f"{self.address}/__control", trust_env=False).raise_for_status()


@contextmanager
def serving(stand_in: StandIn) -> Iterator[str]:
    """Serve a stand-in from a thread of this process; yields its address."""
    server = make_server(stand_in, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        services = sys.modules.get("motcua.interconnect.services")
        if services is not None:  # what asked this stand-in keeps connections to it
            services.close_all()
        stand_in.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


def start(folder: Path, *arguments: str) -> tuple[subprocess.Popen[str], Server]:
    """Start a stand-in process and wait until it takes connections."""
    secret_file = folder / "tax.key"
    secret_file.write_text(SECRET.hex())
    command = [sys.executable, "-m", "motcua.interconnect.sandbox.tax", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--secret-file", str(secret_file), *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    word, _, port = process.stdout.readline().partition(" ")
    assert word == "READY"
    return process, Server(f"http://127.0.0.1:{int(port)}")


def stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    assert process.wait(timeout=5) == 0
    assert process.stdout is not None
    process.stdout.close()
