"""A system that fails in every way now and then: each effect still happens exactly once."""

from dataclasses import replace

import pytest
from tests.interconnect.stand_in import QUICK, SECRET, a_request, serving

from motcua.interconnect.sandbox import tax as sandbox
from motcua.interconnect.sandbox.faults import MIX, Faults
from motcua.interconnect.tax.adapter import HttpTax
from motcua.interconnect.types import OutsideCallError, TaxRegistrationAnswer, TaxRegistrationRequest

PATIENT = replace(QUICK, answer_s=0.2, breaker_failures=10_000)


def registered(tax: HttpTax, request: TaxRegistrationRequest) -> TaxRegistrationAnswer:
    while True:  # as the queue does, with minutes in between
        try:
            return tax.register(request)
        except OutsideCallError:
            continue


def test_whatever_goes_wrong_each_household_is_registered_once() -> None:
    stand_in = sandbox.make(SECRET)
    stand_in.faults.change({"mixed_rate": 0.6})
    asked = [a_request() for _ in range(30)]
    with serving(stand_in) as address:
        tax = HttpTax(address, SECRET, PATIENT)
        answers = [registered(tax, request) for request in asked]
        tax.close()
    assert all(answer.accepted for answer in answers)
    assert len({answer.reference for answer in answers}) == len(asked)
    counts = stand_in.faults.counts
    assert counts["requests"] > len(asked), "nothing had to be asked twice: nothing was tested"


def test_the_mix_is_as_frequent_as_said_and_holds_every_fault() -> None:
    faults = Faults(mixed_rate=0.2)
    met = [faults.for_one() for _ in range(3000)]
    assert 450 < sum(item is not faults for item in met) < 750
    assert all(faults.counts[f"requests.{kind}"] > 40 for kind in MIX)
    assert faults.counts["requests"] == 3000
    assert faults == Faults(mixed_rate=0.2), "what one request meets must not last"


def test_a_lost_answer_is_of_something_done() -> None:
    stand_in = sandbox.make(SECRET)
    stand_in.faults.change({"lost": True})
    request = a_request()
    with serving(stand_in) as address:
        tax = HttpTax(address, SECRET, PATIENT)
        with pytest.raises(OutsideCallError):
            tax.register(request)
        stand_in.faults.clear()
        answer = tax.register(request)
        tax.close()
    assert answer.accepted, "asking again is no second business of this person"
    assert answer.reference == "TCT-000001"
