"""A stand-in of the national public service portal: ``python -m motcua.interconnect.sandbox.portal``.

``GET /__dossiers`` shows what it was told: each dossier with its steps and its state.
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from motcua.interconnect.portal.adapter import DOSSIERS, NUMBERS
from motcua.interconnect.sandbox import openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.server import Answer, Control, StandIn
from motcua.interconnect.signed_http import STATUS

NAME = "portal-sandbox"
_RECEIPT = openapi.record({"receipt": openapi.TEXT})
_FACTS: dict[str, Any] = {
    "code": openapi.TEXT,
    "procedure_code": openapi.TEXT,
    "office": openapi.TEXT,
    "channel": {"enum": [1, 2, 3]},
    "applicant_kind": {"enum": [0, 1, 2]},
    "applicant_name": openapi.TEXT,
    "personal_number": openapi.PERSONAL_NUMBER,
    "submitted_at": openapi.MOMENT,
    "due_on": openapi.DATE,
    "papers": {"type": "array", "items": openapi.record({"name": openapi.TEXT, "sha256": openapi.TEXT})},
}
_DOSSIER = openapi.record(_FACTS)
_AMENDED = openapi.record({**_FACTS, "order": {"type": "integer"}})
_STEP = openapi.record(
    {
        "order": {"type": "integer"},
        "state": {"type": "integer", "minimum": 1, "maximum": 10},
        "at": openapi.MOMENT,
        "unit": openapi.TEXT,
        "what": openapi.TEXT,
        "due_on": openapi.DATE,
    }
)
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the national public service portal",
    "Number, submit, progress, state.",
    {
        NUMBERS: {
            "post": openapi.operation(
                "number",
                openapi.record({"office": openapi.TEXT}),
                {"200": openapi.answer("A dossier code", openapi.record({"code": openapi.TEXT}))},
                key="What the number is for; the same key gets the same number.",
            )
        },
        DOSSIERS: {
            "post": openapi.operation(
                "submit",
                _DOSSIER,
                {"200": openapi.answer("Known now", _RECEIPT), "422": openapi.problem("Not the protocol")},
                key="The dossier code",
            )
        },
        f"{DOSSIERS}/{{code}}/amendments": {
            "post": openapi.operation(
                "amend",
                _AMENDED,
                {
                    "200": openapi.answer("Noted, or noted before", _RECEIPT),
                    "404": openapi.problem("No such dossier here yet"),
                    "422": openapi.problem("Not the protocol"),
                },
                key="Dossier code and order",
            )
        },
        f"{DOSSIERS}/{{code}}/steps": {
            "post": openapi.operation(
                "progress",
                _STEP,
                {
                    "200": openapi.answer("Noted, or noted before", _RECEIPT),
                    "404": openapi.problem("No such dossier here yet"),
                    "422": openapi.problem("Not the protocol"),
                },
                key="Dossier code and order",
            )
        },
    },
)


@dataclass(slots=True)
class Portal:
    """The dossiers it was told of, and the numbers it gave out."""

    dossiers: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the national portal"})
        try:
            data = json.loads(body or b"null")
            with self._lock:
                if (method, path) == ("POST", NUMBERS):
                    return self._number(data["office"], key)
                if (method, path) == ("POST", DOSSIERS):
                    return self._submit(data, key)
                where, _, last = path.rpartition("/")
                tell = {"steps": self._step, "amendments": self._amend}.get(last)
                if method == "POST" and tell is not None and where.startswith(f"{DOSSIERS}/"):
                    return tell(where.removeprefix(f"{DOSSIERS}/"), data)
        except (ValueError, KeyError, TypeError) as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": f"not the protocol: {error}"})
        return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})

    def shown(self, method: str, body: bytes) -> Answer:
        """Show what it was told."""
        del method, body
        with self._lock:
            return Answer(HTTPStatus.OK, {"dossiers": self.dossiers})

    def _number(self, office: str, key: str) -> Answer:
        today = datetime.now(UTC).strftime("%y%m%d")
        code = self.numbers.setdefault(key, f"{office}-{today}-{len(self.numbers) + 1:04d}")
        return Answer(HTTPStatus.OK, {"code": code})

    def _submit(self, data: dict[str, Any], key: str) -> Answer:
        if data["code"] != key:
            raise ValueError("key and code differ")
        datetime.fromisoformat(data["submitted_at"])
        self.dossiers.setdefault(key, {**data, "state": 1, "order": 0, "steps": []})
        return Answer(HTTPStatus.OK, {"receipt": f"DVC-{key}"})

    def _amend(self, code: str, data: dict[str, Any]) -> Answer:
        dossier = self.dossiers.get(code)
        if dossier is None:
            return Answer(HTTPStatus.NOT_FOUND, {"title": "no such dossier here yet"})
        order = int(data.pop("order"))
        if data["code"] != code:
            raise ValueError("address and code differ")
        if order > dossier.get("amended", 0):
            dossier.update(data, amended=order)
        return Answer(HTTPStatus.OK, {"receipt": f"DVC-{code}-A{order}"})

    def _step(self, code: str, data: dict[str, Any]) -> Answer:
        dossier = self.dossiers.get(code)
        if dossier is None:
            return Answer(HTTPStatus.NOT_FOUND, {"title": "no such dossier here yet"})
        if not 1 <= data["state"] <= 10:
            raise ValueError("no such state")
        if all(step["order"] != data["order"] for step in dossier["steps"]):
            dossier["steps"].append(data)
            if data["order"] > dossier["order"]:
                dossier["order"], dossier["state"] = data["order"], data["state"]
        return Answer(HTTPStatus.OK, {"receipt": f"DVC-{code}-{data['order']}"})


def make(secret: bytes) -> tuple[StandIn, Portal]:
    """Return the stand-in, not bound to a port yet, and what it knows."""
    portal = Portal()
    controls: dict[str, Control] = {"/__dossiers": portal.shown}
    stand_in = StandIn(
        NAME, secret, portal.handle, OPENAPI, Faults(), needed="receipt", telling="code", controls=controls
    )
    return stand_in, portal


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    options = running.parser("Stand-in of the national portal.", port=8111).parse_args(arguments)
    running.serve(make(running.secret(options.secret_file, "portal"))[0], options.port)


if __name__ == "__main__":
    main()
