"""The demonstration is the first thing anybody sees, and the quickest proof that all parts fit together."""

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from django.test import Client
from pytest_django import Settings

from motcua.cli.demonstration import installation, processes
from motcua.cli.demonstration.ports import Ports
from motcua.cli.serve import port_is_free


@pytest.mark.slow
def test_a_person_gets_from_photos_to_the_certificate(tmp_path: Path, root: Path) -> None:
    """Real pages, real models, a real worker; ends by itself and leaves nothing running."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "demo", "--once", "--home", str(tmp_path / "home"), "--seed", "11"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    code = re.search(r"H29\.26\.740-\d{6}-0001", done.stdout)
    assert code, done.stdout
    papers = sorted(path.name for path in (tmp_path / "home" / "journey").glob("*.pdf"))
    assert papers == [f"{code[0]}-giay-chung-nhan.pdf", f"{code[0]}-giay-tiep-nhan.pdf"]
    assert "Wrong without a mark" not in done.stderr
    assert not (tmp_path / "home" / "postgres" / "postmaster.pid").exists()


def test_a_taken_port_is_seen() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not port_is_free("127.0.0.1", port)


def test_two_demonstrations_that_start_together_choose_other_ports() -> None:
    """Half a minute passes until anything listens on what was chosen: then one of the two fell."""
    with Ports() as one, Ports() as other:
        first = one.take(18_950)
        second = other.take(18_950)
        assert second > first
        assert one.take(18_950) > second
    with Ports() as later:
        assert later.take(18_950) == first


def test_a_child_that_ends_is_told_with_its_last_words(tmp_path: Path) -> None:
    with processes.Children(tmp_path, os.environ) as children:
        children.start("short", ["-c", "raise SystemExit('the last words')"])
        with pytest.raises(click.ClickException, match="the last words"):
            children.wait_until("never", lambda: False, seconds=30)


def test_waiting_has_an_end(tmp_path: Path) -> None:
    with processes.Children(tmp_path, os.environ) as children:
        children.start("long", ["-c", "import time; time.sleep(60)"])
        with pytest.raises(click.ClickException, match="not ready"):
            children.wait_until("nothing", lambda: False, seconds=0.2)


def test_leaving_ends_even_a_child_that_will_not_listen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.3)
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    with processes.Children(tmp_path, os.environ) as children:
        child = children.start("deaf", ["-c", deaf])
        children.wait_until("deaf", lambda: "deaf" in processes.tail(child.log), seconds=30)
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.django_db
def test_whoever_tries_it_can_make_a_browser_the_machine_in_the_hall(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    surroundings: dict[str, str] = {"MOTCUA_KIOSKS": "another"}
    monkeypatch.setattr(installation.os, "environ", surroundings)
    installation.choose_settings(Path("/demo"), port=8000, outside={})
    settings.KIOSKS = surroundings["MOTCUA_KIOSKS"].split(",")
    address = installation.kiosk_address("http://127.0.0.1:8000")
    assert client.post(address.removeprefix("http://127.0.0.1:8000")).status_code == 302
    assert client.get("/may-tu-phuc-vu/").status_code == 200
