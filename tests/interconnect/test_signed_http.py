"""What all adapters share, against a stand-in made of nothing but the common base."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect.sandbox.openapi import document
from motcua.interconnect.sandbox.server import Answer, StandIn
from motcua.interconnect.signed_http import SignedHttp
from motcua.interconnect.types import OutsideCallError


class Echo:
    """Answers with what arrived and counts how often it was asked to act."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str, str, bytes]] = []
        self.stand_in = StandIn("echo", SECRET, self.handle, document("echo", "For tests.", {}))

    def handle(self, method: str, path: str, key: str, body: bytes) -> Answer:
        self.done.append((method, path, key, body))
        return Answer(HTTPStatus.OK, {"ok": True, "reference": key, "what": "echo"})


@pytest.fixture(scope="module")
def _running() -> Iterator[tuple[Echo, str]]:
    echo = Echo()
    with serving(echo.stand_in) as address:
        yield echo, address


@pytest.fixture
def echo(_running: tuple[Echo, str]) -> Echo:
    found = _running[0]
    found.done.clear()
    found.stand_in.faults.clear()
    return found


@pytest.fixture
def http(_running: tuple[Echo, str], echo: Echo) -> Iterator[SignedHttp]:
    del echo
    client = SignedHttp("echo", _running[1], SECRET, QUICK, xroad_client="VN/GOV/H29.26.740/motcua")
    yield client
    client.close()


def ask(http: SignedHttp) -> str:
    return http.ask("POST", "/v1/x", {"a": "ấ"}, key="k-1", read=lambda data: http.text(data, "reference"))


def test_the_answer_is_read(http: SignedHttp, echo: Echo) -> None:
    assert ask(http) == "k-1"
    assert echo.done == [("POST", "/v1/x", "k-1", '{"a": "ấ"}'.encode())]


def test_x_road_headers_go_along_only_where_a_gateway_is(http: SignedHttp) -> None:
    headers = http._xroad("H29-1", "id-1")
    assert headers == {
        "X-Road-Client": "VN/GOV/H29.26.740/motcua",
        "X-Road-Id": "id-1",
        "X-Road-Issue": "H29-1",
    }
    assert "X-Road-Issue" not in http._xroad("-", "id-1")
    http.xroad_client = ""
    assert http._xroad("H29-1", "id-1") == {}


def test_a_stand_in_can_be_asked_twice_by_one_request(http: SignedHttp, echo: Echo) -> None:
    echo.stand_in.faults.twice = True
    ask(http)
    assert len(echo.done) == 2


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [("not_json", "wrong_answer"), ("missing_field", "wrong_answer"), ("signature", "untrusted")],
)
def test_a_wrong_answer_is_not_taken(http: SignedHttp, echo: Echo, wrong: str, kind: str) -> None:
    echo.stand_in.faults.change({"wrong": wrong})
    with pytest.raises(OutsideCallError) as caught:
        ask(http)
    assert caught.value.kind == kind
    assert len(echo.done) == 1  # it would come again: not asked a second time


def test_failures_in_a_row_open_the_breaker_and_the_check_goes_past_it(http: SignedHttp, echo: Echo) -> None:
    echo.stand_in.faults.down = True
    kinds = []
    for _ in range(QUICK.breaker_failures):
        with pytest.raises(OutsideCallError) as caught:
            ask(http)
        kinds.append(caught.value.kind)
    assert kinds[0] == "unreachable"
    assert kinds[-1] == "circuit_open"
    echo.stand_in.faults.clear()
    assert http.check().ok


def test_a_blank_or_missing_value_is_a_wrong_answer(http: SignedHttp) -> None:
    for answer in ({}, {"name": "  "}, {"name": 1}):
        with pytest.raises(OutsideCallError):
            http.text(answer, "name")
    with pytest.raises(OutsideCallError):
        http.flag({"ok": "yes"}, "ok")
