"""Carrying out a plan: the installation, its citizens, its officers, and whoever kills the workers."""

import sys
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.load.report import Outcome, report
from tests.support.installation import Installation

from motcua.cli import journey_citizen as citizen
from motcua.cli import journey_officer as officer
from motcua.cli import journey_person
from motcua.cli.demo_children import Child
from motcua.cli.demo_setup import OFFICERS
from motcua.cli.journey_browser import Browser, JourneyError
from motcua.cli.serve import free_port

WORKERS = 2
#: A citizen whose page failed begins again, as people do; more often than this something is broken.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """How many citizens, how much goes wrong, and when it ends at the latest."""

    citizens: int
    at_a_time: int
    error_rate: float
    kill_every_s: float
    longest_s: float
    seed: int


@dataclass(slots=True)
class Workers:
    """Some workers, one of which dies every now and then."""

    installation: Installation
    running: list[Child] = field(default_factory=list)
    killed: int = 0

    def start(self) -> None:
        """Start them all."""
        self.running = [self.installation.start_worker() for _ in range(WORKERS)]

    def kill_until(self, done: threading.Event, every_s: float) -> None:
        """Kill the eldest as a power cut would and start another, until the event."""
        while not done.wait(every_s):
            self.installation.kill(self.running.pop(0))
            self.killed += 1
            self.running.append(self.installation.start_worker())


@dataclass(slots=True)
class Office:
    """Two officers at their desks: each deed is theirs alone, whoever asks for it."""

    base: str
    lock: threading.Lock = field(default_factory=threading.Lock)
    desks: dict[str, Browser] = field(default_factory=dict)

    def decide(self, code: str) -> None:
        """Take a dossier in and approve it."""
        for person, deed in zip(OFFICERS, ("tiep-nhan", "phe-duyet"), strict=True):
            with self.lock:
                desk = self.desks.get(person.username)
                if desk is None:
                    desk = self.desks[person.username] = Browser(self.base)
                    officer.sign_in(desk, person)
                officer.do(desk, desk.get(f"/ban-lam-viec/ho-so/{code}/"), deed)


def carry_out(plan: Plan, folder: Path) -> dict[str, Any]:
    """Run the plan in a folder; returns the report."""
    tsa_port = free_port(18990)
    extra = {"MOTCUA_BEHIND_PROXY": "1", "MOTCUA_TSA_URL": f"http://127.0.0.1:{tsa_port}"}
    began = time.monotonic()
    with Installation(folder / "home", extra=extra) as installation:
        installation.run("-c", "from motcua.cli import demo_setup; demo_setup.prepare()")
        installation.start_tax()
        key = installation.home / "signing" / "tsa.p12"
        stand_in = ["-m", "motcua.interconnect.sandbox.tsa", "--port", str(tsa_port), "--key", str(key)]
        installation.children.start("tsa", stand_in)
        installation.start_web()
        for port in (installation.tax_port, tsa_port):
            _fail(port, plan.error_rate)
        workers, done = Workers(installation), threading.Event()
        workers.start()
        killer = threading.Thread(target=workers.kill_until, args=(done, plan.kill_every_s))
        killer.start()
        try:
            outcomes = _citizens(plan, installation, folder, began)
            _wait_for_decisions(installation, outcomes, began + plan.longest_s)
        finally:
            done.set()
            killer.join()
        return report(plan, installation, outcomes, killed=workers.killed, took_s=time.monotonic() - began)


def _citizens(plan: Plan, installation: Installation, folder: Path, began: float) -> list[Outcome]:
    office = Office(installation.base)
    outcomes: list[Outcome] = []

    def one(number: int) -> Outcome:
        person = journey_person.draw(plan.seed + 200 * number)
        outcome = Outcome(person)
        for _ in range(TRIES):
            if time.monotonic() - began > plan.longest_s:
                break
            outcome.tries += 1
            try:
                _file(installation.base, number, person, folder, outcome)
                office.decide(outcome.code)
            except (JourneyError, httpx.HTTPError) as error:
                outcome.troubles.append(f"{type(error).__name__}: {error}"[:200])
                if outcome.code:
                    break
            else:
                break
        return outcome

    def note(future: Future[Outcome]) -> None:
        outcomes.append(future.result())
        sys.stderr.write(f"{len(outcomes)} / {plan.citizens}\n")

    with ThreadPoolExecutor(plan.at_a_time) as pool:
        for number in range(plan.citizens):
            pool.submit(one, number).add_done_callback(note)
    return outcomes


def _file(base: str, number: int, person: journey_person.Person, folder: Path, outcome: Outcome) -> None:
    browser = Browser(
        base, headers={"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}
    )
    started = time.monotonic()
    try:
        page = citizen.send_photos(browser, citizen.choose_procedure(browser), person)
        page = citizen.wait_for_reading(browser, page)
        outcome.read_s = time.monotonic() - started
        outcome.filled = citizen.Filled()
        page = citizen.fill_form(browser, page, person, outcome.filled)
        outcome.code = citizen.file_dossier(browser, page, folder, outcome.filled).code
        outcome.filed_s = time.monotonic() - started
    finally:
        browser.close()


def _fail(port: int, error_rate: float) -> None:
    answer = httpx.put(f"http://127.0.0.1:{port}/__control", json={"error_rate": error_rate}, timeout=10)
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"the stand-in on port {port} has no switches: {answer.status_code}")


def _wait_for_decisions(installation: Installation, outcomes: list[Outcome], until: float) -> None:
    filed = [outcome.code for outcome in outcomes if outcome.code]
    query = "SELECT count(*) FROM dossiers_dossier WHERE code = ANY(%s) AND state IN (9, 10)"
    while time.monotonic() < until and installation.rows(query, filed) != [(len(filed),)]:
        time.sleep(1)
