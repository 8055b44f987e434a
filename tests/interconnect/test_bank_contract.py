"""The bank's adapter against its stand-in: money is told of as it came, or not at all."""

import json
from collections.abc import Iterator

import httpx
import pytest
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect.bank import vietqr
from motcua.interconnect.bank.adapter import HttpBank, MalformedTransferError, read_transfer
from motcua.interconnect.sandbox import bank as sandbox
from motcua.interconnect.types import OutsideCallError

REFERENCE = "MC0000000197"


@pytest.fixture(scope="module")
def _running() -> Iterator[tuple[sandbox.Bank, str]]:
    stand_in, bank = sandbox.make(SECRET)
    with serving(stand_in) as address:
        yield bank, address


@pytest.fixture
def bank(_running: tuple[sandbox.Bank, str]) -> sandbox.Bank:
    found = _running[0]
    found.transfers.clear()
    found.faults.clear()
    return found


@pytest.fixture
def port(_running: tuple[sandbox.Bank, str], bank: sandbox.Bank) -> Iterator[HttpBank]:
    del bank
    adapter = HttpBank(_running[1], SECRET, QUICK)
    yield adapter
    adapter.close()


def test_what_was_scanned_and_paid_is_listed_under_its_reference(port: HttpBank) -> None:
    code = vietqr.encode(
        vietqr.VietQr(bank="000000", account="0000740000", amount=100_000, purpose=REFERENCE)
    )
    httpx.put(f"{port.address}/__pay", json={"qr": code}, trust_env=False).raise_for_status()
    (found,) = port.transfers(REFERENCE)
    assert (found.amount, found.account, found.content) == (100_000, "0000740000", REFERENCE)
    assert found.at.tzinfo is not None
    assert port.transfers("MC9999999999") == ()


def test_a_damaged_code_cannot_be_paid(port: HttpBank) -> None:
    answer = httpx.put(f"{port.address}/__pay", json={"qr": "00020101"}, trust_env=False)
    assert answer.status_code == 400


@pytest.mark.parametrize("fault", [{"wrong": "missing_field"}, {"wrong": "signature"}, {"error_rate": 1}])
def test_a_failure_is_told_and_nothing_is_believed(
    port: HttpBank, bank: sandbox.Bank, fault: dict[str, object]
) -> None:
    bank.faults.change(fault)
    with pytest.raises(OutsideCallError):
        port.transfers(REFERENCE)
    assert port.check().ok is ("wrong" in fault and fault["wrong"] == "missing_field")


def test_a_reference_of_another_form_is_not_sent(port: HttpBank) -> None:
    with pytest.raises(OutsideCallError):
        port.transfers("../status")


GOOD = {
    "transfer_id": "FT1", "account": "1", "amount": 5, "content": "x", "payer": "",
    "at": "2026-11-20T09:00:00+07:00",
}  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"amount": "5"}, {"amount": True}, {"amount": 0}, {"at": "hôm qua"}, {"at": "2026-11-20T09:00:00"},
     {"transfer_id": ""}, {"content": None}, {"amount": 10**20}, {"at": "0001-01-01T00:00:00+14:00"}],
)  # fmt: skip
def test_a_malformed_transfer_is_not_read(change: dict[str, object]) -> None:
    assert read_transfer(GOOD).amount == 5
    with pytest.raises(MalformedTransferError):
        read_transfer({**GOOD, **change})


def test_the_protocol_is_described(port: HttpBank) -> None:
    document = json.loads(httpx.get(f"{port.address}/openapi.json", trust_env=False).text)
    assert set(document["paths"]) == {"/v1/transfers/{reference}", "/v1/status"}
