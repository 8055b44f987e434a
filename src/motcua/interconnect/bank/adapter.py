"""The bank over HTTP with signed messages; its stand-in documents the protocol at /openapi.json."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import BankTransfer
from motcua.kernel import money

#: ``GET /v1/transfers/{reference}``: what came into the account under a reference.
TRANSFERS = "/v1/transfers"
#: Outside of these a moment is a mistake, and at the ends of time one that no table gives back.
_YEARS = (2000, 2100)
_REFERENCE = re.compile(r"[0-9A-Z]{4,25}", re.ASCII)


class MalformedTransferError(ValueError):
    """What the bank said of a transfer is not what the protocol allows."""


class HttpBank(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.BankPort`; one instance serves a whole process."""

    SYSTEM = "bank"
    __slots__ = ()

    def transfers(self, reference: str) -> tuple[BankTransfer, ...]:
        """Return what came in under a reference, the oldest first.

        Raises:
            OutsideCallError: no usable answer.
        """
        if not _REFERENCE.fullmatch(reference):
            raise self._http.wrong("not a reference that a transfer can carry")

        def read(answer: Mapping[str, Any]) -> tuple[BankTransfer, ...]:
            rows = answer.get("transfers")
            if not isinstance(rows, list):
                raise self._http.wrong("transfers are missing")
            try:
                return tuple(read_transfer(row) for row in rows)
            except MalformedTransferError as error:
                raise self._http.wrong(str(error)) from error

        return self._http.ask("GET", f"{TRANSFERS}/{reference}", None, key="-", read=read)


def read_transfer(data: object) -> BankTransfer:
    """Read one transfer as the bank tells it, in an answer or in a message of its own.

    Raises:
        MalformedTransferError: something is missing or of another form.
    """
    if not isinstance(data, dict):
        raise MalformedTransferError("a transfer is not an object")
    texts = {name: data.get(name) for name in ("transfer_id", "account", "content", "payer", "at")}
    amount = data.get("amount")
    if not all(isinstance(value, str) for value in texts.values()) or not texts["transfer_id"]:
        raise MalformedTransferError("a field of the transfer is missing")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= money.MAX_AMOUNT:
        raise MalformedTransferError("amount is not a positive whole number that can be one")
    try:
        at = datetime.fromisoformat(str(texts["at"]))
    except ValueError as error:
        raise MalformedTransferError("at is not a moment") from error
    if at.tzinfo is None or not _YEARS[0] <= at.year <= _YEARS[1]:
        raise MalformedTransferError("at has no zone, or is no moment of ours")
    return BankTransfer(
        transfer_id=str(texts["transfer_id"])[:64],
        account=str(texts["account"]),
        amount=amount,
        content=str(texts["content"])[:200],
        payer=str(texts["payer"])[:100],
        at=at,
    )
