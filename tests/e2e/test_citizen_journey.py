"""Phones that cannot do much and networks that fail, against a real installation."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bench.cards import make_paper
from bench.cards.camera import card_still
from playwright.sync_api import Page, Playwright, Route, expect
from tests.e2e.browsers import Visits, phone
from tests.support.installation import Installation

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("citizens")]


def _agree(page: Page, installation: Installation) -> None:
    """Begin a registration and tick what is asked before the photos."""
    page.goto(f"{installation.base}/thu-tuc/1.001612/")
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
    page.get_by_label("Không, cán bộ sẽ đối chiếu").check()


def test_files_without_javascript(installation: Installation, playwright: Playwright, tmp_path: Path) -> None:
    """An old phone or a library's computer: plain forms all the way to what was read."""
    paper = make_paper("can_cuoc", 12, person="hopper")
    photos = {}
    for side in ("front", "back"):
        photos[side] = tmp_path / f"{side}.jpg"
        card_still(paper.sides[side], seed=paper.seed).save(photos[side], quality=92)
    with phone(playwright, javascript=False) as context:
        page = context.new_page()
        _agree(page, installation)
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()  # nothing chosen
        expect(page.get_by_role("alert")).to_contain_text("Hãy chụp hoặc chọn một ảnh")
        for side, after in (("front", "**/anh/mat-sau/"), ("back", "**/doc/")):
            page.set_input_files("#id_photo", photos[side])
            page.get_by_role("button", name="Gửi ảnh đã chọn").click()
            page.wait_for_url(after)
        expect(page.locator("main .summary-list")).to_be_visible()  # the page asks again by itself
        assert paper.truth["personal_number"] in page.locator("main").inner_text()


def test_who_hears_the_camera_keeps_the_focus_and_hears_a_hint_again(
    installation: Installation, playwright: Playwright
) -> None:
    """Opening the camera dropped the focus, and what to change was said once: a blind person waited."""
    with phone(playwright) as context:
        page = context.new_page()
        _agree(page, installation)
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.wait_for_url("**/anh/mat-truoc/")
        page.clock.install()
        page.get_by_role("button", name="Mở máy ảnh").press("Enter")
        expect(page.locator("[data-camera-shoot]")).to_be_focused()
        hint = page.locator("[data-camera-hint]")
        expect(hint).to_contain_text("lại gần")  # a pattern without a card: it stays so
        for _ in range(2):
            before = hint.text_content()
            page.clock.fast_forward(8_000)
            expect(hint).not_to_have_js_property("textContent", before)
            expect(hint).to_contain_text("lại gần")


def test_a_half_filled_page_is_there_again_however_it_was_left(
    installation: Installation, playwright: Playwright
) -> None:
    with phone(playwright) as context:
        page = context.new_page()
        _agree(page, installation)
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.wait_for_url("**/anh/mat-truoc/")
        contact = page.url.replace("/anh/mat-truoc/", "/don/contact/")
        ways = ("a.back-link", "button[name=giu]", "form.language button")
        context.add_init_script("delete AbortSignal.timeout")  # a phone of 2021: on it nothing was kept
        for number, way in enumerate(ways):
            page.goto(contact)
            page.fill("#id_phone", f"090123456{number}")
            page.fill("#id_email", f"khong-dung-{number}")
            with page.expect_navigation():
                page.click(way)
            page.goto(contact)
            expect(page.locator("#id_phone")).to_have_value(re.compile(rf"0901.?234.?56{number}"))
            expect(page.locator("#id_email")).to_have_value(f"khong-dung-{number}")
        expect(page.locator("html")).to_have_attribute("lang", "en")
        context.clear_cookies(name="motcua_session")  # as overnight
        page.click("main form .actions button")
        expect(page.locator("h1")).to_have_text("This application is not open on this device any more")
        expect(page.locator(".notice")).to_contain_text("What you entered is kept")
        visits = Visits()
        visits.look(page, "a filing that is not open any more")
        assert visits.found == []


def test_a_lost_connection_keeps_the_photo(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    """The upload fails, the person reads so, presses once more, and the photo goes."""
    paper = make_paper("cccd_chip", 5, person="hopper")
    photo, dark = tmp_path / "front.jpg", tmp_path / "night.jpg"
    still = card_still(paper.sides["front"], seed=5)
    still.save(photo, quality=92)
    still.point(lambda level: level // 5).save(dark, quality=92)
    with phone(playwright) as context:
        page = context.new_page()
        page.clock.install()  # the waits between tries pass at once
        _agree(page, installation)
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        tries = []

        def lose(route: object) -> None:
            tries.append(1)
            route.abort()  # type: ignore[attr-defined]

        # The browser's own words would be in the browser's language.
        chooser = page.locator(".file-face")
        expect(chooser).to_have_text("Chọn tệp Chưa chọn tệp nào")
        page.set_input_files("#id_photo", photo)
        expect(chooser).to_have_text("Chọn tệp front.jpg")
        expect(page.locator("[data-preview]")).to_be_visible()
        too_dark, send = page.locator("[data-dark]"), page.get_by_role("button", name="Gửi ảnh đã chọn")
        expect(too_dark).to_be_hidden()
        page.set_input_files("#id_photo", dark)
        expect(too_dark).to_contain_text("quá tối")  # before minutes on a weak network, not after
        expect(send).not_to_have_class(re.compile("secondary"))  # the one thing that is left to do
        expect(page.get_by_role("button", name="Mở máy ảnh")).to_have_class(re.compile("secondary"))
        page.set_input_files("#id_photo", photo)
        expect(too_dark).to_be_hidden()
        page.route("**/anh/mat-truoc/", lose)
        send.click()
        for _ in range(4):
            page.clock.fast_forward(7_000)
        expect(page.locator("[data-problem]")).to_contain_text("Ảnh vẫn còn đây")
        assert len(tries) == 4
        page.unroute("**/anh/mat-truoc/")
        page.get_by_role("button", name="Gửi lại ảnh").click()
        page.wait_for_url("**/anh/mat-sau/")


def test_a_slow_network_has_a_word_and_another_photo_is_not_dropped_by_keeping_this_one(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    """Whoever chose a better photo sees it, and the only way on must send it: the old one stayed before."""
    paper = make_paper("cccd_chip", 6, person="hopper")
    photos = [tmp_path / "first.jpg", tmp_path / "second.jpg"]
    for seed, photo in enumerate(photos):
        card_still(paper.sides["front"], seed=seed).save(photo, quality=92)
    with phone(playwright) as context:
        page = context.new_page()
        _agree(page, installation)
        context.set_offline(True)
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        expect(page.locator(".sending")).to_contain_text("nhập vẫn còn đây")
        expect(page.get_by_label("Không, cán bộ sẽ đối chiếu")).to_be_checked()
        context.set_offline(False)
        said = _slow_until_said(page, "**/dong-y/")
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.wait_for_url("**/anh/mat-truoc/")
        assert said == ["Đang gửi, xin chờ một chút…"]
        page.unroute("**/dong-y/")
        first = page.url
        page.set_input_files("#id_photo", photos[0])
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()
        page.wait_for_url("**/anh/mat-sau/")
        page.goto(first)
        keep = page.get_by_role("link", name="Giữ ảnh này, tiếp tục")
        expect(keep).to_be_visible()
        page.set_input_files("#id_photo", photos[1])
        send = page.get_by_role("button", name="Gửi ảnh đã chọn")
        expect(send).to_be_visible()
        expect(keep).to_be_hidden()
        send.click()
        page.wait_for_url("**/anh/mat-sau/")


def test_a_wifi_that_leads_nowhere_does_not_take_the_place_of_what_was_typed(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    """The browser believes it is connected: its own error page, or the Wi-Fi's, would replace the form."""
    photo = tmp_path / "front.jpg"
    card_still(make_paper("cccd_chip", 5, person="hopper").sides["front"], seed=5).save(photo, quality=92)
    with phone(playwright) as context:
        page = context.new_page()
        page.clock.install()  # the page is old enough to ask at once
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        page.wait_for_url("**/dong-y/")
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        no = page.get_by_label("Không, cán bộ sẽ đối chiếu")
        no.check()
        page.clock.fast_forward(6_000)
        agreement, agree = page.url, page.get_by_role("button", name="Đồng ý và tiếp tục")
        page.route("**/*", lambda route: route.abort("internetdisconnected"))
        agree.click()
        said = page.locator(".sending")
        expect(said).to_contain_text("chưa liên lạc được")
        expect(said.get_by_role("button")).to_have_count(0)
        page.unroute("**/*")
        page.route("**/*", _sign_in_to_the_wifi)
        agree.press("Enter")
        expect(said.get_by_role("button", name="Máy đã có mạng, vẫn gửi")).to_be_visible()
        assert page.url == agreement
        expect(no).to_be_checked()
        page.unroute("**/*")
        agree.click()
        page.wait_for_url("**/anh/mat-truoc/")
        page.set_input_files("#id_photo", photo)
        expect(page.locator("[data-preview]")).to_be_visible()
        page.clock.fast_forward(6_000)
        page.route("**/*", _sign_in_to_the_wifi)
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()
        expect(page.locator("[data-problem]")).to_contain_text("Ảnh vẫn còn đây")
        page.unroute("**/*")
        page.get_by_role("button", name="Gửi lại ảnh").click()
        page.wait_for_url("**/anh/mat-sau/")


def test_who_goes_back_over_a_mistake_comes_to_our_page_and_not_the_browser_s(
    installation: Installation, playwright: Playwright
) -> None:
    """Whoever had ticked too little and then went back read ERR_CACHE_MISS in English, with no way on."""
    with phone(playwright) as context:
        page = context.new_page()
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        agree = page.get_by_role("button", name="Đồng ý và tiếp tục")
        agree.click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        page.get_by_label("Không, cán bộ sẽ đối chiếu").check()
        agree.click()
        page.wait_for_url("**/anh/mat-truoc/")
        page.go_back()
        expect(agree).to_be_visible()
        page.reload()
        expect(agree).to_be_visible()


def test_a_mistake_without_javascript_can_be_gone_back_over_and_loses_nothing(
    installation: Installation, playwright: Playwright
) -> None:
    """Without scripts every mistake left a page behind that no browser shows again: ERR_CACHE_MISS."""
    with phone(playwright, javascript=False) as context:
        page = context.new_page()
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        agree, wrong = page.get_by_role("button", name="Đồng ý và tiếp tục"), page.get_by_role("alert")
        agree.click()
        expect(wrong).to_be_visible()
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        page.get_by_label("Không, cán bộ sẽ đối chiếu").check()
        agree.click()
        page.wait_for_url("**/anh/mat-truoc/")
        page.go_back()
        expect(agree).to_be_visible()
        form, go_on = page.url.replace("/dong-y/", "/don/contact/"), page.locator(".actions button")
        page.goto(form)
        page.fill("#id_phone", "0901 234 56")
        go_on.click()
        expect(wrong).to_be_visible()
        page.reload()
        expect(page.locator("#id_phone")).to_have_value("0901 234 56")
        page.goto(f"{installation.base}/tro-giup/")
        page.go_back()
        expect(wrong).to_be_visible()
        page.fill("#id_phone", "0901 234 567")
        go_on.click()
        page.wait_for_url("**/don/business-name/")
        page.go_back()
        expect(page.locator("#id_phone")).to_have_value("0901 234 567")
        expect(wrong).to_have_count(0)
        page.goto(f"{installation.base}/tra-cuu/")
        page.get_by_label("Mã hồ sơ").fill("H29.26.740-261124-9999")
        page.get_by_label("Ngày sinh hoặc số điện thoại").fill("14/05/1990")
        page.get_by_role("button", name="Xem hồ sơ").click()
        expect(wrong).to_contain_text("Không tìm thấy")
        assert page.url == f"{installation.base}/tra-cuu/"
        page.goto(f"{installation.base}/tro-giup/")
        page.go_back()
        expect(page.get_by_label("Mã hồ sơ")).to_be_visible()


def _sign_in_to_the_wifi(route: Route) -> None:
    route.fulfill(status=200, content_type="text/html", body="<h1>Free Wi-Fi</h1>")


def _slow_until_said(page: Page, address: str) -> list[str]:
    """Hold what is sent to ``address`` until the page has said something; returns what, once it has."""
    held: list[Route] = []
    said: list[str] = []

    def hold(route: Route) -> None:
        held.append(route)

    def let_go(route: Route) -> None:
        said.append(unquote(urlsplit(route.request.url).query))
        route.abort()
        held[0].continue_()

    page.route(address, hold)
    page.route("**/said?*", let_go)
    page.evaluate(
        "new MutationObserver((_, observer) => {"
        "const words = document.querySelector('.sending[role=status]')?.textContent.trim();"
        "if (words) { observer.disconnect(); fetch(`/said?${words}`).catch(() => {}); }"
        "}).observe(document.body, {childList: true, subtree: true})"
    )
    return said
