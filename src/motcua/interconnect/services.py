"""The way to the systems of other agencies."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from django.conf import settings

from motcua.interconnect import outbox
from motcua.interconnect.bank import vietqr
from motcua.interconnect.bank.adapter import HttpBank, MalformedTransferError
from motcua.interconnect.bank.adapter import read_transfer as _read_transfer
from motcua.interconnect.business.adapter import HttpBusinessRegistry
from motcua.interconnect.identity.adapter import OidcIdentity
from motcua.interconnect.inbox import handle as handle_message
from motcua.interconnect.inbox import receive as receive_message
from motcua.interconnect.message_signatures import sign_answer
from motcua.interconnect.messages import failover, smtp
from motcua.interconnect.messages.adapter import HttpMessages
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.population.adapter import HttpPopulation
from motcua.interconnect.portal import sending as portal_sending
from motcua.interconnect.portal.adapter import HttpPortal
from motcua.interconnect.ports import (
    BankPort,
    BusinessRegistryPort,
    IdentityPort,
    MessagePort,
    PopulationPort,
    PortalPort,
    PostPort,
    RevocationListPort,
    TaxPort,
    TimestampPort,
)
from motcua.interconnect.post import sending as post_sending
from motcua.interconnect.post.adapter import HttpPost
from motcua.interconnect.revocation_lists.adapter import HttpRevocationLists
from motcua.interconnect.tax import sending as tax_sending
from motcua.interconnect.tax.adapter import HttpTax
from motcua.interconnect.timestamps.adapter import HttpTimestamps
from motcua.interconnect.types import BankTransfer, CheckResult, NeverTakenError, ProviderReceipt
from motcua.kernel.errors import SetupError

__all__ = [
    "PROVIDERS", "bank", "business_registry", "check_all", "close_all", "ensure_tax_told",
    "handle_message", "identity", "is_connected", "not_connected", "payment_code", "population",
    "portal", "post", "providers", "put_message", "read_transfer", "receive_message", "revocation_lists",
    "secret_of", "send", "sign_answer", "tax", "timestamps",
]  # fmt: skip


class _Checked(Protocol):
    def check(self) -> CheckResult: ...


#: Channel -> its providers in the order in which they are asked.
PROVIDERS = {"sms": ("sms_1", "sms_2"), "email": ("email_1", "email_2")}
#: The same object at each call, by which its adapter is found again.
_PROVIDER_ADAPTERS = {
    name: partial(HttpMessages, system=name) for names in PROVIDERS.values() for name in names
}
T = TypeVar("T")


def is_connected(system: str) -> bool:
    """Tell whether this installation has an address for the system."""
    return bool(settings.OUTSIDE[system][0])


def secret_of(system: str) -> bytes:
    """Return the secret shared with a connected system."""
    secret: bytes = settings.OUTSIDE[system][1]
    return secret


def tax() -> TaxPort:
    """Return the tax system of this installation (``TAX_URL``, ``TAX_SECRET``)."""
    return _shared(HttpTax, settings.TAX_URL, settings.TAX_SECRET, xroad_client=settings.XROAD_CLIENT)


def payment_code(*, bank: str, account: str, amount: int, purpose: str) -> str:
    """Return the text of the VietQR code for a transfer.

    Raises:
        VietQrError: a value does not fit into one.
    """
    return vietqr.encode(vietqr.VietQr(bank=bank, account=account, amount=amount, purpose=purpose))


def read_transfer(body: Mapping[str, Any]) -> BankTransfer | None:
    """Read the bank's message of a transfer, None when it is not what the protocol allows."""
    try:
        return _read_transfer(body)
    except MalformedTransferError:
        return None


def timestamps() -> TimestampPort | None:
    """Return the time-stamping authority (``TSA_URL``), or None where signatures go without a stamp."""
    return _shared(HttpTimestamps, settings.TSA_URL) if settings.TSA_URL else None


def revocation_lists() -> RevocationListPort:
    """Return what fetches lists of revoked certificates from the addresses that certificates name."""
    return _shared(HttpRevocationLists)


def send(message: OutboxMessage) -> ProviderReceipt:
    """Hand one message of the outbox to whoever carries its channel.

    Raises:
        OutsideCallError: nobody took it; :class:`NeverTakenError` when nobody ever will.
    """
    if message.channel in PROVIDERS:
        return failover.send(message, providers(message.channel))
    if message.channel == "tax":
        return tax_sending.send(message, tax())
    if message.channel == "portal":
        return portal_sending.send(message, portal())
    if message.channel == "post":
        return post_sending.send(message, post())
    raise NeverTakenError(message.channel, "refused_by_protocol", "no such channel")


def providers(channel: str) -> list[MessagePort]:
    """Return the connected providers of ``sms`` or ``email``, the preferred one first."""
    return [_provider(system) for system in PROVIDERS[channel] if is_connected(system)]


def _provider(system: str) -> MessagePort:
    address, secret = settings.OUTSIDE[system]
    if address.startswith(smtp.SCHEMES):
        return _shared(smtp.SmtpMessages, system, address, secret, settings.MAIL_FROM)
    return _connected(_PROVIDER_ADAPTERS[system], system)


def put_message(channel: str, key: str, body: Mapping[str, Any], *, subject: str) -> int:
    """Keep a message to be sent once, as part of the caller's transaction; returns its row in the outbox."""
    return outbox.put(channel, key, body, subject=subject).pk


def ensure_tax_told(tax_code: str) -> None:
    """Return if the tax system knows of every decision about a code; to be called before it is told more.

    Raises:
        OutsideCallError: of one it does not know yet; to be tried again later.
    """
    outbox.ensure_none_waits("tax", tax_code=tax_code)


def _connected(make: Callable[..., T], system: str) -> T:
    """Return the adapter of a system of this installation.

    Raises:
        SetupError: it is not connected.
    """
    address, secret = settings.OUTSIDE[system]
    if not address:
        raise SetupError(system=system, fix=f"MOTCUA_{system.upper()}_URL")
    return _shared(make, address, secret, xroad_client=settings.XROAD_CLIENT)


def _oidc(address: str, secret: bytes, *, xroad_client: str) -> OidcIdentity:
    client = settings.IDENTITY["client_id"]
    return OidcIdentity(address, secret, xroad_client=xroad_client, client_id=client)


# Each returns the port of its system, or raises SetupError where the installation has no address for it.
bank: Callable[[], BankPort] = partial(_connected, HttpBank, "bank")
population: Callable[[], PopulationPort] = partial(_connected, HttpPopulation, "population")
business_registry: Callable[[], BusinessRegistryPort] = partial(_connected, HttpBusinessRegistry, "business")
post: Callable[[], PostPort] = partial(_connected, HttpPost, "post")
portal: Callable[[], PortalPort] = partial(_connected, HttpPortal, "portal")
identity: Callable[[], IdentityPort] = partial(_connected, _oidc, "identity")


def check_all() -> list[CheckResult]:
    """Ask every connected system whether it can be used now."""
    systems: list[_Checked] = [tax()]
    if (stamps := timestamps()) is not None:
        systems.append(stamps)
    single: dict[str, Callable[[], _Checked]] = {
        "bank": bank,
        "population": population,
        "business": business_registry,
        "post": post,
        "portal": portal,
        "identity": identity,
    }
    systems += [connect() for name, connect in single.items() if is_connected(name)]
    for channel in PROVIDERS:
        systems += providers(channel)
    return [system.check() for system in systems]


def not_connected() -> list[str]:
    """Return the systems that this installation has no address for."""
    return [name for name, (address, _) in settings.OUTSIDE.items() if not address]


def close_all() -> None:
    """Close the connections to every outside system; the next call opens new ones."""
    with _lock:
        for adapter in _adapters.values():
            adapter.close()
        _adapters.clear()


# One adapter a process and address: its connections and its breaker are shared by all tasks.
_adapters: dict[tuple[Any, ...], Any] = {}
_lock = threading.Lock()


def _shared(make: Callable[..., T], *given: Any, **named: Any) -> T:
    key = (make, given, tuple(sorted(named.items())))
    with _lock:
        if key not in _adapters:
            _adapters[key] = make(*given, **named)
        adapter: T = _adapters[key]
    return adapter
