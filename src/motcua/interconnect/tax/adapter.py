"""The tax system over HTTP with signed messages; its stand-in documents the protocol at /openapi.json."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import (
    TaxChangeAnswer,
    TaxDebt,
    TaxDecision,
    TaxDeregistrationRequest,
    TaxRegistrationAnswer,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)
from motcua.kernel import money

# No address has a tax code in it: it is the owner's personal number, and addresses end in logs.
REGISTRATIONS = "/v1/household-registrations"
UPDATES = "/v1/household-updates"
DEREGISTRATIONS = "/v1/household-deregistrations"
DECISIONS = "/v1/household-decisions"
DEBTS = "/v1/debt-queries"
#: As much as a certificate has room for.
_MOST_OFFICE = 200


class HttpTax(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.TaxPort`; one instance serves all threads of a process."""

    SYSTEM = "tax"
    __slots__ = ()

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        """Ask for the household's registration.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> TaxRegistrationAnswer:
            return self._read(answer, request)

        return self._http.ask("POST", REGISTRATIONS, _as_json(request), key=request.dossier_code, read=read)

    def update(self, request: TaxUpdateRequest) -> TaxChangeAnswer:
        """Tell what holds of the household after a change, or that it pauses.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> TaxChangeAnswer:
            return self._read_change(answer, request.tax_code, goes_on=True)

        return self._http.ask("POST", UPDATES, _as_json(request), key=request.dossier_code, read=read)

    def deregister(self, request: TaxDeregistrationRequest) -> TaxChangeAnswer:
        """Tell that the household business ends.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> TaxChangeAnswer:
            return self._read_change(answer, request.tax_code, goes_on=False)

        return self._http.ask("POST", DEREGISTRATIONS, _as_json(request), key=request.dossier_code, read=read)

    def debt(self, tax_code: str) -> TaxDebt:
        """Ask what is owed under a tax code.

        Raises:
            OutsideCallError: no usable answer.
        """
        http = self._http

        def read(answer: Mapping[str, Any]) -> TaxDebt:
            amount = answer.get("amount")
            if answer.get("tax_code") != tax_code:
                raise http.wrong("the answer is about another household")
            if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount <= money.MAX_AMOUNT:
                raise http.wrong("amount is no sum of money")
            return TaxDebt(amount, http.day(answer, "as_of"), http.text(answer, "reference"))

        return http.ask("POST", DEBTS, {"tax_code": tax_code}, key="-", read=read)

    def decided(self, decision: TaxDecision) -> TaxChangeAnswer:
        """Tell that the registry took a certificate back or gave it back.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> TaxChangeAnswer:
            return self._read_change(answer, decision.tax_code, goes_on=decision.kind == "restoration")

        return self._http.ask("POST", DECISIONS, _as_json(decision), key=decision.key, read=read)

    def _read(self, answer: Mapping[str, Any], request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        http = self._http
        accepted, reference = http.flag(answer, "accepted"), http.text(answer, "reference")
        if not accepted:
            return TaxRegistrationAnswer(False, reference, reason=http.text(answer, "reason"))
        # Law 108/2025/QH15, Article 11.1: a household's tax code is its owner's personal number. Any other
        # code on a certificate would be wrong in law, so it is not taken over.
        if answer.get("tax_code") != request.personal_number:
            raise http.wrong("the tax code is not the owner's personal number")
        return TaxRegistrationAnswer(
            True,
            reference,
            tax_code=request.personal_number,
            tax_office=http.text(answer, "tax_office", most=_MOST_OFFICE),
        )

    def _read_change(self, answer: Mapping[str, Any], tax_code: str, *, goes_on: bool) -> TaxChangeAnswer:
        http = self._http
        accepted, reference = http.flag(answer, "accepted"), http.text(answer, "reference")
        if not accepted:
            return TaxChangeAnswer(False, reference, reason=http.text(answer, "reason"))
        if answer.get("tax_code") != tax_code:
            raise http.wrong("the answer is about another household")
        office = http.text(answer, "tax_office", most=_MOST_OFFICE) if goes_on else ""
        return TaxChangeAnswer(True, reference, tax_office=office)


def _as_json(
    request: TaxRegistrationRequest | TaxUpdateRequest | TaxDeregistrationRequest | TaxDecision,
) -> dict[str, Any]:
    """Days as ISO texts; what there is nothing to say of is left out."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(request).items()
        if value is not None
    }
