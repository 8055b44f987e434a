"""Where a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from django.conf import settings
from django.http import HttpRequest

#: A household or a telephone is given at least so many bits of IPv6 addresses to change among as it likes.
_ONE_VISITOR: Final = 64
#: This machine and private networks, where a proxy of ours may stand if none is named.
_NEAR: Final = tuple(
    map(
        ip_network,
        ("127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"),
    )
)


def address(request: HttpRequest) -> str:
    """Return where a visitor comes from, as attempts are counted by it; behind a proxy, what the proxy saw.

    An IPv4 address, or the /64 network of an IPv6 one. What comes from elsewhere than a proxy of ours may say
    in its headers what it likes: it is known by its own address.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if settings.SECURE_PROXY_SSL_HEADER and _is_proxy(peer):
        # The last one is what the proxy added; those before it are what the client sent.
        seen = _tidy(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2])
        if seen:
            return seen
    return _tidy(peer) or peer


def _is_proxy(peer: str) -> bool:
    try:
        found = ip_address(peer)
    except ValueError:
        return not peer  # through a socket of this machine
    return any(found in network for network in settings.PROXIES or _NEAR)


def _tidy(text: str) -> str:
    """Return an address without what a client could vary to seem another; empty where it is none."""
    plain = text.strip()
    if plain.startswith("["):  # [2001:db8::1]:443
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:  # 192.0.2.1:443
        plain = plain.partition(":")[0]
    try:
        found = ip_address(plain.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), _ONE_VISITOR), strict=False))
    return str(found)
