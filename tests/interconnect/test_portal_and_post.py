"""National portal and public post: told once, in order, and nothing taken over that does not check."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect.portal.adapter import HttpPortal
from motcua.interconnect.post.adapter import HttpPost, check_digit, is_tracking_number
from motcua.interconnect.sandbox import portal as portal_sandbox
from motcua.interconnect.sandbox import post as post_sandbox
from motcua.interconnect.sandbox.faults import Faults
from motcua.interconnect.types import OutsideCallError, Parcel, PortalDossier, PortalStep
from motcua.kernel.clock import VIETNAM

CODE = "H29.26.740-261201-0001"
AT = datetime(2026, 12, 1, 9, tzinfo=VIETNAM)
DOSSIER = PortalDossier(
    CODE, "1.001612", "H29.26.740", 2, 0, "NGUYỄN THỊ MINH", "079190001234", AT, date(2026, 12, 4),
    (("Tờ khai", "0" * 64),),
)  # fmt: skip
PARCEL = Parcel("k-1", CODE, "NGUYỄN THỊ MINH", "12 Lê Lợi", "0901234567")


@pytest.fixture(scope="module")
def _portal() -> Iterator[tuple[portal_sandbox.Portal, HttpPortal, Faults]]:
    stand_in, found = portal_sandbox.make(SECRET)
    with serving(stand_in) as address:
        port = HttpPortal(address, SECRET, QUICK)
        yield found, port, stand_in.faults
        port.close()


@pytest.fixture
def portal(
    _portal: tuple[portal_sandbox.Portal, HttpPortal, Faults],
) -> tuple[portal_sandbox.Portal, HttpPortal, Faults]:
    _portal[0].dossiers.clear()
    _portal[2].clear()
    return _portal


def step(order: int, state: int) -> PortalStep:
    return PortalStep(CODE, order, state, AT, "Một cửa", "Đang xử lý", date(2026, 12, 4))


def test_number_submit_progress_state(portal: tuple[portal_sandbox.Portal, HttpPortal, Faults]) -> None:
    found, port, faults = portal
    assert port.number("H29.26.740", "k") == port.number("H29.26.740", "k")
    with pytest.raises(OutsideCallError) as caught:
        port.progress(step(1, 2))
    assert caught.value.details["status"] == 404
    faults.twice = True
    assert port.submit(DOSSIER) == port.submit(DOSSIER)
    for order, state in ((3, 4), (2, 2), (3, 4)):  # late, and twice
        port.progress(step(order, state))
    assert found.dossiers[CODE]["state"] == 4
    assert [item["order"] for item in found.dossiers[CODE]["steps"]] == [3, 2]
    assert port.check().ok


def test_an_amendment_that_comes_late_brings_no_old_name_back(
    portal: tuple[portal_sandbox.Portal, HttpPortal, Faults],
) -> None:
    found, port, faults = portal
    newer, older = replace(DOSSIER, applicant_name="NGUYỄN THỊ MINH NGUYỆN"), DOSSIER
    with pytest.raises(OutsideCallError) as caught:
        port.amend(newer, 5)
    assert caught.value.details["status"] == 404
    port.submit(DOSSIER)
    port.progress(step(3, 4))
    faults.twice = True
    assert port.amend(newer, 5) == port.amend(newer, 5)
    port.amend(older, 4)
    told = found.dossiers[CODE]
    assert (told["applicant_name"], told["state"]) == ("NGUYỄN THỊ MINH NGUYỆN", 4)


@pytest.mark.parametrize("fault", [{"wrong": "missing_field"}, {"wrong": "signature"}, {"down": True}])
def test_the_portals_failures_are_told(
    portal: tuple[portal_sandbox.Portal, HttpPortal, Faults], fault: dict[str, Any]
) -> None:
    portal[2].change(fault)
    with pytest.raises(OutsideCallError):
        portal[1].submit(DOSSIER)


def test_a_code_that_does_not_read_is_not_taken(
    portal: tuple[portal_sandbox.Portal, HttpPortal, Faults],
) -> None:
    portal[2].change({"wrong": "wrong_value"})
    with pytest.raises(OutsideCallError) as caught:
        portal[1].number("H29.26.740", "k")
    assert caught.value.kind == "wrong_answer"


@pytest.fixture(scope="module")
def _post() -> Iterator[tuple[post_sandbox.Post, HttpPost, Faults]]:
    stand_in, found = post_sandbox.make(SECRET)
    with serving(stand_in) as address:
        port = HttpPost(address, SECRET, QUICK)
        yield found, port, stand_in.faults
        port.close()


@pytest.fixture
def post(_post: tuple[post_sandbox.Post, HttpPost, Faults]) -> tuple[post_sandbox.Post, HttpPost, Faults]:
    _post[2].clear()
    return _post


def test_a_parcel_gets_one_label_and_is_followed(post: tuple[post_sandbox.Post, HttpPost, Faults]) -> None:
    _, port, _ = post
    label = port.order(PARCEL)
    assert port.order(PARCEL) == label
    for state in ("in_transit", "delivered"):
        moved = {"tracking_number": label.tracking_number, "state": state}
        httpx.put(f"{port.address}/__moves", json=moved, trust_env=False).raise_for_status()
    assert [item.state for item in port.track(label.tracking_number)] == [
        "accepted",
        "in_transit",
        "delivered",
    ]
    assert port.check().ok


@pytest.mark.parametrize("wrong", ["wrong_value", "missing_field", "signature"])
def test_a_label_that_does_not_check_is_not_stuck_on(
    post: tuple[post_sandbox.Post, HttpPost, Faults], wrong: str
) -> None:
    post[2].change({"wrong": wrong})
    with pytest.raises(OutsideCallError):
        post[1].order(PARCEL)


def test_no_such_parcel(post: tuple[post_sandbox.Post, HttpPost, Faults]) -> None:
    with pytest.raises(OutsideCallError) as caught:
        post[1].track(f"EH00009999{check_digit('00009999')}VN")
    assert caught.value.details["status"] == 404
    with pytest.raises(OutsideCallError):
        post[1].track("../status")


def test_the_check_digit_is_that_of_the_published_example() -> None:
    assert check_digit("47312482") == 9


@given(st.integers(0, 99_999_999), st.integers(0, 7), st.integers(1, 9))
def test_a_mistyped_tracking_number_is_noticed(serial: int, at: int, by: int) -> None:
    digits = f"{serial:08d}"
    number = f"EH{digits}{check_digit(digits)}VN"
    assert is_tracking_number(number)
    typed = f"{number[: 2 + at]}{(int(number[2 + at]) + by) % 10}{number[3 + at :]}"
    # Remainders 0 and 5 share their digit in the standard: what it cannot see, we cannot either.
    assert not is_tracking_number(typed) or check_digit(digits) in {0, 5}


def test_the_protocols_are_described(
    portal: tuple[portal_sandbox.Portal, HttpPortal, Faults], post: tuple[post_sandbox.Post, HttpPost, Faults]
) -> None:
    for address, paths in ((portal[1].address, 5), (post[1].address, 3)):
        assert len(httpx.get(f"{address}/openapi.json", trust_env=False).json()["paths"]) == paths
