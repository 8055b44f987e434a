"""How many keys an officer without a mouse presses for one of eighty dossiers, and for one in trouble."""

import re

import pytest
from playwright.sync_api import Playwright, expect
from tests.e2e.browsers import DESKTOP, PHONE, Visits, desktop
from tests.e2e.keyboard import Keyboard
from tests.e2e.office import Office

from motcua.cli.demonstration.installation import OFFICERS

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("desk-pages")]


def test_rows_and_actions_are_a_few_keys_away_and_one_comes_back_to_one_s_row(
    office: Office, playwright: Playwright
) -> None:
    """By keyboard it took 24 stops to a list's first dossier and 22 to what is done with one, each time."""
    visits = Visits()
    with desktop(playwright) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[0])

        def press(keys: str) -> None:
            for key in keys.split():
                page.keyboard.press(key)

        page.goto(f"{office.base}/ban-lam-viec/?nhom=tat-ca")
        press("Tab Tab Enter Tab")
        expect(page.locator("tbody tr :focus")).to_have_count(1)
        row = page.locator("tbody tr").last
        hands.press(row.locator("a.code"))
        here = page.url
        page.goto(f"{office.base}/ban-lam-viec/ho-so/{office.new[0]}/")
        press("Tab Tab Enter Tab")
        expect(page.locator(".desk-side :focus")).to_have_count(1)
        page.goto(here)
        hands.press(page.locator("a.back-link"))
        expect(row).to_be_in_viewport()
        press("Tab")
        expect(row.locator(":focus")).to_have_count(1)
        hands.look("list: back at one's row")
    assert visits.found == []


def test_who_leaves_a_half_written_refusal_for_the_dossier_finds_it_again(
    office: Office, playwright: Playwright
) -> None:
    """By the link on top, too: a script sends what was written along."""
    words = "Tên trùng với một hộ kinh doanh đang hoạt động trong phường."
    with desktop(playwright) as context:
        page = context.new_page()
        hands = Keyboard(page, Visits())
        hands.sign_in(office.base, OFFICERS[1])
        refusal = f"{office.base}/ban-lam-viec/ho-so/{office.owing}/tu-choi/"
        page.goto(refusal)
        page.fill("textarea[name=reason]", words)
        page.click("a.back-link")
        expect(page).to_have_url(f"{office.base}/ban-lam-viec/ho-so/{office.owing}/")
        page.goto(refusal)
        expect(page.locator("textarea[name=reason]")).to_have_value(words)


@pytest.mark.parametrize(("locale", "size"), [("vi-VN", DESKTOP), ("en-GB", PHONE)], ids=["vi", "en"])
def test_that_another_system_answers_wrongly_is_seen_on_the_list_and_led_to_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    """Only who opened such a dossier learned of it, under a green tag that it waits for the tax office."""
    visits = Visits()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[1])
        hands.look("list: answers that cannot be used")
        hands.press(page.locator(".notice.warn a[href$='?nhom=cho-co-quan']"))
        hands.press(page.get_by_role("link", name=office.mistold[1]))
        hands.look("dossier: no stamp that can be used")
        expect(page.locator(".desk-tags .warn").first).to_have_text(re.compile("dấu thời gian|time stamp"))
        links = page.locator(".desk-head a:visible, .desk-side :is(p, li, dd) > a:visible")
        assert min(link.bounding_box()["height"] for link in links.all()) >= 44  # type: ignore[index]
    assert visits.found == []
