"""What every system must keep to, asked of the stand-ins, or of a real one that is named.

``MOTCUA_CONTRACT_<SYSTEM>_URL`` and ``MOTCUA_CONTRACT_<SYSTEM>_SECRET`` (hex) name a real one. Only questions
that change nothing are asked of it, about people who do not exist.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from tests.interconnect.stand_in import QUICK, SECRET, serving

from motcua.interconnect.bank.adapter import HttpBank
from motcua.interconnect.business.adapter import HttpBusinessRegistry
from motcua.interconnect.messages.adapter import HttpMessages
from motcua.interconnect.population.adapter import HttpPopulation
from motcua.interconnect.portal.adapter import HttpPortal
from motcua.interconnect.post.adapter import HttpPost, check_digit
from motcua.interconnect.resilience import Policy
from motcua.interconnect.sandbox.__main__ import MAKERS
from motcua.interconnect.types import OutgoingText, OutsideCallError, PersonQuestion

NOBODY = "001199000001"


def nothing_under_an_unknown_reference(bank: Any) -> bool:
    return bank.transfers("MC9999999994") == ()


def nobody_owns_nothing(registry: Any) -> bool:
    return registry.owned_by([NOBODY]) == ()


def a_person_is_compared(population: Any) -> bool:
    return bool(population.verify(PersonQuestion(NOBODY, "KHÔNG AI", date(1999, 1, 1))).reference)


def no_receiver_is_refused(messages: Any) -> bool:
    with pytest.raises(OutsideCallError):
        messages.send(OutgoingText("contract-1", "0", "x"))
    return True


def an_unknown_parcel_is_not_found(post: Any) -> bool:
    with pytest.raises(OutsideCallError) as caught:
        post.track(f"EH99999999{check_digit('99999999')}VN")
    return caught.value.kind == "refused_by_protocol"


def one_key_gets_one_number(portal: Any) -> bool:
    return portal.number("H29.26.740", "contract-1") == portal.number("H29.26.740", "contract-1")


SYSTEMS: dict[str, tuple[Callable[..., Any], Callable[[Any], bool]]] = {
    "bank": (HttpBank, nothing_under_an_unknown_reference),
    "business": (HttpBusinessRegistry, nobody_owns_nothing),
    "population": (HttpPopulation, a_person_is_compared),
    "sms_1": (lambda *given: HttpMessages(*given, system="sms_1"), no_receiver_is_refused),
    "email_1": (lambda *given: HttpMessages(*given, system="email_1"), no_receiver_is_refused),
    "post": (HttpPost, an_unknown_parcel_is_not_found),
    "portal": (HttpPortal, one_key_gets_one_number),
}


@contextmanager
def system(name: str) -> Iterator[tuple[str, bytes, Policy]]:
    real = os.environ.get(f"MOTCUA_CONTRACT_{name.upper()}_URL", "")
    if real:
        yield real, bytes.fromhex(os.environ[f"MOTCUA_CONTRACT_{name.upper()}_SECRET"]), Policy()
        return
    with serving(MAKERS[name](SECRET, "")) as address:
        yield address, SECRET, QUICK


@pytest.mark.parametrize("name", SYSTEMS)
def test_it_answers_signed_and_refuses_whoever_lacks_the_secret(name: str) -> None:
    make, holds = SYSTEMS[name]
    with system(name) as (address, secret, policy):
        adapter = make(address, secret, policy)
        assert adapter.check().ok
        assert holds(adapter)
        adapter.close()
        stranger = make(address, b"another secret, not the shared one", policy)
        found = stranger.check()
        assert not found.ok
        assert "401" in found.what
        stranger.close()


def test_every_stand_in_of_the_demonstration_is_asked() -> None:
    assert set(MAKERS) == {*SYSTEMS, "sms_2", "email_2"}
