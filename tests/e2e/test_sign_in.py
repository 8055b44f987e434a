"""Signing in and taking data over from the register, in a real browser on a phone: axe on every page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from tests.e2e.browsers import Visits, phone
from tests.support.installation import Installation

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("citizens")]


def test_from_signing_in_to_a_form_that_is_filled(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    visits = Visits()
    with phone(playwright) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(f"{installation.base}/dang-nhap/")
        visits.look(page, "sign in")
        answer(page, "no")
        expect(page).to_have_url(re.compile("/dang-nhap/tro-lai/"))
        visits.look(page, "declined")
        page.goto(f"{installation.base}/dang-nhap/")
        answer(page, "yes")
        expect(page).to_have_url(re.compile("/tra-cuu/cua-toi/"))
        visits.look(page, "own dossiers, none yet")
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.locator("main form button[type=submit]").first.press("Enter")  # by keyboard
        expect(page).to_have_url(re.compile("/dan-cu/"))
        visits.look(page, "consent")
        page.locator("input[name=agree][value=yes]").check()
        page.get_by_role("button", name="Tiếp tục").click()
        expect(page.get_by_text("12/3 Nguyễn Trãi")).to_be_visible()  # the page shows by itself what came
        visits.look(page, "taken over")
        page.get_by_role("button", name="English").click()
        expect(page.get_by_role("button", name="Withdraw my agreement")).to_be_visible()
        visits.look(page, "taken over, in English")
        page.get_by_role("link", name="Continue").click()
        page.locator("input[name=card]").check()
        page.locator("input[name=face][value=no]").check()
        page.locator("main form button[type=submit]").first.click()
        page.get_by_role("button", name="Skip, my data are there already").click()
        expect(page).to_have_url(re.compile("/doc/"))
        visits.look(page, "what is held")
        draft = page.url.split("/")[4]
        page.goto(f"{installation.base}/ho-so/{draft}/don/person/")
        expect(page.locator("input[name=personal_number]")).to_have_value("079190001234")
        visits.look(page, "the form")
    assert visits.found == []
    assert len(visits.seen) == 8


def answer(page: Page, wanted: str) -> None:
    """Go to the provider's page and answer there."""
    page.locator("main form button[type=submit]").click()
    page.locator(f"button[value={wanted}]").click()
