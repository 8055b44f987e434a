"""A stand-in of the population database: ``python -m motcua.interconnect.sandbox.population``.

It knows whom ``PUT /__people`` told it of. Without anybody told, it takes every well-formed number for known
and what is said about it for true, so that the demonstration's invented people can file. Data to be fetched
it then holds of one person only.
"""

import json
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from motcua.interconnect.population.adapter import FETCHES, VERIFICATIONS
from motcua.interconnect.sandbox import identity, openapi, running
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.sandbox.server import Answer, Control, StandIn
from motcua.interconnect.signed_http import STATUS
from motcua.kernel import personal_number

NAME = "population-sandbox"
_PERSON = {
    "personal_number": openapi.PERSONAL_NUMBER,
    "full_name": openapi.TEXT,
    "date_of_birth": openapi.DATE,
}
_CONSENT = openapi.record({"reference": openapi.TEXT, "purpose": openapi.TEXT, "given_at": openapi.MOMENT})
OPENAPI: dict[str, Any] = openapi.document(
    "Stand-in of the national population database",
    "Verification of what a person says; data of a person only with a consent.",
    {
        VERIFICATIONS: {
            "post": openapi.operation(
                "verify",
                openapi.record(_PERSON),
                {
                    "200": openapi.answer(
                        "Compared",
                        openapi.record(
                            {
                                "known": openapi.FLAG,
                                "matches": openapi.FLAG,
                                "differs": {
                                    "type": "array",
                                    "items": {"enum": ["full_name", "date_of_birth"]},
                                },
                                "reference": openapi.TEXT,
                            },
                            personal_number=openapi.PERSONAL_NUMBER,
                        ),
                    ),
                    "422": openapi.problem("Not the protocol"),
                },
            )
        },
        FETCHES: {
            "post": openapi.operation(
                "fetch",
                openapi.record({"personal_number": openapi.PERSONAL_NUMBER, "consent": _CONSENT}),
                {
                    "200": openapi.answer(
                        "What is held",
                        openapi.record(
                            {"known": openapi.FLAG, "reference": openapi.TEXT},
                            **_PERSON,
                            sex=openapi.TEXT,
                            nationality=openapi.TEXT,
                            permanent_address=openapi.TEXT,
                        ),
                    ),
                    "403": openapi.problem("The consent is missing or of another day"),
                    "422": openapi.problem("Not the protocol"),
                },
                key="The consent",
            )
        },
    },
)


#: Whom the identity provider's stand-in signs in: whose data can be fetched while nobody was told of others.
INVENTED = {
    identity.PERSON["personal_number"]: {
        "full_name": identity.PERSON["name"],
        "date_of_birth": identity.PERSON["birthdate"],
        "sex": "Nữ",
        "nationality": "Việt Nam",
        "permanent_address": "12/3 Nguyễn Trãi, Phường Bến Thành, Thành phố Hồ Chí Minh",
    }
}


@dataclass(slots=True)
class Register:
    """Who is known, by number; and each access to a person's data: (number, consent, purpose)."""

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    accesses: list[tuple[str, str, str]] = field(default_factory=list)
    asked: int = 0

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        """Answer one request whose signature holds."""
        if (method, path) == ("GET", STATUS):
            return Answer(HTTPStatus.OK, {"ok": True, "what": "stand-in of the population database"})
        if method != "POST" or path not in {VERIFICATIONS, FETCHES}:
            return Answer(HTTPStatus.NOT_FOUND, {"title": "no such address"})
        try:
            data = json.loads(body)
            if not personal_number.is_personal_number(data["personal_number"]):
                raise ValueError("personal_number is not 12 digits")
            self.asked += 1
            return self._verify(data) if path == VERIFICATIONS else self._fetch(data, key)
        except (ValueError, KeyError, TypeError) as error:
            return Answer(HTTPStatus.UNPROCESSABLE_ENTITY, {"title": f"not the protocol: {error}"})

    def take(self, method: str, body: bytes) -> Answer:
        """Be told of people, by number; ``DELETE`` forgets all."""
        if method == "DELETE":
            self.people.clear()
        else:
            self.people.update(json.loads(body))
        return Answer(HTTPStatus.OK, {"people": len(self.people)})

    def _verify(self, data: dict[str, Any]) -> Answer:
        held = self.people.get(data["personal_number"])
        known = held is not None or not self.people
        differs = []
        if held is not None:
            if _letters(held["full_name"]) != _letters(data["full_name"]):
                differs.append("full_name")
            if held["date_of_birth"] != data["date_of_birth"]:
                differs.append("date_of_birth")
        answer = {"known": known, "matches": known and not differs, "differs": differs}
        answer["personal_number"] = data["personal_number"]
        return Answer(HTTPStatus.OK, {**answer, "reference": f"DC-{self.asked:06d}"})

    def _fetch(self, data: dict[str, Any], key: str) -> Answer:
        consent = data["consent"]
        given_at = datetime.fromisoformat(consent["given_at"])
        if consent["reference"] != key or given_at.tzinfo is None or not consent["purpose"]:
            return Answer(HTTPStatus.FORBIDDEN, {"title": "no valid consent"})
        access = (data["personal_number"], key, consent["purpose"])
        if access not in self.accesses:
            self.accesses.append(access)
        held = (self.people or INVENTED).get(data["personal_number"])
        answer = {"known": held is not None, "reference": f"DC-{self.asked:06d}"}
        if held is not None:
            answer |= {**held, "personal_number": data["personal_number"]}
        return Answer(HTTPStatus.OK, answer)


def _letters(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).upper().split())


def make(secret: bytes) -> tuple[StandIn, Register]:
    """Return the stand-in, not bound to a port yet, and what it knows."""
    register = Register()
    controls: dict[str, Control] = {"/__people": register.take}
    stand_in = StandIn(
        NAME, secret, register.handle, OPENAPI, Faults(), telling="personal_number", controls=controls
    )
    return stand_in, register


def main(arguments: list[str] | None = None) -> None:
    """Serve until a signal comes."""
    options = running.parser("Stand-in of the population database.", port=8107).parse_args(arguments)
    running.serve(make(running.secret(options.secret_file, "population"))[0], options.port)


if __name__ == "__main__":
    main()
