"""What browser tests share: starting a browser, or a whole installation, took longer than many a page."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright
from tests.e2e.browsers import chromium
from tests.e2e.office import Office
from tests.support.installation import Installation

from motcua.cli.demonstration.ports import Ports


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Return one for modules that run one after the other, with the browsers that it starts.

    It ends before the process goes on with a test of another folder: no test of Django's can run meanwhile.
    """
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory, set_up_home: Path) -> Iterator[Installation]:
    """Return an office where citizens file, with officers, tax, population register and identity provider.

    One for all modules that change nothing for each other, of the xdist group ``citizens``: each of them asks
    for what it did itself, as others' dossiers lie there too.
    """
    chromium()
    home = tmp_path_factory.mktemp("citizens") / "home"
    with Ports() as claimed:
        # Claimed, not only free: the other process of the run may make an installation in the same seconds.
        ports = {name: claimed.take(19400) for name in ("identity", "population")}
        yield from _with_others(ports, home, set_up_home)


def _with_others(ports: dict[str, int], home: Path, like: Path) -> Iterator[Installation]:
    extra = {f"MOTCUA_{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    with Installation(home, extra=extra, like=like) as made:
        made.run("-c", "from motcua.cli.demonstration import installation; installation.prepare()")
        made.start_tax()
        for name, port in ports.items():
            options = ["--port", str(port), "--secret-file", str(home / "keys" / f"{name}.key")]
            more = ["--ask"] if name == "identity" else []
            made.children.start(name, ["-m", f"motcua.interconnect.sandbox.{name}", *options, *more])
        made.start_worker()
        made.start_web()
        yield made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory, set_up_home: Path) -> Iterator[Office]:
    """Return one for all modules of the xdist group ``desk-pages``: what one changes, no other looks for."""
    chromium()
    home = tmp_path_factory.mktemp("desk-pages") / "home"
    with (
        Installation(home, extra={"MOTCUA_KIOSKS": "sanh-1"}, like=set_up_home) as made,
        made.conversation("-m", "tests.e2e.desk_ready") as helper,
    ):
        found = json.loads(helper(""))
        made.start_web()
        yield Office(made, helper, **found)
