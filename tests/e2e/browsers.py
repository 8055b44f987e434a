"""Chromium as a phone with a camera or as an officer's desk: axe looks at pages as they are walked."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
STATIC = ROOT / "src" / "motcua" / "ui" / "static" / "motcua" / "app.js"
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 900}
#: Set MOTCUA_SHOTS to a folder to look at every page with your own eyes, on each screen.
SHOTS = os.environ.get("MOTCUA_SHOTS", "")
#: Pages that were left stay in memory as they stood, also those that say "no-store", as in Chrome.
KEEPS_PAGES = (
    "--enable-features=BackForwardCache,CacheControlNoStoreEnterBackForwardCache:"
    "level/restore-unless-http-only-cookie-change"
)
_started: WeakKeyDictionary[Playwright, dict[tuple[str, ...], Browser]] = WeakKeyDictionary()
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What is wrong, by rule; what is right, and why, would be a thousand times as much to carry over.
_AXE_LOOKS = """async rules => {
  const { violations } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  return Object.fromEntries(violations.map(
    ({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))]));
}"""
#: How much wider than the screen a page is for who set their letters to twice the size (WCAG 1.4.4).
_LARGE_LETTERS = """() => {
  const large = new CSSStyleSheet();
  large.replaceSync("html { font-size: 200% !important }");
  document.adoptedStyleSheets = [large];
  const { scrollWidth, clientWidth } = document.documentElement;
  document.adoptedStyleSheets = [];
  return scrollWidth - clientWidth;
}"""


def chromium() -> str:
    """Return the system's Chromium, or skip the test saying what is missing."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found is not None:
            break
    else:
        pytest.skip("no Chromium on this machine")
    for needed in (AXE, STATIC):
        if not needed.exists():
            pytest.skip(f"{needed.relative_to(ROOT)} is missing: run script/bootstrap")
    return found


def _browser(playwright: Playwright, *arguments: str) -> Browser:
    """Return the browser that runs with these arguments, started where none does; it ends with Playwright."""
    started = _started.setdefault(playwright, {})
    if arguments not in started or not started[arguments].is_connected():
        ignored = ["--disable-back-forward-cache"] if KEEPS_PAGES in arguments else None
        started[arguments] = playwright.chromium.launch(
            executable_path=chromium(), args=list(arguments), ignore_default_args=ignored
        )
    return started[arguments]


@contextmanager
def phone(
    playwright: Playwright,
    *,
    film: Path | None = None,
    state: Any = None,
    javascript: bool = True,
    locale: str = "vi-VN",
) -> Iterator[BrowserContext]:
    """Open a window whose camera shows ``film``; ``state`` carries a session over from another.

    The film is opened whenever a page opens the camera. Nothing else is shared with other windows: a context
    of Playwright's has cookies and storage of its own.
    """
    arguments = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    if film is not None:
        arguments.append(f"--use-file-for-fake-video-capture={film}")
    context = _browser(playwright, *arguments).new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        locale=locale,
        storage_state=state,
        java_script_enabled=javascript,
        permissions=["camera"] if film is not None else [],
    )
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def desktop(
    playwright: Playwright,
    *,
    size: dict[str, int] = DESKTOP,
    locale: str = "vi-VN",
    javascript: bool = True,
    keeps_pages: bool = False,
) -> Iterator[BrowserContext]:
    """Open a window as it stands on an officer's desk, or of another size."""
    more = [KEEPS_PAGES] if keeps_pages else []
    context = _browser(playwright, "--no-sandbox", *more).new_context(
        viewport=size,  # type: ignore[arg-type]
        locale=locale,
        java_script_enabled=javascript,
    )
    context.set_default_timeout(60_000)
    try:
        yield context
    finally:
        context.close()


@dataclass
class Visits:
    """Every page that was looked at, and everything that was wrong with one."""

    found: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note what the browser itself complains about: broken scripts and whatever the policy refuses."""
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                self.found.append(f"{page.url}: {message.text}")
                if message.type == "error" and "Content Security Policy" in message.text
                else None
            ),
        )

    def look(self, page: Page, name: str) -> None:
        """Let axe look, and see that nothing sticks out of the screen."""
        self.seen.append(name)
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE.read_text(encoding="utf-8"))
        violations: dict[str, list[str]] = page.evaluate(_AXE_LOOKS, _RULES)
        self.found += [f"{name}: {rule}: {where}" for rule, where in violations.items()]
        usual = page.viewport_size
        # The phone last, where letters are enlarged: each change of size is laid out and drawn anew.
        for width in (1280, 768, 320, PHONE["width"]):  # 320 is 1280 at 400 % zoom (WCAG 1.4.10)
            page.set_viewport_size({"width": width, "height": PHONE["height"]})
            if SHOTS:
                name_of_file = re.sub(r"[^\w-]+", "-", f"{name}-{width}")
                page.screenshot(path=Path(SHOTS) / f"{name_of_file}.png", full_page=True)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if wide > 0:
                self.found.append(f"{name}: {wide} px wider than a screen of {width}")
        wide = page.evaluate(_LARGE_LETTERS)
        if wide > 0:
            self.found.append(f"{name}: {wide} px wider than a phone with letters twice as large")
        if usual is not None and usual != PHONE:
            page.set_viewport_size(usual)
