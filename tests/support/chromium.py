"""The real browser: Chromium with a film in place of a camera, and axe on every page it visits."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


def program() -> str:
    """Return Chromium's path, or skip the test where there is none (script/test says so loudly)."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found


@contextmanager
def browser(film: Path | None = None) -> Iterator[Browser]:
    """Start Chromium; ``film`` plays wherever a page asks for the camera."""
    arguments = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    if film is not None:
        arguments += [
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program(), args=arguments)
        try:
            yield started
        finally:
            started.close()


def faults(page: Page) -> list[str]:
    """Return what axe finds wrong with the page as it stands, one line a rule and place."""
    assert AXE.is_file(), "run script/bootstrap --dev: axe-core is missing"
    # Through the debugger, not a script element: the page's own policy stays as strict as it is.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    return [
        f"{item['id']}: {node['html'][:160]} ({item['help']})"
        for item in found["violations"]
        for node in item["nodes"]
    ]
