"""Carrying out a plan: the installation, its citizens, its officers, and whoever kills the workers."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from tests.load.office import Office, wait
from tests.load.outside import Outside
from tests.load.people import citizen as invented
from tests.load.report import Outcome, report
from tests.load.watch import Watch
from tests.support.installation import Installation, free_port

from motcua.cli.demonstration import citizen_steps as citizen
from motcua.cli.demonstration.plain_browser import Browser, JourneyError
from motcua.cli.demonstration.processes import Child

WORKERS = 8
#: Web servers that share the citizens; the officers are at the first.
WEB_SERVERS = 3
#: A citizen whose page failed begins again, as people do; more often than this something is broken.
TRIES = 3
#: On a busy machine people wait longer.
PATIENCE = 5.0
#: As often as a page without JavaScript reloads itself.
RELOAD_S = 4.0
#: One in ten hands in at the counter, where a fee is due.
_PAYS = 10
#: How many fetch their certificate in the end.
_FETCHING = 25


@dataclass(frozen=True, slots=True)
class Plan:
    """How many citizens, how much goes wrong, and when it ends at the latest (``time.time``)."""

    citizens: int
    at_a_time: int
    fault_rate: float
    kill_every_s: float
    no_new_after: float
    ends_at: float
    seed: int
    drawn: Path | None = None


@dataclass(slots=True)
class Workers:
    """Some workers, one of which dies every now and then."""

    installation: Installation
    running: list[Child] = field(default_factory=list)
    killed: int = 0

    def keep_killing(self, done: threading.Event, every_s: float) -> None:
        """Start them; kill the eldest as a power cut would and start another, until the event."""
        self.running = [self._start(n) for n in range(WORKERS)]
        while not done.wait(every_s):
            self.installation.kill(self.running.pop(0))
            self.killed += 1
            self.running.append(self._start(self.killed + WORKERS))

    def _start(self, number: int) -> Child:
        return self.installation.start_worker(f"worker-{number}", concurrency=1)


def carry_out(plan: Plan, folder: Path) -> dict[str, Any]:
    """Run the plan in a folder; returns the report."""
    outside = Outside()
    extra = {"MOTCUA_BEHIND_PROXY": "1", "MOTCUA_MODEL_THREADS": "1", **outside.environment()}
    with Installation(folder / "home", extra=extra) as installation:
        installation.run("-c", "from motcua.cli.demonstration import installation; installation.prepare()")
        installation.start_web()
        bases = [installation.base, *(_more_web(installation, n) for n in range(1, WEB_SERVERS))]
        outside.start(installation)
        outside.fail(plan.fault_rate)
        workers, office = Workers(installation), Office(installation, outside)
        outcomes: list[Outcome] = []
        with (
            Watch(installation, outcomes, workers) as watch,
            _until_done(workers, office, plan.kill_every_s),
        ):
            _citizens(plan, bases, folder, office, outcomes)
            _settle(installation, office, time.monotonic() + plan.ends_at - time.time())
        fetched = _fetch(installation, folder, outcomes)
        return {
            **report(plan, installation, outside, office, outcomes),
            "certificates_fetched": fetched,
            "workers_killed": workers.killed,
            **watch.said(),
        }


@contextmanager
def _until_done(workers: Workers, office: Office, every_s: float) -> Iterator[None]:
    done = threading.Event()
    killer = threading.Thread(target=workers.keep_killing, args=(done, every_s))
    killer.start()
    threads = [killer, *office.work_until(done)]
    try:
        yield
    finally:
        done.set()
        for thread in threads:
            thread.join(timeout=300)


def _more_web(installation: Installation, number: int) -> str:
    port = free_port(installation.port + 20 * number)
    installation.children.start_command(f"web-{number}", ["serve", "--port", str(port)])
    base = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return httpx.get(f"{base}/", timeout=60).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    installation.children.wait_until(f"web-{number}", answers, seconds=120)
    return base


def _citizens(plan: Plan, bases: list[str], folder: Path, office: Office, outcomes: list[Outcome]) -> None:
    def one(number: int) -> None:
        if time.time() > plan.no_new_after:
            return
        person = invented(number, first_seed=plan.seed, drawn=plan.drawn)
        outcome = Outcome(person, number, pays=number % _PAYS == _PAYS - 3)
        while not outcome.code and outcome.tries < TRIES and time.time() < plan.ends_at:
            outcome.tries += 1
            try:
                _file(bases[number % len(bases)], folder, office, outcome)
            except Exception as error:  # noqa: BLE001 - one citizen's trouble must not end the others' run
                outcome.troubles.append(f"{type(error).__name__}: {error}"[:300])
        person.photos.clear()  # type: ignore[attr-defined] - a thousand people's would fill the memory
        outcomes.append(outcome)

    with ThreadPoolExecutor(plan.at_a_time) as pool:
        waiting: list[Future[None]] = [pool.submit(one, number) for number in range(plan.citizens)]
    for future in waiting:
        future.result()


def _file(base: str, folder: Path, office: Office, outcome: Outcome) -> None:
    browser = Browser(base, timeout=180, headers=outcome.headers, patience=PATIENCE, reload_s=RELOAD_S)
    started, filled = time.monotonic(), citizen.Filled()
    try:
        page = citizen.send_photos(browser, citizen.choose_procedure(browser), outcome.person)
        page = citizen.wait_for_reading(browser, page)
        outcome.read_s = time.monotonic() - started
        page = citizen.fill_form(browser, page, outcome.person, filled)
        outcome.code, page = citizen.press_file(browser, page)
        outcome.filed_s, outcome.filled = time.monotonic() - started, filled
        office.filed[outcome.code] = outcome
        citizen.keep_slip(browser, page, outcome.code, folder)
        outcome.slip_s = time.monotonic() - started - outcome.filed_s
    finally:
        browser.close()


def _settle(installation: Installation, office: Office, until: float) -> None:
    """Wait until all is decided, and until what must go out is out or waits long for its next attempt."""
    codes = list(office.filed)
    decided = "SELECT count(*) FROM dossiers_dossier WHERE code = ANY(%s) AND state IN (9, 10)"
    wait(lambda: installation.rows(decided, codes) == [(len(codes),)], until=until)
    waiting = "SELECT count(*) FROM interconnect_outboxmessage WHERE sent_at IS NULL AND failed_at IS NULL"
    wait(lambda: installation.rows(waiting) == [(0,)], until=until)


def _fetch(installation: Installation, folder: Path, outcomes: list[Outcome]) -> int:
    """Let some look their dossier up on another device and download the certificate."""
    fetched = 0
    for outcome in [item for item in outcomes if item.code][:: max(1, len(outcomes) // _FETCHING)]:
        browser = Browser(installation.base, timeout=180, headers=outcome.headers)
        try:
            citizen.open_status(browser, outcome.code, outcome.person)
            citizen.keep_certificate(browser, outcome.code, folder)
            fetched += 1
        except (JourneyError, httpx.HTTPError) as error:
            outcome.troubles.append(f"certificate: {type(error).__name__}: {error}"[:300])
        finally:
            browser.close()
    return fetched
