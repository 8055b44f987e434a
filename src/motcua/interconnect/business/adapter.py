"""The national business registry over HTTP with signed messages; its stand-in documents the protocol."""

from collections.abc import Mapping, Sequence
from typing import Any

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import RegisteredBusiness

OWNERS = "/v1/owners"
_STATUSES = ("active", "suspended", "ceased")


class HttpBusinessRegistry(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.BusinessRegistryPort`; serves a whole process."""

    SYSTEM = "business"
    __slots__ = ()

    def owned_by(self, numbers: Sequence[str]) -> tuple[RegisteredBusiness, ...]:
        """Return the household businesses of the owner with these numbers, the present and former ones.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> tuple[RegisteredBusiness, ...]:
            self._http.text(answer, "reference")
            rows = answer.get("businesses")
            if not isinstance(rows, list):
                raise self._http.wrong("businesses are missing")
            return tuple(self._business(row, numbers) for row in rows)

        return self._http.ask("POST", OWNERS, {"numbers": list(numbers)}, key="-", read=read)

    def _business(self, row: Any, numbers: Sequence[str]) -> RegisteredBusiness:
        http = self._http
        if not isinstance(row, dict):
            raise http.wrong("a business is not an object")
        owner, status = http.text(row, "owner_number"), row.get("status")
        if owner not in numbers:
            # Told of somebody else's business, a person would be refused for nothing.
            raise http.wrong("the business is another person's")
        if status not in _STATUSES:
            raise http.wrong("status is none of the three")
        return RegisteredBusiness(
            code=http.text(row, "code"),
            name=http.text(row, "name"),
            owner_number=owner,
            registry=http.text(row, "registry"),
            registered_on=http.day(row, "registered_on"),
            status=status,
        )
