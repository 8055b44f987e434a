"""What the product asks of outside systems; an adapter of each lives in a folder of its own."""

from typing import Protocol

from motcua.interconnect.types import CheckResult, TaxRegistrationAnswer, TaxRegistrationRequest


class TaxPort(Protocol):
    """The tax registration system."""

    def register(self, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
        """Ask for the household's registration; asking again with the same dossier code changes nothing.

        Raises:
            OutsideSystemError: no usable answer; nothing is known about what happened on the other side,
                so ask again later.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether the system answers and accepts our signature. Never raises for its failures."""
        ...


class TimestampPort(Protocol):
    """A time-stamping authority (RFC 3161)."""

    def stamp(self, query: bytes) -> bytes:
        """Return the DER TimeStampResp, granted, for a DER TimeStampReq.

        Raises:
            OutsideSystemError: no stamp; ask again later.
        """
        ...

    def check(self) -> CheckResult:
        """Ask whether it gives stamps. Never raises for its failures."""
        ...
