"""Pages of the desk and of the machine in the hall: by keyboard, in both languages, on three screens."""

import base64
import re
import time

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Playwright, expect
from pypdfium2 import PdfDocument
from tests.e2e.browsers import DESKTOP, PHONE, Visits, desktop
from tests.e2e.keyboard import Keyboard
from tests.e2e.office import Office

from motcua.cli.demonstration.installation import ACCOUNTANT, OFFICERS

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("desk-pages")]


SCREENS = pytest.mark.parametrize(
    ("locale", "size"), [("vi-VN", DESKTOP), ("en-GB", PHONE)], ids=["vi", "en"]
)


@SCREENS
def test_a_certificate_is_taken_back_and_given_back_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[1])
        for act, ground in (("thu-hoi", "revoke_forged"), ("khoi-phuc", "restore_not_due")):
            page.goto(f"{office.base}/ban-lam-viec/ho-so/{office.granted}/")
            hands.look(f"dossier before {act}")
            hands.press(page.locator(f"a[href$='/{act}/']"))
            hands.press(page.locator("main form button[type=submit]"))
            hands.look(f"{act}: nothing chosen")
            expect(page.locator(".error-summary")).to_be_visible()
            hands.choose("ground", ground)
            hands.type(page.locator("textarea[name=reason]"), "Xác minh tại địa chỉ, có biên bản kèm theo.")
            hands.press(page.locator("main form button[type=submit]"))
            hands.look(f"{act}: second look")
            hands.press(page.locator("button[name=edit]"))
            hands.look(f"{act}: form")
            hands.press(page.locator("main form button[type=submit]"))
            hands.press(page.locator("button[name=confirm]"))
            expect(page).to_have_url(re.compile(f"/ho-so/{re.escape(office.granted)}/$"))
            hands.look(f"dossier after {act}")
            assert office.helper("papers") == "made\n"
    assert visits.found == []


@SCREENS
def test_a_second_factor_is_set_up_used_and_taken_away_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        send, code = page.locator("main form button[type=submit]").first, page.locator("input[name=code]")
        hands.sign_in(office.base, OFFICERS[1])
        hands.press(page.locator("a[href$='/xac-thuc-hai-buoc/']"))
        hands.look("second factor: not begun")
        hands.press(send)
        hands.type(code, "12345")
        hands.press(send)
        hands.look("second factor: a wrong code at set-up")
        expect(page.locator(".error-summary")).to_be_visible()
        key = base64.b32decode(page.locator("main ol .code").inner_text().replace(" ", ""))
        hands.type(code, TOTP(key, 6, SHA1(), 30).generate(int(time.time())).decode())  # noqa: S303
        hands.press(send)
        hands.look("second factor: codes on paper")
        paper = page.locator(".recovery-codes code").all_inner_texts()
        hands.press(page.locator(".desk-user button"))
        hands.sign_in(office.base, OFFICERS[1])
        hands.look("second factor: code asked for")
        hands.type(code, paper[0])
        hands.press(send)
        hands.look("list after a code on paper")
        hands.press(page.locator("a[href$='/xac-thuc-hai-buoc/']"))
        hands.look("second factor: on")
        hands.type(code, paper[1])
        hands.press(page.locator("button[value=remove]"))
        hands.look("second factor: off")
    assert visits.found == []


@SCREENS
def test_money_is_looked_after_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, ACCOUNTANT)
        hands.look("accountant: list")
        hands.press(page.locator(".desk-tabs a[href$='nhom=tat-ca']"))
        hands.press(page.get_by_role("link", name=office.owing))
        hands.look("accountant: dossier")
        hands.press(page.locator("a.back-link"))
        hands.press(page.locator(".desk-urgent a[href$='/khoan-chuyen/']"))
        hands.look("transfers")
        hands.press(page.locator("main tbody a").first)
        hands.press(page.locator("main form button[type=submit]"))
        hands.look("transfer: nothing chosen")
        hands.choose("what", "pay_back")
        hands.type(page.locator("textarea[name=reason]"), "Người nộp gọi điện, xin chuyển trả.")
        hands.press(page.locator("main form button[type=submit]"))
        hands.look("transfers: one done")
        hands.press(page.locator("a[href$='?nhom=da-xu-ly']"))
        hands.look("transfers: dealt with")
        hands.press(page.locator("main tbody a").first)
        hands.look("transfer: dealt with")
    assert visits.found == []


@SCREENS
def test_a_dossier_is_taken_in_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[0])
        hands.look("intake officer: list")
        hands.press(page.locator("a[href$='/so-theo-doi/']"))
        hands.look("register")
        page.goto(f"{office.base}/ban-lam-viec/so-theo-doi/?tu=x")
        hands.look("register: no such days")
        page.goto(f"{office.base}/ban-lam-viec/")
        hands.press(page.locator("a[href$='/nhan-ho-so/']"))
        hands.press(page.locator("main form button[type=submit]").first)
        hands.look("intake: nothing chosen")
        hands.choose("procedure", "1.001612")
        hands.press(page.locator("main form button[type=submit]").first)
        hands.look("intake: how to go on")
        hands.press(page.locator("a.back-link"))
        hands.look("intake: one begun")
        hands.press(page.locator("main ul form button[type=submit]").first)
        hands.press(page.locator("main section form button[type=submit]"))
        hands.look("intake: the citizen's page")
    assert visits.found == []


def test_a_printed_dossier_leaves_no_heading_alone_at_the_foot_of_a_sheet(
    office: Office, playwright: Playwright
) -> None:
    """Sheets of several heights: by chance one of A4 may end well."""
    visits = Visits()
    with desktop(playwright) as context:
        page = context.new_page()
        Keyboard(page, visits).sign_in(office.base, OFFICERS[1])
        page.goto(f"{office.base}/ban-lam-viec/ho-so/{office.granted}/")
        headings = {" ".join(text.split()) for text in page.locator("main :is(h2, h3)").all_inner_texts()}
        sheets = []
        for height in range(297, 206, -10):
            pdf = page.pdf(width="210mm", height=f"{height}mm")
            sheets += [(height, sheet.get_textpage().get_text_bounded()) for sheet in PdfDocument(pdf)]
    seen = " ".join(" ".join(text.split()) for _, text in sheets)
    assert sum(heading in seen for heading in headings) > 10, "what is compared is what is printed"
    alone = [(height, text.strip().splitlines()[-1].strip()) for height, text in sheets if text.strip()]
    assert [found for found in alone if found[1] in headings] == []


@SCREENS
def test_several_dossiers_are_given_and_taken_in_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    new = office.new[:2] if locale == "vi-VN" else office.new[2:]
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        hands.sign_in(office.base, OFFICERS[0])
        hands.reach(page.locator("details.desk-filter summary"))
        page.keyboard.press("Enter")
        hands.look("list: filters open")
        hands.reach(page.locator("select[name=xep]"))
        page.keyboard.press("ArrowDown")
        hands.press(page.locator("details.desk-filter button"))
        expect(page).to_have_url(re.compile("xep=moi-nop"))
        for code in new:
            hands.reach(page.locator(f"input[name=ma][value='{code}']"))
            page.keyboard.press("Space")
        hands.press(page.locator("button[name=toi]"))
        expect(page).to_have_url(re.compile("xep=moi-nop"))  # the list is as it was
        page.goto(f"{office.base}/ban-lam-viec/?ai=toi&tt=1")
        hands.look("list: mine and new")
        hands.press(page.locator("a.desk-tick-all"))
        expect(page.locator("input[name=ma]:checked")).to_have_count(2)
        hands.look("list: the page ticked")
        hands.press(page.locator("button[formaction$='/tiep-nhan/']"))
        hands.look("several: before they are taken in")
        hands.press(page.locator("button[name=xac-nhan]"))
        hands.look("list: two taken in")
        expect(page.locator("input[name=ma]")).to_have_count(0)
        page.goto(f"{office.base}/ban-lam-viec/ho-so/{new[0]}/")
        hands.reach(page.locator(".desk-facts summary"))
        page.keyboard.press("Enter")
        hands.look("dossier: how its date was counted")
    assert visits.found == []


@SCREENS
def test_the_machine_in_the_hall_is_used_by_keyboard(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    address = office.helper("kiosk sanh-1").strip()
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        page.clock.install()
        page.add_init_script("window.print = () => {}")
        hands = Keyboard(page, visits)
        page.goto(address)
        hands.look("machine: set up")
        hands.press(page.locator("main form button[type=submit]"))
        hands.look("machine: first page")
        hands.press(page.locator("main a[href$='/tra-cuu/']"))
        hands.look("machine: look-up")
        hands.type(page.locator("input[name=code]"), office.granted)
        hands.type(page.locator("input[name=fact]"), "14/05/1990")
        hands.press(page.locator("main form button[type=submit]"))
        hands.look("machine: dossier")
        page.clock.fast_forward(91_000)
        expect(page.locator("#kiosk-idle")).to_be_visible()
        hands.look("machine: is anybody there")
        page.keyboard.press("Enter")
        expect(page.locator("#kiosk-idle")).to_be_hidden()
        hands.press(page.locator("main a.button[href*='/in/']").first)
        hands.look("machine: paper before it is printed")
        hands.press(page.locator("main form button[type=submit]").first)
        hands.look("machine: paper printed")
        hands.press(page.locator("a.back-link"))
        page.go_back()  # on a machine without a keyboard the browser's own error page is the end
        expect(page.locator("img.printed-page").first).to_be_visible()
        expect(page.locator("form[data-print]")).to_have_count(0)
        hands.press(page.locator("main form button[type=submit]").first)
        page.clock.fast_forward(91_000)
        page.route("**/*", lambda route: route.abort())  # the hall has lost its network
        page.clock.fast_forward(31_000)
        expect(page.locator("main")).to_have_text(re.compile(r"^(Đang đóng hồ sơ|Closing the dossier)…$"))
        page.unroute("**/*")
        with page.expect_navigation():
            page.clock.fast_forward(4_000)
        expect(page).to_have_url(re.compile("/may-tu-phuc-vu/$"))
    assert visits.found == []


def test_back_at_the_machine_shows_nothing_of_a_dossier_that_was_closed(
    office: Office, playwright: Playwright
) -> None:
    """Chrome keeps pages in memory that forbid to be stored: "back" showed the one before's dossier whole."""
    with desktop(playwright, keeps_pages=True) as context:
        page = context.new_page()
        page.goto(office.helper("kiosk sanh-1").strip())
        page.click("main form button[type=submit]")
        page.goto(f"{office.base}/tra-cuu/")
        page.fill("input[name=code]", office.granted)
        page.fill("input[name=fact]", "14/05/1990")
        page.click("main form button[type=submit]")
        for address in (f"/tra-cuu/{office.granted}/danh-gia/", f"/tra-cuu/{office.granted}/"):
            page.goto(office.base + address)
        page.click("main form[action='/ket-thuc/'] button")
        expect(page).to_have_url(re.compile("/may-tu-phuc-vu/$"))
        page.evaluate("setTimeout(() => history.go(-3))")  # the dossier, as it stood when it was opened
        expect(page).to_have_url(re.compile("/tra-cuu/$"))
        expect(page.locator("body")).not_to_contain_text(office.granted)


def _correct(hands: Keyboard, name: str) -> None:
    """Put answers right, the first time with a mistake, on a page of corrections that is open."""
    page, send = hands.page, hands.page.locator("main .actions button[type=submit]")
    hands.look(f"{name}: as asked")
    hands.choose("contact_same", "other")
    hands.type(page.locator("#id_contact_address"), "7 Lê Lai, Phường Bến Thành")
    hands.reach(page.locator("#id_office_street"))
    page.keyboard.press("Control+A")
    page.keyboard.type("45A Lê Lợi")
    hands.reach(page.locator("#id_capital"))
    page.keyboard.press("Control+A")
    page.keyboard.type("nhiều")
    hands.press(send)
    hands.look(f"{name}: an amount that is none")
    expect(page.locator(".error-summary a[href='#id_capital']")).to_be_visible()
    expect(page.locator("#id_contact_address")).to_have_value("7 Lê Lai, Phường Bến Thành")
    hands.reach(page.locator("#id_capital"))
    page.keyboard.press("Control+A")
    page.keyboard.type("70 triệu")
    hands.press(send)


@SCREENS
def test_answers_are_put_right_by_keyboard_at_home_and_at_the_counter(
    office: Office, playwright: Playwright, locale: str, size: dict[str, int]
) -> None:
    visits = Visits()
    at_home, at_counter = office.asked[:2] if locale == "vi-VN" else office.asked[2:]
    with desktop(playwright, locale=locale, size=size) as context:
        page = context.new_page()
        visits.watch(page)
        hands = Keyboard(page, visits)
        page.goto(f"{office.base}/tra-cuu/")
        hands.type(page.locator("input[name=code]"), at_home)
        hands.type(page.locator("input[name=fact]"), "14/05/1990")
        hands.press(page.locator("main form button[type=submit]").first)
        hands.press(page.locator("main a[href$='/bo-sung/']"))
        _correct(hands, "answer")
        expect(page).to_have_url(re.compile(f"/tra-cuu/{re.escape(at_home)}/$"))
        hands.look("dossier after the answer")
        hands.sign_in(office.base, OFFICERS[0])
        page.goto(f"{office.base}/ban-lam-viec/ho-so/{at_counter}/")
        hands.press(page.locator("a[href$='/nhan-bo-sung/']"))
        _correct(hands, "counter")
        expect(page).to_have_url(re.compile(f"/ho-so/{re.escape(at_counter)}/$"))
        hands.look("dossier after the counter")
        expect(page.locator(".desk-supplement")).to_contain_text("45A Lê Lợi")
    assert visits.found == []


def test_without_javascript_back_over_a_mistake_shows_what_was_written(
    office: Office, playwright: Playwright
) -> None:
    """The browser's own error page (ERR_CACHE_MISS) came, and the officer wrote the explanation again."""
    words = "Tên trùng với một hộ kinh doanh đang hoạt động trong phường."
    with desktop(playwright, javascript=False) as context:
        page = context.new_page()
        page.goto(f"{office.base}/ban-lam-viec/")
        page.fill("input[name=username]", OFFICERS[1].username)
        page.fill("input[name=password]", "không đúng")
        page.click("main button[type=submit]")
        expect(page.locator(".error-summary")).to_be_visible()
        page.fill("input[name=password]", OFFICERS[1].password)
        page.click("main button[type=submit]")
        dossier = f"{office.base}/ban-lam-viec/ho-so/{office.owing}/"
        page.goto(dossier)
        page.click("main a[href$='/tu-choi/']")
        page.fill("textarea[name=reason]", words)
        page.click("main form button[type=submit]")
        expect(page.locator(".error-summary")).to_be_visible()
        page.click("a.back-link")
        expect(page).to_have_url(dossier)
        page.go_back()
        expect(page.locator("textarea[name=reason]")).to_have_value(words)
        page.go_forward()
        expect(page).to_have_url(dossier)
        page.go_back()
        page.reload()
        expect(page.locator("textarea[name=reason]")).to_have_value(words)
