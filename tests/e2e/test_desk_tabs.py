"""The groups of dossiers on a phone: one line that scrolls, with the chosen group in sight."""

import pytest
from playwright.sync_api import Playwright, Route, expect
from tests.e2e.browsers import PHONE, Visits, desktop
from tests.e2e.keyboard import Keyboard
from tests.e2e.office import Office

from motcua.cli.demonstration.installation import OFFICERS

expect.set_options(timeout=60_000)
#: Whether the row shows the whole of the chosen group once all has been laid out. How far down the page the
#: row lies is another matter: notices stand above it.
_SHOWN = """async () => {
  await document.fonts.ready;
  await new Promise((laid) => requestAnimationFrame(() => requestAnimationFrame(laid)));
  const [tab, row] = [".desk-tabs [aria-current]", ".desk-tabs ul"].map(
    (selector) => document.querySelector(selector).getBoundingClientRect());
  return tab.left >= row.left - 1 && tab.right <= row.right + 1;
}"""
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("desk-pages")]


def test_on_a_phone_the_groups_of_dossiers_take_one_line_and_the_chosen_one_is_seen(
    office: Office, playwright: Playwright
) -> None:
    """Six tabs took five lines, so that an officer on a phone saw no dossier without scrolling."""
    visits = Visits()
    with desktop(playwright, size=PHONE) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[0])
        tabs = page.locator(".desk-tabs a")
        assert len({tab.bounding_box()["y"] for tab in tabs.all()}) == 1  # type: ignore[index]
        hands.press(tabs.last)
        expect(tabs.last).to_have_attribute("aria-current", "page")
        assert page.evaluate(_SHOWN)
        hands.reach(tabs.first)
        expect(tabs.first).to_be_in_viewport(ratio=0.99)
        hands.look("list: the last group on a phone")
    assert visits.found == []


def test_the_chosen_group_is_still_seen_when_the_typeface_comes_after_the_page(
    office: Office, playwright: Playwright
) -> None:
    """On a slow line the tabs grow when the typeface arrives, and pushed the chosen one out of sight."""
    late: list[Route] = []
    with desktop(playwright, size=PHONE) as context:
        page = context.new_page()
        Keyboard(page, Visits()).sign_in(office.base, OFFICERS[0])
        session = context.new_cdp_session(page)
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        page.route("**/*.woff2", lambda request: late.append(request))  # noqa: PLW0108 - it marks what it is given
        page.goto(f"{office.base}/ban-lam-viec/?nhom=tat-ca", wait_until="domcontentloaded")
        row = page.locator(".desk-tabs ul")
        expect(page.locator(".desk-tabs a").last).to_have_attribute("aria-current", "page")
        width = row.evaluate("row => row.scrollWidth")
        assert late, "the page asks for its typeface"
        for request in late:
            request.continue_()
        assert page.evaluate(_SHOWN)
        assert row.evaluate("row => row.scrollWidth") > width, "the typeface is the wider one"
