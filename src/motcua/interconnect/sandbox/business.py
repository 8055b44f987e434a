"""A stand-in of the national business registry: ``python -m motcua.interconnect.sandbox.business``.

It holds what ``PUT /__businesses`` told it of: a list of businesses as the protocol gives them.
"""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from motcua.interconnect.business.adapter import OWNERS
from motcua.interconnect.sandbox import openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.server import Answer, Control, StandIn
from motcua.interconnect.signed_http import STATUS

NAME = "business-sandbox"
_BUSINESS = openapi.record(
    {
        "code": openapi.TEXT,
        "name": openapi.TEXT,
        "owner_number": openapi.TEXT,
        "registry": openapi.TEXT,
        "registered_on": openapi.DATE,
        "status": {"enum": ["active", "suspended", "ceased"]},
    }
)
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the national business registry",
    "Nghị định 168/2025/NĐ-CP, Điều 83.1: one person, one household business in the whole country.",
    {
        OWNERS: {
            "post": openapi.operation(
                "ownedBy",
                openapi.record({"numbers": {"type": "array", "items": openapi.TEXT, "maxItems": 5}}),
                {
                    "200": openapi.answer(
                        "What the owner with these numbers has",
                        openapi.record(
                            {"businesses": {"type": "array", "items": _BUSINESS}, "reference": openapi.TEXT}
                        ),
                    ),
                    "422": openapi.problem("Not the protocol"),
                },
            )
        }
    },
)


@dataclass(slots=True)
class Registry:
    """The businesses of the country."""

    businesses: list[dict[str, Any]] = field(default_factory=list)
    asked: int = 0

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        del key
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the national business registry"})
        if (method, path) != ("POST", OWNERS):
            return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})
        try:
            numbers = set(json.loads(body)["numbers"])
        except (ValueError, KeyError, TypeError) as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": f"not the protocol: {error}"})
        self.asked += 1
        found = [item for item in self.businesses if item["owner_number"] in numbers]
        return Answer(HTTPStatus.OK, {"businesses": found, "reference": f"DKKD-{self.asked:06d}"})

    def take(self, method: str, body: bytes) -> Answer:
        """Be told of businesses; ``DELETE`` forgets all."""
        if method == "DELETE":
            self.businesses.clear()
        else:
            self.businesses += json.loads(body)
        return Answer(HTTPStatus.OK, {"businesses": len(self.businesses)})


def make(secret: bytes) -> tuple[StandIn, Registry]:
    """Return the stand-in, not bound to a port yet, and what it holds."""
    registry = Registry()
    controls: dict[str, Control] = {"/__businesses": registry.take}
    return StandIn(NAME, secret, registry.handle, OPENAPI, Faults(), controls=controls), registry


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    options = running.parser("Stand-in of the national business registry.", port=8108).parse_args(arguments)
    running.serve(make(running.secret(options.secret_file, "business"))[0], options.port)


if __name__ == "__main__":
    main()
