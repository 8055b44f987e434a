"""Signing in with the State's provider: nobody may come back as somebody else."""

import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.interconnect.stand_in import QUICK, SECRET

from motcua.interconnect.identity.adapter import OidcIdentity
from motcua.interconnect.sandbox import identity as sandbox
from motcua.interconnect.types import LoginStart, OutsideCallError

BACK = "https://motcua.example/dang-nhap/"


@pytest.fixture(scope="module")
def _running() -> Iterator[tuple[sandbox.Provider, OidcIdentity]]:
    provider = sandbox.Provider(SECRET)
    server = sandbox.make_server(provider, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    port = OidcIdentity(provider.issuer, SECRET, QUICK)
    yield provider, port
    port.close()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def provider(_running: tuple[sandbox.Provider, OidcIdentity]) -> sandbox.Provider:
    _running[0].faults.clear()
    _running[0].person = dict(sandbox.PERSON)
    return _running[0]


@pytest.fixture
def port(_running: tuple[sandbox.Provider, OidcIdentity], provider: sandbox.Provider) -> OidcIdentity:
    del provider
    return _running[1]


def walk(start: LoginStart) -> dict[str, str]:
    """Go where the browser goes; returns what it comes back with."""
    answer = httpx.get(start.address, trust_env=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(BACK)
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_who_signed_in(port: OidcIdentity) -> None:
    start = port.start(BACK)
    found = port.finish(start, redirect_uri=BACK, **walk(start))
    assert (found.personal_number, found.full_name) == ("079190001234", "NGUYỄN THỊ MINH NGUYỆT")
    assert (found.date_of_birth, found.level) == (date(1990, 5, 14), "2")
    assert found.at.tzinfo is not None
    assert port.check().ok


def test_a_code_is_good_once_and_only_for_its_own_sign_in(port: OidcIdentity) -> None:
    mine, other = port.start(BACK), port.start(BACK)
    back = walk(mine)
    with pytest.raises(OutsideCallError) as caught:
        port.finish(other, redirect_uri=BACK, **back)  # state of another browser
    assert caught.value.kind == "untrusted"
    stolen = LoginStart(mine.address, mine.state, mine.nonce, other.verifier, mine.begun)
    with pytest.raises(OutsideCallError) as caught:
        port.finish(stolen, redirect_uri=BACK, **back)  # without the proof key
    assert caught.value.kind == "refused_by_protocol"
    with pytest.raises(OutsideCallError):
        port.finish(mine, redirect_uri=BACK, **back)  # used up


@pytest.mark.parametrize(
    "claims",
    [
        {"auth_time": int(time.time()) - 600},
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://another.example"},
        {"exp": int(time.time()) - 3600},
        {"personal_number": "123"},
        {"birthdate": "14/05/1990"},
        {"name": ""},
    ],
)
def test_a_token_that_is_not_for_us_or_not_whole_is_not_believed(
    port: OidcIdentity, provider: sandbox.Provider, claims: dict[str, Any]
) -> None:
    provider.faults.claims = claims
    start = port.start(BACK)
    with pytest.raises(OutsideCallError) as caught:
        port.finish(start, redirect_uri=BACK, **walk(start))
    assert caught.value.kind in {"untrusted", "wrong_answer"}


def test_a_forged_token_is_not_believed(port: OidcIdentity, provider: sandbox.Provider) -> None:
    provider.faults.forged = True
    start = port.start(BACK)
    with pytest.raises(OutsideCallError) as caught:
        port.finish(start, redirect_uri=BACK, **walk(start))
    assert caught.value.kind == "untrusted"


def test_a_provider_that_is_away_is_told(port: OidcIdentity, provider: sandbox.Provider) -> None:
    provider.faults.error_rate = 1.0
    assert not port.check().ok
    provider.faults.clear()
    port._http.breaker.succeeded()
    assert port.check().ok


def test_another_secret_gets_no_token(port: OidcIdentity, provider: sandbox.Provider) -> None:
    stranger = OidcIdentity(provider.issuer, b"x" * 32, QUICK)
    start = stranger.start(BACK)
    with pytest.raises(OutsideCallError):
        stranger.finish(start, redirect_uri=BACK, **walk(start))
    stranger.close()
