"""Two officers at their desks, who work off what was filed until the run ends."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import psycopg
from tests.load.outside import Outside
from tests.load.report import Outcome
from tests.support.installation import Installation

from motcua.cli.demonstration import citizen_steps as citizen
from motcua.cli.demonstration import officer_steps as officer
from motcua.cli.demonstration.installation import OFFICERS, DemoOfficer
from motcua.cli.demonstration.plain_browser import Browser, JourneyError
from motcua.kernel.errors import MotcuaError

_REFERENCE = re.compile(r"\bMC\d{10}\b")
_ACCOUNT = re.compile(r"\b\d{10}\b")
_AMOUNT = re.compile(r"\b(\d{1,3}(?:\.\d{3})+)\s*đ\b")
_PAUSE_S = 2.0
_SUBMITTED, _PROCESSING, _PAYMENT = 1, 4, 6


@dataclass(slots=True)
class Office:
    """``filed`` is what the citizens know they filed; ``troubles`` is what went wrong at a desk."""

    installation: Installation
    outside: Outside
    filed: dict[str, Outcome] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _connection: psycopg.Connection[tuple[Any, ...]] | None = None
    _asked: set[str] = field(default_factory=set)
    _paid: set[str] = field(default_factory=set)

    def work_until(self, done: threading.Event) -> list[threading.Thread]:
        """Let both work in threads of their own until the event."""
        return [
            _started(self._stay, person, work, done)
            for person, work in zip(OFFICERS, (self._intake, self._decide), strict=True)
        ]

    def _stay(self, person: DemoOfficer, work: Callable[[Browser], None], done: threading.Event) -> None:
        desk: Browser | None = None
        while not done.wait(_PAUSE_S):
            try:
                if desk is None:
                    desk = Browser(self.installation.base, timeout=180)
                    officer.sign_in(desk, person)
                work(desk)
            except (JourneyError, MotcuaError, httpx.HTTPError, psycopg.Error) as error:
                self.troubles.append(f"{person.username}: {type(error).__name__}: {error}"[:300])
                desk = None  # as people do: close it and sign in again

    def _intake(self, desk: Browser) -> None:
        for code in self._in_state(_SUBMITTED):
            if self.filed[code].pays:
                # No page files at the counter yet, where alone a fee is due: the channel is set by hand.
                self._rows(
                    "UPDATE dossiers_dossier SET channel = 'counter' WHERE code = %s RETURNING id", code
                )
            _do(desk, code, "tiep-nhan")
        for code in self._in_state(_PROCESSING):
            if self.filed[code].pays and code not in self._asked:
                _do(desk, code, "yeu-cau-nop-le-phi")
                self._asked.add(code)
        for code in self._in_state(_PAYMENT):
            if code not in self._paid:
                self._pay(self.filed[code])
                self._paid.add(code)

    def _decide(self, desk: Browser) -> None:
        for code in self._in_state(_PROCESSING):
            if not self.filed[code].pays or code in self._paid:
                _do(desk, code, "phe-duyet")

    def _in_state(self, state: int) -> list[str]:
        rows = self._rows(
            "SELECT code FROM dossiers_dossier WHERE state = %s AND decision = '' ORDER BY id", state
        )
        return [code for (code,) in rows if code in self.filed]

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask over one connection for both: a new one each time costs the database more than the question."""
        if self._connection is None or self._connection.closed:
            self._connection = self.installation.connect()
        return self._connection.execute(query, values).fetchall()

    def _pay(self, outcome: Outcome) -> None:
        """The citizen looks the dossier up on another device and transfers what the page says."""
        browser = Browser(self.installation.base, timeout=180, headers=outcome.headers)
        try:
            citizen.open_status(browser, outcome.code, outcome.person)
            text = browser.get(f"/tra-cuu/{outcome.code}/nop-le-phi/").text
        finally:
            browser.close()
        reference, account, amount = (part.search(text) for part in (_REFERENCE, _ACCOUNT, _AMOUNT))
        if reference is None or account is None or amount is None:
            raise JourneyError(f"{outcome.code}: the page does not say how to pay")
        self.outside.pay(account[0], int(amount[1].replace(".", "")), reference[0])


def _do(desk: Browser, code: str, deed: str) -> None:
    officer.do(desk, desk.get(f"/ban-lam-viec/ho-so/{code}/"), deed)


def _started(target: Callable[..., None], *given: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=given, daemon=True)
    thread.start()
    return thread


def wait(what: Callable[[], bool], *, until: float) -> bool:
    """Poll every two seconds; returns whether it came true before ``until`` (``time.monotonic``)."""
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(2)
    return True
