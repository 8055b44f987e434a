"""Whom attempts are counted against: who could seem somebody else at each try could guess without end."""

from ipaddress import ip_network

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from motcua.config import env
from motcua.kernel.errors import SetupError
from motcua.ui import network

PROXY = "10.0.0.5"


def seen(peer: str, forwarded: str = "") -> str:
    """Return what is counted against of a request from ``peer`` with an ``X-Forwarded-For``."""
    return network.address(RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded))


@pytest.fixture
def behind_proxy(settings: LazySettings) -> LazySettings:
    """Return the settings of an installation behind a proxy."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return settings


def test_without_a_proxy_a_header_says_nothing() -> None:
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"


@pytest.mark.usefixtures("behind_proxy")
def test_behind_a_proxy_its_word_counts_and_not_the_clients() -> None:
    assert seen(PROXY, "198.51.100.1") == "198.51.100.1"
    assert seen(PROXY, "1.1.1.1, 198.51.100.1") == "198.51.100.1"  # the client had sent the first


@pytest.mark.usefixtures("behind_proxy")
def test_who_reaches_the_server_past_the_proxy_is_known_by_their_own_address() -> None:
    assert seen("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_only_the_proxies_named_are_believed(behind_proxy: LazySettings) -> None:
    behind_proxy.PROXIES = (ip_network("10.0.0.5"),)
    assert seen(PROXY, "198.51.100.1") == "198.51.100.1"
    assert seen("10.0.0.6", "198.51.100.1") == "10.0.0.6"  # a neighbour in the same network


@pytest.mark.usefixtures("behind_proxy")
def test_one_household_is_one_visitor_whichever_of_its_addresses_it_takes() -> None:
    one, other = seen(PROXY, "2001:db8:1:2::1"), seen(PROXY, "2001:db8:1:2:ffff:ffff:ffff:ffff")
    assert one == other == "2001:db8:1:2::/64"
    assert seen(PROXY, "2001:db8:1:3::1") != one


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize(
    "written", ["198.51.100.1:40001", "198.51.100.1:40002", "::ffff:198.51.100.1", "[::ffff:198.51.100.1]:9"]
)
def test_a_port_or_another_spelling_is_no_other_visitor(written: str) -> None:
    assert seen(PROXY, written) == "198.51.100.1"


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize("nonsense", ["", "unknown", "x" * 5000, "1.1.1.1,"])
def test_what_is_no_address_leaves_the_proxys_own(nonsense: str) -> None:
    assert seen(PROXY, nonsense) == PROXY


def test_a_proxy_spelt_wrongly_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_PROXIES", "10.0.0.5, 10.1.0.0/16")
    assert env.networks("MOTCUA_PROXIES") == (ip_network("10.0.0.5"), ip_network("10.1.0.0/16"))
    monkeypatch.setenv("MOTCUA_PROXIES", "proxy.example")
    with pytest.raises(SetupError):
        env.networks("MOTCUA_PROXIES")
