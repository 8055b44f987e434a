"""The adapter against the real stand-in: a household must get exactly one code, and only a right one."""

import socket
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import httpx
import pytest
from tests.interconnect.stand_in import (
    QUICK,
    SECRET,
    Server,
    a_decision,
    a_request,
    an_end,
    an_update,
    start,
    stop,
)

from motcua.interconnect.ports import TaxPort
from motcua.interconnect.tax.adapter import HttpTax
from motcua.interconnect.types import (
    OutsideCallError,
    TaxChangeAnswer,
    TaxDecision,
    TaxDeregistrationRequest,
    TaxRegistrationRequest,
    TaxUpdateRequest,
)
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError


def test_accepts_with_the_owners_number_as_code(tax: TaxPort) -> None:
    request = a_request()
    answer = tax.register(request)
    assert answer.accepted
    assert answer.tax_code == request.personal_number
    assert answer.tax_office == "Thuế cơ sở 1 Thành phố Hồ Chí Minh"
    assert answer.reference


def test_asking_again_registers_once(tax: TaxPort) -> None:
    """A worker killed after the answer asks again: the owner must not be refused as registered already."""
    request = a_request()
    assert tax.register(request) == tax.register(request)


def test_a_second_business_of_one_person_is_refused_with_the_reason(tax: TaxPort) -> None:
    first = a_request()
    tax.register(first)
    answer = tax.register(a_request(personal_number=first.personal_number))
    assert not answer.accepted
    assert "một hộ kinh doanh khác" in answer.reason


def test_refusal_and_duplicate_switches(server: Server, tax: TaxPort) -> None:
    server.switch(refuse="Chủ hộ còn nợ thuế.")
    assert tax.register(a_request()).reason == "Chủ hộ còn nợ thuế."
    server.switch(refuse="", duplicate=True)
    assert not tax.register(a_request()).accepted


def test_birth_date_that_contradicts_the_number_is_refused(tax: TaxPort) -> None:
    answer = tax.register(a_request(personal_number="079185000001"))
    assert "Ngày sinh" in answer.reason


Tell = Callable[[TaxPort, TaxRegistrationRequest], TaxChangeAnswer]
#: Each way to tell of a registered household, always under the same dossier code.
LATER: dict[str, Tell] = {
    "update": lambda tax, of: tax.update(an_update(of, dossier_code=f"{of.dossier_code}-U")),
    "deregister": lambda tax, of: tax.deregister(an_end(of, dossier_code=f"{of.dossier_code}-D")),
    "revocation": lambda tax, of: tax.decided(a_decision(of, key=f"{of.dossier_code}/7")),
}


def registered(tax: TaxPort) -> TaxRegistrationRequest:
    request = a_request()
    assert tax.register(request).accepted
    return request


def test_a_change_is_taken_with_the_office_that_manages_the_household(tax: TaxPort) -> None:
    answer = tax.update(an_update(registered(tax), business_name="HỘ KINH DOANH BÚN MINH"))
    assert answer.accepted
    assert answer.tax_office == "Thuế cơ sở 1 Thành phố Hồ Chí Minh"


def test_a_suspension_is_an_update_with_its_days(tax: TaxPort) -> None:
    days = {"suspended_from": date(2026, 12, 4), "suspended_until": date(2026, 12, 31)}
    assert tax.update(an_update(registered(tax), changes=("suspension",), **days)).accepted


def test_who_ended_a_business_can_be_registered_again(tax: TaxPort) -> None:
    first = registered(tax)
    assert tax.deregister(an_end(first)).accepted
    again = a_request(personal_number=first.personal_number)
    assert tax.register(again).accepted
    assert not tax.register(a_request(personal_number=first.personal_number)).accepted
    assert tax.deregister(an_end(again)).accepted


@pytest.mark.parametrize("tell", LATER.values(), ids=LATER)
def test_telling_again_gives_the_same_answer_and_a_household_unknown_or_ended_is_refused(
    tax: TaxPort, tell: Tell
) -> None:
    first = registered(tax)
    answer = tell(tax, first)
    assert tell(tax, first) == answer
    assert not tell(tax, a_request()).accepted
    tax.deregister(an_end(first))
    assert tell(tax, first) == answer  # a worker that died after the answer asks again, however late
    assert "Không có hộ kinh doanh" in tax.update(an_update(first)).reason


@pytest.mark.parametrize("tell", LATER.values(), ids=LATER)
def test_a_refusal_names_its_reason_and_the_same_dossier_may_ask_again(
    server: Server, tax: TaxPort, tell: Tell
) -> None:
    first = registered(tax)
    server.switch(refuse="Chủ hộ còn nợ thuế.")
    assert tell(tax, first).reason == "Chủ hộ còn nợ thuế."
    server.clear()
    assert tell(tax, first).accepted


@pytest.mark.parametrize("tell", LATER.values(), ids=LATER)
@pytest.mark.parametrize("fault", [{"down": True}, {"wrong": "wrong_value"}, {"wrong": "signature"}])
def test_a_fault_is_no_answer_and_the_next_try_ends_it(
    server: Server, tax: TaxPort, tell: Tell, fault: dict[str, object]
) -> None:
    first = registered(tax)
    server.switch(**fault)
    with pytest.raises(OutsideSystemError):
        tell(tax, first)
    server.clear()
    assert tell(tax, first).accepted


def test_a_cancelled_revocation_gives_the_household_its_code_back(tax: TaxPort) -> None:
    first = registered(tax)
    revoked, restored = a_decision(first), a_decision(first, "restoration")
    assert not tax.decided(restored).accepted, "nothing was taken back yet"
    assert tax.decided(revoked).accepted
    assert not tax.update(an_update(first)).accepted
    answer = tax.decided(restored)
    assert (answer.accepted, answer.tax_office) == (True, "Thuế cơ sở 1 Thành phố Hồ Chí Minh")
    assert (tax.decided(revoked).accepted, tax.decided(restored)) == (True, answer), "late and twice"
    assert tax.update(an_update(first)).accepted
    assert not tax.register(a_request(personal_number=first.personal_number)).accepted


def test_who_ended_the_business_or_registered_again_gets_no_old_code_back(tax: TaxPort) -> None:
    ended, again = registered(tax), registered(tax)
    tax.deregister(an_end(ended))
    assert not tax.decided(a_decision(ended, "restoration")).accepted
    tax.decided(a_decision(again))
    assert tax.register(a_request(personal_number=again.personal_number)).accepted
    assert not tax.decided(a_decision(again, "restoration")).accepted


def test_what_is_owed_is_told_and_nobody_else_s(server: Server, tax: TaxPort) -> None:
    first = registered(tax)
    assert tax.debt(first.personal_number).amount == 0
    server.switch(debt=1_200_000)
    owed = tax.debt(first.personal_number)
    assert (owed.amount, owed.as_of) == (1_200_000, clock.today())
    assert owed.reference
    for fault in ({"wrong": "wrong_value"}, {"wrong": "missing_field"}, {"down": True}):
        server.switch(**fault)
        with pytest.raises(OutsideCallError):
            tax.debt(first.personal_number)
        server.clear()
    server.switch(debt=-1)
    with pytest.raises(OutsideCallError):
        tax.debt(first.personal_number)


def test_a_key_is_good_for_one_act_only(tax: TaxPort) -> None:
    first = registered(tax)
    with pytest.raises(OutsideCallError) as caught:
        tax.deregister(an_end(first, dossier_code=first.dossier_code))
    assert caught.value.details["status"] == 409


def failure(tax: TaxPort) -> OutsideCallError:
    with pytest.raises(OutsideSystemError) as caught:
        tax.register(a_request())
    assert isinstance(caught.value, OutsideCallError)
    assert caught.value.message.vi  # what the officer is shown
    return caught.value


def test_slow_answer_is_a_timeout_after_all_attempts(server: Server, tax: TaxPort) -> None:
    server.switch(slow_s=3)
    error = failure(tax)
    assert error.kind == "timeout"
    assert error.details["attempts"] == QUICK.attempts


def test_status_500_is_retried_then_told(server: Server, tax: TaxPort) -> None:
    server.switch(error_rate=1)
    error = failure(tax)
    assert (error.kind, error.details["status"]) == ("server_error", 500)
    assert error.details["attempts"] == QUICK.attempts


def test_dropped_connections_are_unreachable(server: Server, tax: TaxPort) -> None:
    server.switch(down=True)
    assert failure(tax).kind == "unreachable"


def test_nobody_listening_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        tax = HttpTax(f"http://127.0.0.1:{taken.getsockname()[1]}", SECRET, QUICK)
        assert failure(tax).kind == "unreachable"
        assert not tax.check().ok
        tax.close()


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ("wrong_value", "wrong_answer"),
        ("not_json", "wrong_answer"),
        ("missing_field", "wrong_answer"),
        ("signature", "untrusted"),
    ],
)
def test_a_wrong_answer_is_never_taken_over(server: Server, tax: TaxPort, wrong: str, kind: str) -> None:
    """A code on a certificate that is not the owner's number would be wrong in law."""
    server.switch(wrong=wrong)
    error = failure(tax)
    assert error.kind == kind
    assert "attempts" not in error.details or error.details["attempts"] == 1


def test_after_a_fault_the_same_dossier_gets_its_code(server: Server, tax: TaxPort) -> None:
    request = a_request()
    server.switch(wrong="signature")  # registered on the other side, the answer not believed
    with pytest.raises(OutsideSystemError):
        tax.register(request)
    server.clear()
    assert tax.register(request).accepted


def test_the_key_cannot_be_used_for_other_data(tax: TaxPort) -> None:
    request = a_request()
    tax.register(request)
    with pytest.raises(OutsideCallError) as caught:
        tax.register(a_request(dossier_code=request.dossier_code))
    assert (caught.value.kind, caught.value.details["status"]) == ("refused_by_protocol", 409)


def test_another_secret_is_refused(server: Server) -> None:
    tax = HttpTax(server.address, b"x" * 32, QUICK)
    error = failure(tax)
    assert (error.kind, error.details["status"]) == ("refused_by_protocol", 401)
    assert not tax.check().ok
    tax.close()


def test_an_unsigned_request_is_refused(server: Server) -> None:
    answer = httpx.post(f"{server.address}/v1/household-registrations", json={}, trust_env=False)
    assert answer.status_code == 401


def test_check_says_that_it_works(tax: HttpTax, server: Server) -> None:
    result = tax.check()
    assert result.ok
    assert result.address == server.address


def test_breaker_stops_asking_a_dead_system(server: Server, tax: HttpTax) -> None:
    """Without it every waiting dossier would hold a worker for the whole time-out."""
    server.switch(down=True)
    kinds = {failure(tax).kind for _ in range(QUICK.breaker_failures)}
    assert kinds == {"unreachable", "circuit_open"}
    server.clear()
    assert failure(tax).kind == "circuit_open"
    assert tax.check().ok  # the check goes past the breaker
    tax.breaker.now = lambda: 1e12
    assert tax.register(a_request()).accepted


def test_one_bad_dossier_does_not_open_the_breaker(server: Server, tax: HttpTax) -> None:
    request = a_request()
    tax.register(request)
    for _ in range(QUICK.breaker_failures + 1):
        with pytest.raises(OutsideCallError, match="outside_system_unavailable"):
            tax.register(a_request(dossier_code=request.dossier_code))
    assert tax.register(a_request()).accepted


def test_registrations_survive_a_restart(tmp_path: Path) -> None:
    request, state = a_request(), tmp_path / "state.json"
    answers = []
    for _ in range(2):
        process, server = start(tmp_path, "--state", str(state))
        tax = HttpTax(server.address, SECRET, QUICK)
        answers.append(tax.register(request))
        tax.close()
        stop(process)
    assert answers[0] == answers[1]


def test_an_end_survives_a_restart(tmp_path: Path) -> None:
    first, state = a_request(), tmp_path / "state.json"
    again = a_request(personal_number=first.personal_number)
    for step in ("begin", "go on"):
        process, server = start(tmp_path, "--state", str(state))
        tax = HttpTax(server.address, SECRET, QUICK)
        if step == "begin":
            tax.register(first)
            assert tax.deregister(an_end(first)).accepted
        else:
            assert tax.register(again).accepted
        tax.close()
        stop(process)


def test_the_protocol_is_described(server: Server) -> None:
    document = httpx.get(f"{server.address}/openapi.json", trust_env=False).json()
    requests = {
        "/v1/household-registrations": TaxRegistrationRequest,
        "/v1/household-updates": TaxUpdateRequest,
        "/v1/household-deregistrations": TaxDeregistrationRequest,
        "/v1/household-decisions": TaxDecision,
    }
    assert set(document["paths"]) == {*requests, "/v1/status", "/v1/debt-queries"}
    for path, request in requests.items():
        described = document["paths"][path]["post"]["requestBody"]
        schema = described["content"]["application/json"]["schema"]
        assert set(schema["properties"]) == {item.name for item in fields(request)}


@pytest.mark.parametrize("switches", [{"slow": 1}, {"slow_s": "1"}, {"down": 1}, ["down"]])
def test_an_unknown_switch_is_told(server: Server, switches: object) -> None:
    answer = httpx.put(f"{server.address}/__control", json=switches, trust_env=False)
    assert answer.status_code == 400
