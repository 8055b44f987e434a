"""Every port meets every way in which its system can answer wrongly.

What is asserted is the same everywhere: the call says so by an ``OutsideCallError``, or what it returns is
true. An answer of another shape once came out of an adapter as a bare error, which the queue tries for ever
and a page shows as "500"; text with control characters went into a register and onto a signed paper.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.interconnect.stand_in import (
    QUICK,
    SECRET,
    a_decision,
    a_request,
    an_end,
    an_update,
    serving,
)

from motcua.interconnect import answers
from motcua.interconnect.bank.adapter import HttpBank
from motcua.interconnect.business.adapter import HttpBusinessRegistry
from motcua.interconnect.identity.adapter import OidcIdentity
from motcua.interconnect.messages.adapter import HttpMessages
from motcua.interconnect.population.adapter import HttpPopulation
from motcua.interconnect.portal.adapter import HttpPortal
from motcua.interconnect.post.adapter import HttpPost
from motcua.interconnect.sandbox import bank, business, identity, messages, population, portal, post, tax
from motcua.interconnect.sandbox.server import StandIn
from motcua.interconnect.sandbox.wrongness import LOOKS_RIGHT, Wrong
from motcua.interconnect.tax.adapter import HttpTax
from motcua.interconnect.types import (
    Consent,
    Identity,
    NeverTakenError,
    OutgoingText,
    OutsideCallError,
    Parcel,
    PersonQuestion,
    PortalDossier,
    PortalStep,
    TaxRegistrationRequest,
)
from motcua.kernel import clock

WRONG = [wrong for wrong in get_args(Wrong) if wrong]
MINH, LAN = "079190001234", "001185004321"
PEOPLE = {
    number: {
        "full_name": name, "date_of_birth": born, "sex": "Nữ", "nationality": "Việt Nam",
        "permanent_address": f"{street}, Phường Bến Thành, Thành phố Hồ Chí Minh",
    }
    for number, name, born, street in (
        (MINH, "NGUYỄN THỊ MINH NGUYỆT", "1990-05-14", "12/3 Nguyễn Trãi"),
        (LAN, "TRẦN NGỌC LAN", "1985-01-02", "5 Lê Lai"),
    )
}  # fmt: skip
BUSINESSES = [
    {
        "code": number, "name": f"HỘ KINH DOANH {number}", "owner_number": number, "registry": "Phường Láng",
        "registered_on": "2025-08-01", "status": "active",
    }
    for number in PEOPLE
]  # fmt: skip
BACK = "https://motcua.example/dang-nhap/"
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=clock.VIETNAM)
CONSENT = Consent("draft-1", "1.001612", NOW)


@dataclass(frozen=True)
class Asked:
    """A question of a port: its stand-in, its adapter, what is asked about a person, the asking."""

    stand_in: Callable[[], StandIn]
    adapter: Callable[..., Any]
    about: Callable[[Any, str], Any]
    ask: Callable[[Any, Any], Any]


def _registered(port: HttpTax, number: str) -> TaxRegistrationRequest:
    held = PEOPLE[number]
    born = date.fromisoformat(held["date_of_birth"])
    request = a_request(personal_number=number, full_name=held["full_name"], date_of_birth=born)
    assert port.register(request).accepted
    return request


def _dossier(code: str) -> PortalDossier:
    return PortalDossier(code, "1.001612", "H29.26.740", 2, 0, "A", MINH, NOW, TODAY, ())


def _step(port: HttpPortal, number: str) -> PortalStep:
    port.submit(_dossier(number))
    return PortalStep(number, 1, 2, NOW, "UBND Phường Sài Gòn", "Tiếp nhận", TODAY)


def _question(_: HttpPopulation, number: str) -> PersonQuestion:
    held = PEOPLE[number]
    return PersonQuestion(number, held["full_name"], date.fromisoformat(held["date_of_birth"]))


def _paid(port: HttpBank, number: str) -> str:
    reference = f"MC{number[-8:]}11"
    paid = {
        "account": "123456", "amount": 50_000, "content": reference, "payer": PEOPLE[number]["full_name"],
    }  # fmt: skip
    httpx.put(f"{port.address}/__pay", json=paid, trust_env=False).raise_for_status()
    return reference


def _parcel(_: HttpPost, number: str) -> Parcel:
    return Parcel(number, "H29.26.740-261124-0001", "A", "12 Lê Lợi", "0901234567")


def _tax(about: Callable[[Any, str], Any], ask: Callable[[Any, Any], Any]) -> Asked:
    return Asked(lambda: tax.make(SECRET), HttpTax, about, ask)


def _people(about: Callable[[Any, str], Any], ask: Callable[[Any, Any], Any]) -> Asked:
    return Asked(_register, HttpPopulation, about, ask)


def _portal(about: Callable[[Any, str], Any], ask: Callable[[Any, Any], Any]) -> Asked:
    return Asked(lambda: portal.make(SECRET)[0], HttpPortal, about, ask)


def _register() -> StandIn:
    stand_in, held = population.make(SECRET)
    held.people.update(PEOPLE)
    return stand_in


def _registry() -> StandIn:
    stand_in, held = business.make(SECRET)
    held.businesses += BUSINESSES
    return stand_in


def _same(_: Any, number: str) -> str:
    return number


CALLS = {
    "tax.register": _tax(_registered, HttpTax.register),
    "tax.update": _tax(lambda port, number: an_update(_registered(port, number)), HttpTax.update),
    "tax.deregister": _tax(lambda port, number: an_end(_registered(port, number)), HttpTax.deregister),
    "tax.decided": _tax(lambda port, number: a_decision(_registered(port, number)), HttpTax.decided),
    "tax.debt": _tax(_same, HttpTax.debt),
    "bank.transfers": Asked(lambda: bank.make(SECRET)[0], HttpBank, _paid, HttpBank.transfers),
    "population.verify": _people(_question, HttpPopulation.verify),
    "population.verify, other": _people(
        lambda _, number: PersonQuestion(number, "ĐÀO A", date(1970, 1, 1)), HttpPopulation.verify
    ),
    "population.fetch": _people(_same, lambda port, number: port.fetch(number, CONSENT)),
    "business.owned_by": Asked(
        _registry, HttpBusinessRegistry, lambda _, n: [n], HttpBusinessRegistry.owned_by
    ),
    "portal.number": _portal(_same, lambda port, number: port.number("H29.26.740", number)),
    "portal.submit": _portal(lambda _, number: _dossier(number), HttpPortal.submit),
    "portal.amend": _portal(
        lambda port, number: _step(port, number).code, lambda port, code: port.amend(_dossier(code), 3)
    ),
    "portal.progress": _portal(_step, HttpPortal.progress),
    "post.order": Asked(lambda: post.make(SECRET)[0], HttpPost, _parcel, HttpPost.order),
    "post.track": Asked(
        lambda: post.make(SECRET)[0],
        HttpPost,
        lambda port, number: port.order(_parcel(port, number)).tracking_number,
        HttpPost.track,
    ),
    "sms.send": Asked(
        lambda: messages.make("sms_1", SECRET)[0],
        lambda *given: HttpMessages(*given, system="sms_1"),
        lambda _, number: OutgoingText(number, "0901234567", "x"),
        HttpMessages.send,
    ),
}
#: These answers say nothing of what they answer: only who keeps the numbers can tell (test_used_numbers).
_SAYS_NOT_OF_WHAT = {
    "portal.number",
    "portal.submit",
    "portal.amend",
    "portal.progress",
    "post.order",
    "sms.send",
}


def _told(result: Any) -> Any:
    """Return what an answer says, without the other side's own number of it and a payer's words."""
    if isinstance(result, tuple):
        return [_told(item) for item in result]
    if is_dataclass(result) and not isinstance(result, type):
        left_out = {"reference", "payer"}
        return {item.name: getattr(result, item.name) for item in fields(result) if item.name not in left_out}
    return result


def _texts(result: Any) -> list[str]:
    if isinstance(result, tuple):
        return [text for item in result for text in _texts(item)]
    if is_dataclass(result) and not isinstance(result, type):
        return [text for item in fields(result) for text in _texts(getattr(result, item.name))]
    return [result] if isinstance(result, str) else []


@dataclass
class Running:
    """A stand-in that runs, its port, and what is asked about a person; somebody else was before."""

    stand_in: StandIn
    port: Any
    about: Any


@pytest.fixture(scope="module")
def start() -> Iterator[Callable[[str], Running]]:
    held: dict[str, Running] = {}
    with ExitStack() as stack:

        def get(name: str) -> Running:
            if name not in held:
                asked, stand_in = CALLS[name], CALLS[name].stand_in()
                port = asked.adapter(stack.enter_context(serving(stand_in)), SECRET, QUICK)
                stack.callback(port.close)
                asked.ask(port, asked.about(port, LAN))
                held[name] = Running(stand_in, port, asked.about(port, MINH))
            return held[name]

        yield get


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", CALLS)
def test_a_wrong_answer_is_told_as_one_or_changes_nothing(
    start: Callable[[str], Running], name: str, wrong: str
) -> None:
    running, ask = start(name), CALLS[name].ask
    running.stand_in.faults.change({"wrong": wrong})
    found, told = None, None
    try:
        found = ask(running.port, running.about)
    except OutsideCallError as error:
        told = error
    running.stand_in.faults.clear()
    right = ask(running.port, running.about)  # as soon as it is well again
    if told is None:
        if wrong in {*LOOKS_RIGHT, "wrong_value"} and name in _SAYS_NOT_OF_WHAT:
            return
        assert _told(found) == _told(right)
        assert all(text.isprintable() and len(text) <= 500 for text in _texts(found))
    else:
        assert not isinstance(told, NeverTakenError), "refused for ever because of one wrong answer"
        assert told.what.isprintable(), "goes into logs, tables and terminals"
        assert len(told.what) < 300


#: What of the identity provider's answers can be spoiled: the description, the token, the keys.
PLACES = [identity.DISCOVERY, "/token", "/jwks"]


@contextmanager
def provider() -> Iterator[identity.Provider]:
    made = identity.Provider(SECRET)
    server = identity.make_server(made, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _sign_in(port: OidcIdentity) -> Identity:
    start = port.start(BACK)
    with httpx.Client(trust_env=False) as browser:
        back = parse_qs(urlsplit(browser.get(start.address).headers["Location"]).query)
    return port.finish(start, redirect_uri=BACK, state=back["state"][0], code=back["code"][0])


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("place", PLACES)
def test_nobody_signs_in_by_a_wrong_answer_but_as_themselves(place: str, wrong: str) -> None:
    with provider() as made:
        made.person = {**identity.PERSON, "personal_number": LAN}
        port = OidcIdentity(made.issuer, SECRET, QUICK)
        _sign_in(port)  # somebody else, before
        port._provider.clear()
        made.person = dict(identity.PERSON)
        made.faults.change({"wrong": wrong, "wrong_at": place})
        found = None
        with suppress(OutsideCallError):
            found = _sign_in(port)
        made.faults.clear()
        right = _sign_in(port)
        port.close()
    assert found is None or _told(replace(found, at=right.at)) == _told(right)


@pytest.mark.parametrize(
    "claims",
    [
        {"iat": -(10**18), "auth_time": -(10**18)},
        {"auth_time": {"value": 1}},
        {"nonce": "\ud800"},
        {"birthdate": "2026-02-30"},
        {"birthdate": "2099-12-31"},
        {"name": "NGUYỄN\u0000 A"},
        {"name": "\ud800A"},
        {"name": "A" * 300},
        {"name": "NGUYá»„N THá»Š MINH"},
        {"personal_number": 79190001234},
        {"sub": ["vneid-0001"]},
        {"sub": "s" * 300},
        {"acr": None},
    ],
)
def test_a_person_whom_no_table_can_hold_is_not_believed_and_breaks_no_page(claims: dict[str, Any]) -> None:
    """Each of these, signed rightly, was a page that says 500, or a name of boxes on a form."""
    with provider() as made:
        port = OidcIdentity(made.issuer, SECRET, QUICK)
        made.faults.claims = claims
        with pytest.raises(OutsideCallError) as caught:
            _sign_in(port)
        port.close()
    assert caught.value.kind in {"untrusted", "wrong_answer"}


def test_a_status_page_cannot_write_on_a_terminal() -> None:
    stand_in = post.make(SECRET)[0]
    with serving(stand_in) as address:
        port = HttpPost(address, SECRET, QUICK)
        stand_in.faults.change({"wrong": "control"})
        found = port.check()
        port.close()
    assert found.what.isprintable()
    assert found.what.startswith("stand-in of the public post")


@pytest.mark.parametrize(
    ("text", "is_misread"),
    [
        ("Thuáº¿ cÆ¡ sá»Ÿ 1", True),
        ("ThÃ nh phá»‘ Há»“ ChÃ\xad Minh", True),
        ("HÃ\xa0 Ná»™i", True),
        ("Thuế cơ sở 1 Thành phố Hồ Chí Minh", False),
        ("LÊ QUÝ ĐÔN", False),
        ("HÀ ÁI Ý", False),
        ("CÔNG TY TNHH «Ânh»", False),
        ("Nguyễn Thị Âu", False),
    ],
)
def test_text_of_another_encoding_is_told_from_vietnamese(text: str, is_misread: bool) -> None:
    if is_misread:
        with pytest.raises(answers.NotUsableError):
            answers.words(text)
    else:
        assert answers.words(text) == text
