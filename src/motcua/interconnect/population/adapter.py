"""The population database over HTTP with signed messages; its stand-in documents the protocol."""

from collections.abc import Mapping
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import (
    Consent,
    PersonQuestion,
    PersonRecord,
    PersonVerification,
)

VERIFICATIONS = "/v1/verifications"
FETCHES = "/v1/fetches"
#: The fields that may differ.
FIELDS = frozenset({"full_name", "date_of_birth"})
_MOST_NAME = 200


class HttpPopulation(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.PopulationPort`; one instance serves a whole process."""

    SYSTEM = "population"
    __slots__ = ()

    def verify(self, question: PersonQuestion) -> PersonVerification:
        """Ask whether what a person says holds.

        Raises:
            OutsideCallError: no usable answer.
        """
        http = self._http

        def read(answer: Mapping[str, Any]) -> PersonVerification:
            known, matches = http.flag(answer, "known"), http.flag(answer, "matches")
            differs = answer.get("differs")
            if answer.get("personal_number", question.personal_number) != question.personal_number:
                raise http.wrong("the answer is about another person")
            if not isinstance(differs, list) or not all(
                isinstance(item, str) and item in FIELDS for item in differs
            ):
                raise http.wrong("differs is missing or names what was not asked")
            if matches is not (known and not differs):
                raise http.wrong("matches and differs contradict each other")
            reference = http.text(answer, "reference")
            return PersonVerification(known, matches, tuple(sorted(set(differs))), reference)

        data = {
            "personal_number": question.personal_number,
            "full_name": question.full_name,
            "date_of_birth": question.date_of_birth.isoformat(),
        }
        return http.ask("POST", VERIFICATIONS, data, key="-", read=read)

    def fetch(self, personal_number: str, consent: Consent) -> PersonRecord | None:
        """Return what the database holds of a person who agreed, None for an unknown number.

        Raises:
            OutsideCallError: no usable answer, or the consent was not accepted.
        """
        http = self._http

        def read(answer: Mapping[str, Any]) -> PersonRecord | None:
            if not http.flag(answer, "known"):
                return None
            if answer.get("personal_number") != personal_number:
                raise http.wrong("the data are of another person")
            return PersonRecord(
                personal_number=personal_number,
                full_name=http.text(answer, "full_name", most=_MOST_NAME),
                date_of_birth=http.day(answer, "date_of_birth"),
                sex=http.text(answer, "sex"),
                nationality=http.text(answer, "nationality"),
                permanent_address=http.text(answer, "permanent_address"),
                reference=http.text(answer, "reference"),
            )

        data = {
            "personal_number": personal_number,
            "consent": {
                "reference": consent.reference,
                "purpose": consent.purpose,
                "given_at": consent.given_at.isoformat(),
            },
        }
        # The consent is the key: the same fetch again is the same access in the owner's own access log.
        return http.ask("POST", FETCHES, data, key=consent.reference, read=read)
