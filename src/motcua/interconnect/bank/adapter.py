"""The bank over HTTP with signed messages; its stand-in documents the protocol at /openapi.json."""

import re
from collections.abc import Mapping
from typing import Any

from motcua.interconnect import answers
from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import BankTransfer
from motcua.kernel import money

#: ``GET /v1/transfers/{reference}``: what came into the account under a reference.
TRANSFERS = "/v1/transfers"
#: No account of an office had a transfer before that we could be told of.
_FIRST_YEAR = 2000
_TRANSFER_ID = re.compile(r"[!-~]{1,64}", re.ASCII)
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
                found = tuple(read_transfer(row) for row in rows)
            except MalformedTransferError as error:
                raise self._http.wrong(str(error)) from error
            if not all(reference in "".join(item.content.upper().split()) for item in found):
                raise self._http.wrong("a transfer under another reference")
            return found

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
    if not all(isinstance(value, str) for value in texts.values()):
        raise MalformedTransferError("a field of the transfer is missing")
    if not _TRANSFER_ID.fullmatch(str(texts["transfer_id"])):
        # Cut short it could be another's number, and this money would be taken for known.
        raise MalformedTransferError("transfer_id is not a number that can be kept")
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= money.MAX_AMOUNT:
        raise MalformedTransferError("amount is not a positive whole number that can be one")
    try:
        at = answers.moment(str(texts["at"]))
    except answers.NotUsableError as error:
        raise MalformedTransferError(f"at {error}") from error
    if at.year < _FIRST_YEAR:
        raise MalformedTransferError("at is no moment of ours")
    # Money is not refused for the words around it: those are cleaned of what no text has.
    return BankTransfer(
        transfer_id=str(texts["transfer_id"]),
        account=str(texts["account"]),
        amount=amount,
        content=answers.cleaned(str(texts["content"]), most=200),
        payer=answers.cleaned(str(texts["payer"]), most=100),
        at=at,
    )
