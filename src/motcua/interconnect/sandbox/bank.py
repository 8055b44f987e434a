"""A stand-in of the office's bank: ``python -m motcua.interconnect.sandbox.bank --port 8102 --inbox URL``.

A transfer comes in by ``PUT /__pay`` with the text of a VietQR code, as if a person had scanned it, or with
account, amount and content. The bank then tells the office by a signed message to its inbox, again and again
until that answers, and lists the transfer under the reference in its content.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from motcua.interconnect.bank import vietqr
from motcua.interconnect.bank.adapter import TRANSFERS
from motcua.interconnect.sandbox import openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.inbox_client import InboxClient
from motcua.interconnect.sandbox.server import Answer, StandIn
from motcua.interconnect.signed_http import STATUS

NAME = "bank-sandbox"
_WORD = re.compile(r"[0-9A-Z]{4,25}", re.ASCII)

_TRANSFER = openapi.record(
    {
        "transfer_id": openapi.TEXT,
        "account": openapi.TEXT,
        "amount": openapi.AMOUNT,
        "content": {"type": "string"},
        "payer": {"type": "string"},
        "at": openapi.MOMENT,
    }
)
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the office's bank",
    "Tells of transfers by POST to the office's inbox, signed, with transfer_id as Idempotency-Key.",
    {
        f"{TRANSFERS}/{{reference}}": {
            "get": openapi.operation(
                "transfers",
                None,
                {
                    "200": openapi.answer(
                        "What came in under the reference",
                        openapi.record({"transfers": {"type": "array", "items": _TRANSFER}}),
                    )
                },
            )
        }
    },
)


@dataclass(slots=True)
class BankFaults(Faults):
    """``silent`` tells the office of no transfer, as if each message got lost."""

    silent: bool = False


@dataclass(slots=True)
class Bank:
    """What came in, and the way to the office."""

    faults: BankFaults
    teller: InboxClient
    transfers: list[dict[str, Any]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        del key, body
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the bank"})
        where, _, reference = path.rpartition("/")
        if (method, where) == ("GET", TRANSFERS):
            with self._lock:
                found = [item for item in self.transfers if reference in _WORD.findall(item["content"])]
            return Answer(HTTPStatus.OK, {"transfers": found})
        return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})

    def pay(self, method: str, body: bytes) -> Answer:
        """Let a transfer come in."""
        del method
        try:
            data = json.loads(body)
            if "qr" in data:
                code = vietqr.decode(data["qr"])
                data = {"account": code.account, "amount": code.amount, "content": code.purpose, **data}
            transfer = self._enter(data)
        except (ValueError, KeyError, TypeError, vietqr.VietQrError) as error:
            return Answer(HTTPStatus.BAD_REQUEST, {"title": str(error)})
        if not self.faults.silent:
            self.teller.tell(transfer["transfer_id"], transfer)
        return Answer(HTTPStatus.CREATED, transfer)

    def _enter(self, data: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            transfer = {
                "transfer_id": f"FT{len(self.transfers) + 1:08d}{data['account'][-4:]}",
                "account": str(data["account"]),
                "amount": int(data["amount"]),
                "content": str(data["content"]).upper(),
                "payer": str(data.get("payer", "NGUYEN VAN A")),
                "at": datetime.now(UTC).isoformat(),
            }
            self.transfers.append(transfer)
        return transfer


def make(secret: bytes, *, inbox: str = "") -> tuple[StandIn, Bank]:
    """Return the stand-in, not bound to a port yet, and what it knows."""
    faults = BankFaults()
    bank = Bank(faults, InboxClient(NAME, secret, faults, inbox))
    stand_in = StandIn(
        NAME, secret, bank.handle, OPENAPI, faults, needed="transfers", controls={"/__pay": bank.pay}
    )
    bank.teller.stopping = stand_in.stopping
    return stand_in, bank


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    parser = running.parser("Stand-in of the office's bank, on 127.0.0.1 only.", port=8102)
    parser.add_argument("--inbox", default="", help="address of the office's inbox; empty: nobody is told")
    options = parser.parse_args(arguments)
    running.serve(make(running.secret(options.secret_file, "bank"), inbox=options.inbox)[0], options.port)


if __name__ == "__main__":
    main()
