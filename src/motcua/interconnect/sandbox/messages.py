"""A stand-in of a provider of text messages or e-mail: ``python -m motcua.interconnect.sandbox.messages``.

It sends nothing anywhere: ``GET /__sent`` shows what people would have received. With ``--inbox`` it reports
each delivery to the office.
"""

import json
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from motcua.interconnect.messages.adapter import MESSAGES
from motcua.interconnect.sandbox import openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.inbox_client import InboxClient
from motcua.interconnect.sandbox.server import Answer, StandIn
from motcua.interconnect.signed_http import STATUS

_PHONE = re.compile(r"0\d{9,10}", re.ASCII)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

_MESSAGE = openapi.record({"to": openapi.TEXT, "text": openapi.TEXT, "subject": {"type": "string"}})
_ANSWER = {
    "oneOf": [
        openapi.record({"accepted": {"const": True}, "receipt": openapi.TEXT}),
        openapi.record({"accepted": {"const": False}, "reason": openapi.TEXT}),
    ]
}
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of a message provider",
    "Reports of delivery go to the office's inbox: {receipt, delivered, at}, signed.",
    {
        MESSAGES: {
            "post": openapi.operation(
                "send",
                _MESSAGE,
                {
                    "200": openapi.answer("Taken or refused", _ANSWER),
                    "422": openapi.problem("Not the protocol"),
                },
                key="A message; the same again is not sent again.",
            )
        }
    },
)


@dataclass(slots=True)
class MessageFaults(Faults):
    """``refuse`` refuses every message for that reason; ``undelivered`` reports that none arrived."""

    refuse: str = ""
    undelivered: bool = False


@dataclass(slots=True)
class Provider:
    """What was taken: idempotency key -> message with its receipt."""

    name: str
    faults: MessageFaults
    teller: InboxClient
    taken: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": f"stand-in of the provider {self.name}"})
        if (method, path) != ("POST", MESSAGES):
            return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})
        try:
            data = json.loads(body)
            to, text = data["to"], data["text"]
        except (ValueError, KeyError, TypeError) as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": f"not a message: {error}"})
        if self.faults.refuse:
            return Answer(HTTPStatus.OK, {"accepted": False, "reason": self.faults.refuse})
        if not (_PHONE.fullmatch(to) or _EMAIL.fullmatch(to)):
            return Answer(HTTPStatus.OK, {"accepted": False, "reason": "no such receiver"})
        with self._lock:
            known = self.taken.get(key)
            if known is None:
                known = {
                    "receipt": f"{self.name.upper()}-{len(self.taken) + 1:06d}",
                    "to": to,
                    "subject": data.get("subject", ""),
                    "text": text,
                    "at": datetime.now(UTC).isoformat(),
                }
                self.taken[key] = known
                self._report(known)
        return Answer(HTTPStatus.OK, {"accepted": True, "receipt": known["receipt"]})

    def sent(self, method: str, body: bytes) -> Answer:
        """Show what was taken, the oldest first."""
        del method, body
        with self._lock:
            return Answer(HTTPStatus.OK, {"sent": list(self.taken.values())})

    def _report(self, message: dict[str, Any]) -> None:
        report = {
            "receipt": message["receipt"],
            "delivered": not self.faults.undelivered,
            "at": message["at"],
        }
        self.teller.tell(f"report-{message['receipt']}", report)


def make(name: str, secret: bytes, *, inbox: str = "") -> tuple[StandIn, Provider]:
    """Return the stand-in, not bound to a port yet, and what it knows."""
    faults = MessageFaults()
    provider = Provider(name, faults, InboxClient(f"{name}-sandbox", secret, faults, inbox))
    stand_in = StandIn(
        f"{name}-sandbox",
        secret,
        provider.handle,
        OPENAPI,
        faults,
        needed="receipt",
        telling="receipt",
        controls={"/__sent": provider.sent},
    )
    provider.teller.stopping = stand_in.stopping
    return stand_in, provider


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    parser = running.parser("Stand-in of a message provider, on 127.0.0.1 only.", port=8103)
    parser.add_argument("--name", default="sms_1", help="sms_1, sms_2, email_1 or email_2")
    parser.add_argument(
        "--inbox", default="", help="address of the office's inbox; empty: nothing is reported"
    )
    options = parser.parse_args(arguments)
    secret = running.secret(options.secret_file, options.name)
    running.serve(make(options.name, secret, inbox=options.inbox)[0], options.port)


if __name__ == "__main__":
    main()
