"""A stand-in of the public post: ``python -m motcua.interconnect.sandbox.post``.

``PUT /__moves`` with ``{"tracking_number", "state"}`` lets something happen to a parcel.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, get_args

from motcua.interconnect.post.adapter import PARCELS, check_digit
from motcua.interconnect.sandbox import openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.server import Answer, Control, StandIn
from motcua.interconnect.signed_http import STATUS
from motcua.interconnect.types import ParcelState

NAME = "post-sandbox"
WHERE = "Bưu cục Trung tâm Sài Gòn"
_EVENT = openapi.record(
    {"state": {"enum": list(get_args(ParcelState))}, "at": openapi.MOMENT, "where": openapi.TEXT}
)
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the public post",
    "Results brought to people: label and tracking (numbers as in UPU S10).",
    {
        PARCELS: {
            "post": openapi.operation(
                "order",
                openapi.record(
                    {
                        "dossier_code": openapi.TEXT,
                        "receiver": openapi.TEXT,
                        "address": openapi.TEXT,
                        "phone": openapi.TEXT,
                    }
                ),
                {
                    "200": openapi.answer(
                        "Ordered, or ordered before",
                        openapi.record({"tracking_number": openapi.TEXT, "sorting_code": openapi.TEXT}),
                    ),
                    "422": openapi.problem("Not the protocol"),
                },
                key="The parcel; the same again is not ordered again.",
            )
        },
        f"{PARCELS}/{{tracking_number}}": {
            "get": openapi.operation(
                "track",
                None,
                {
                    "200": openapi.answer(
                        "What happened to it",
                        openapi.record(
                            {"tracking_number": openapi.TEXT, "events": {"type": "array", "items": _EVENT}}
                        ),
                    ),
                    "404": openapi.problem("No such parcel"),
                },
            )
        },
    },
)


@dataclass(slots=True)
class Post:
    """The parcels it carries, by tracking number; and the orders, by key."""

    parcels: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    orders: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the public post"})
        where, _, number = path.rpartition("/")
        with self._lock:
            if (method, path) == ("POST", PARCELS):
                return self._order(body, key)
            if (method, where) == ("GET", PARCELS) and number in self.parcels:
                answer = {"tracking_number": number, "events": self.parcels[number]}
                return Answer(HTTPStatus.OK, answer)
        return Answer(HTTPStatus.NOT_FOUND, {"title": "no such parcel or address"})

    def move(self, method: str, body: bytes) -> Answer:
        """Let something happen to a parcel."""
        del method
        data = json.loads(body)
        with self._lock:
            self._happens(data["tracking_number"], data["state"])
            return Answer(HTTPStatus.OK, {"events": self.parcels[data["tracking_number"]]})

    def _order(self, body: bytes, key: str) -> Answer:
        try:
            data = json.loads(body)
            if not all(str(data[name]).strip() for name in ("receiver", "address", "phone", "dossier_code")):
                raise ValueError("a field is empty")
        except (ValueError, KeyError, TypeError) as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": f"not the protocol: {error}"})
        if key not in self.orders:
            serial = f"{len(self.orders) + 1:08d}"
            self.orders[key] = f"EH{serial}{check_digit(serial)}VN"
            self.parcels[self.orders[key]] = []
            self._happens(self.orders[key], "accepted")
        return Answer(HTTPStatus.OK, {"tracking_number": self.orders[key], "sorting_code": "700000"})

    def _happens(self, number: str, state: str) -> None:
        event = {"state": state, "at": datetime.now(UTC).isoformat(), "where": WHERE}
        self.parcels[number].append(event)


def make(secret: bytes) -> tuple[StandIn, Post]:
    """Return the stand-in, not bound to a port yet, and what it carries."""
    post = Post()
    controls: dict[str, Control] = {"/__moves": post.move}
    stand_in = StandIn(
        NAME,
        secret,
        post.handle,
        OPENAPI,
        Faults(),
        needed="tracking_number",
        telling="tracking_number",
        controls=controls,
    )
    return stand_in, post


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    options = running.parser("Stand-in of the public post.", port=8110).parse_args(arguments)
    running.serve(make(running.secret(options.secret_file, "post"))[0], options.port)


if __name__ == "__main__":
    main()
