"""Somebody who uses no mouse, on pages that axe looks at."""

from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Locator, Page, expect
from tests.e2e.browsers import Visits

from motcua.cli.demonstration.installation import DemoOfficer

#: More stops than any page has: a control that Tab does not reach in so many cannot be reached.
_MOST_STOPS: Final = 120


@dataclass(frozen=True)
class Keyboard:
    """Somebody who uses no mouse."""

    page: Page
    visits: Visits

    def reach(self, control: Locator) -> None:
        """Press Tab until the control has the focus, and see that the focus shows."""
        expect(control).to_be_visible()
        element = control.element_handle()  # looked up once: at each stop it took longer than the stop itself
        for _ in range(_MOST_STOPS):
            if element.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"{self.page.url}: Tab does not reach {control}")
        shown = element.evaluate(
            "element => [element, ...element.labels ?? []].some(one => {"
            "const style = getComputedStyle(one);"
            "return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; })"
        )
        if not shown:
            self.visits.found.append(f"{self.page.url}: no focus shows on {control}")

    def type(self, control: Locator, text: str) -> None:
        """Fill a field in."""
        self.reach(control)
        self.page.keyboard.type(text)

    def choose(self, group: str, value: str) -> None:
        """Choose one of several: Tab to the group, arrows within."""
        options = self.page.locator(f"input[name={group}]")
        wanted = self.page.locator(f"input[name={group}][value='{value}']")
        chosen = self.page.locator(f"input[name={group}]:checked")
        self.reach(chosen if chosen.count() else options.first)
        self.page.keyboard.press("Space")
        for _ in range(options.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def press(self, control: Locator) -> None:
        """Reach a link or button and press Enter."""
        self.reach(control)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def sign_in(self, base: str, officer: DemoOfficer) -> None:
        """Come to the queue."""
        self.page.goto(f"{base}/ban-lam-viec/")
        self.type(self.page.locator("input[name=username]"), officer.username)
        self.type(self.page.locator("input[name=password]"), officer.password)
        self.press(self.page.locator("main button[type=submit]"))

    def look(self, name: str) -> None:
        """Let axe look at the page in this language."""
        language = self.page.locator("html").get_attribute("lang")
        self.visits.look(self.page, f"{name} ({language})")
