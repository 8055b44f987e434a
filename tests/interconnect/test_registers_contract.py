"""Population database and business registry: an answer about somebody else is worse than none."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import httpx
import pytest
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect.business.adapter import HttpBusinessRegistry
from motcua.interconnect.population.adapter import HttpPopulation
from motcua.interconnect.sandbox import business, population
from motcua.interconnect.types import Consent, OutsideCallError, PersonQuestion
from motcua.kernel.clock import VIETNAM

NUMBER = "079190001234"
PERSON = {
    "full_name": "NGUYỄN THỊ MINH NGUYỆT", "date_of_birth": "1990-05-14", "sex": "Nữ",
    "nationality": "Việt Nam", "permanent_address": "12/3 Nguyễn Trãi",
}  # fmt: skip
QUESTION = PersonQuestion(NUMBER, "Nguyễn Thị Minh Nguyệt", date(1990, 5, 14))
CONSENT = Consent("draft-1", "1.001612", datetime(2026, 12, 1, 9, tzinfo=VIETNAM))
BUSINESS = {
    "code": NUMBER, "name": "HỘ KINH DOANH A", "owner_number": NUMBER, "registry": "Phường Láng",
    "registered_on": "2025-08-01", "status": "active",
}  # fmt: skip


@pytest.fixture(scope="module")
def _people() -> Iterator[tuple[population.Register, HttpPopulation, Any]]:
    stand_in, register = population.make(SECRET)
    with serving(stand_in) as address:
        port = HttpPopulation(address, SECRET, QUICK)
        yield register, port, stand_in.faults
        port.close()


@pytest.fixture
def people(
    _people: tuple[population.Register, HttpPopulation, Any],
) -> tuple[population.Register, HttpPopulation, Any]:
    register, port, faults = _people
    register.people.clear()
    register.accesses.clear()
    faults.clear()
    port._http.breaker.succeeded()
    httpx.put(f"{port.address}/__people", json={NUMBER: PERSON}, trust_env=False).raise_for_status()
    return _people


def test_what_holds_and_what_does_not(people: tuple[population.Register, HttpPopulation, Any]) -> None:
    _, port, _ = people
    assert port.verify(QUESTION).matches
    other = port.verify(PersonQuestion(NUMBER, "NGUYỄN THỊ MINH", date(1991, 5, 14)))
    assert (other.known, other.matches, other.differs) == (True, False, ("date_of_birth", "full_name"))
    unknown = port.verify(PersonQuestion("001199000001", "A", date(1999, 1, 1)))
    assert (unknown.known, unknown.matches) == (False, False)
    assert port.check().ok


def test_data_come_only_with_a_consent_and_are_noted_once(
    people: tuple[population.Register, HttpPopulation, Any],
) -> None:
    register, port, _ = people
    for _ in range(2):
        found = port.fetch(NUMBER, CONSENT)
        assert found is not None
        assert (found.full_name, found.date_of_birth) == (PERSON["full_name"], date(1990, 5, 14))
    assert register.accesses == [(NUMBER, "draft-1", "1.001612")]
    assert port.fetch("001199000001", CONSENT) is None
    with pytest.raises(OutsideCallError) as caught:
        port.fetch(NUMBER, Consent("draft-1", "", CONSENT.given_at))
    assert caught.value.details["status"] == 403


@pytest.mark.parametrize(
    ("fault", "kind"),
    [({"wrong": "missing_field"}, "wrong_answer"), ({"wrong": "signature"}, "untrusted"),
     ({"error_rate": 1}, "server_error"), ({"down": True}, "unreachable"), ({"slow_s": 3}, "timeout")],
)  # fmt: skip
def test_a_failure_is_told(
    people: tuple[population.Register, HttpPopulation, Any], fault: dict[str, Any], kind: str
) -> None:
    _, port, faults = people
    faults.change(fault)
    with pytest.raises(OutsideCallError) as caught:
        port.verify(QUESTION)
    assert caught.value.kind == kind


def test_another_persons_data_are_never_taken_over(
    people: tuple[population.Register, HttpPopulation, Any],
) -> None:
    _, port, faults = people
    faults.change({"wrong": "wrong_value"})
    with pytest.raises(OutsideCallError, match="another person"):
        port.fetch(NUMBER, CONSENT)


@pytest.fixture(scope="module")
def registry_() -> Iterator[tuple[business.Registry, HttpBusinessRegistry]]:
    stand_in, registry = business.make(SECRET)
    with serving(stand_in) as address:
        port = HttpBusinessRegistry(address, SECRET, QUICK)
        yield registry, port
        port.close()


def test_what_a_person_owns_anywhere(registry_: tuple[business.Registry, HttpBusinessRegistry]) -> None:
    registry, port = registry_
    registry.businesses.clear()
    assert port.owned_by([NUMBER]) == ()
    httpx.put(f"{port.address}/__businesses", json=[BUSINESS], trust_env=False).raise_for_status()
    (found,) = port.owned_by([NUMBER, "023456789"])
    assert (found.code, found.registry, found.registered_on) == (NUMBER, "Phường Láng", date(2025, 8, 1))
    assert port.owned_by(["001199000001"]) == ()
    assert port.check().ok


@pytest.mark.parametrize(
    "change",
    [{"owner_number": "001199000001"}, {"status": "open"}, {"registered_on": "hôm qua"}, {"name": ""}],
)
def test_a_business_of_somebody_else_or_of_another_form_is_a_wrong_answer(
    registry_: tuple[business.Registry, HttpBusinessRegistry], change: dict[str, Any]
) -> None:
    port = registry_[1]
    with pytest.raises(OutsideCallError) as caught:
        port._business({**BUSINESS, **change}, [NUMBER])
    assert caught.value.kind == "wrong_answer"


def test_the_protocols_are_described(
    people: tuple[population.Register, HttpPopulation, Any],
    registry_: tuple[business.Registry, HttpBusinessRegistry],
) -> None:
    for address, paths in (
        (people[1].address, {"/v1/verifications", "/v1/fetches", "/v1/status"}),
        (registry_[1].address, {"/v1/owners", "/v1/status"}),
    ):
        assert set(httpx.get(f"{address}/openapi.json", trust_env=False).json()["paths"]) == paths
