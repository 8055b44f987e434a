"""The way to the systems of other agencies."""

from functools import lru_cache

from django.conf import settings

from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.ports import TaxPort, TimestampPort
from motcua.interconnect.tax.adapter import HttpTax
from motcua.interconnect.timestamps.adapter import HttpTimestamps
from motcua.interconnect.types import CheckResult, NeverTakenError, Sent


def tax() -> TaxPort:
    """Return the tax system of this installation (``TAX_URL``, ``TAX_SECRET``)."""
    return _tax(settings.TAX_URL, settings.TAX_SECRET)


def timestamps() -> TimestampPort | None:
    """Return the time-stamping authority (``TSA_URL``), or None where signatures go without a stamp."""
    return _timestamps(settings.TSA_URL) if settings.TSA_URL else None


def send(message: OutboxMessage) -> Sent:
    """Hand one message of the outbox to whoever carries its channel.

    Raises:
        OutsideCallError: nobody took it; :class:`NeverTakenError` when nobody ever will.
    """
    raise NeverTakenError(message.channel, "refused_by_protocol", "no such channel")


def check_all() -> list[CheckResult]:
    """Ask every outside system whether it can be used now."""
    stamps = timestamps()
    return [tax().check(), *([stamps.check()] if stamps else [])]


@lru_cache(maxsize=4)
def _tax(address: str, secret: bytes) -> HttpTax:
    # One adapter a process: its connections and its breaker are shared by all tasks.
    return HttpTax(address, secret)


@lru_cache(maxsize=4)
def _timestamps(address: str) -> HttpTimestamps:
    return HttpTimestamps(address)
