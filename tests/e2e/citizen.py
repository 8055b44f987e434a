"""A citizen on a phone: every page of the journey, each looked at."""

import io
import re
from pathlib import Path

from bench.cards import Paper, selfie
from bench.cards.camera import card_still, film
from PIL import Image
from playwright.sync_api import Page, Playwright, expect
from tests.e2e.browsers import Visits, phone

TYPED = {
    "#id_phone": "0901 234 567",
    "#id_own_name": "Phở Minh Nguyệt",
    "#id_office_street": "45 Lê Lợi",
    "#id_capital": "50 triệu",
    "#id_workers": "2",
}


def _films(folder: Path, paper: Paper) -> dict[str, Path]:
    films = {side: folder / f"{side}.mjpeg" for side in ("front", "back", "selfie")}
    stills = {side: card_still(paper.sides[side], seed=paper.seed) for side in ("front", "back")}
    stills["selfie"] = Image.open(io.BytesIO(selfie(paper.portrait_person, 4))).convert("RGB")
    for side, still in stills.items():
        film(films[side], still)
    return films


def _show_next(shown: Path, film: Path) -> None:
    """Let the camera show another film the next time that a page opens it: no other browser is started."""
    shown.unlink()
    shown.symlink_to(film)


def _begin(page: Page, visits: Visits, base: str) -> None:
    page.goto(base)
    visits.look(page, "home")
    page.get_by_role("link", name="Đăng ký thành lập hộ kinh doanh").click()
    visits.look(page, "procedure")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/dong-y/")  # an old page asks first whether the office is reached
    visits.look(page, "agreement")
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()
    expect(page.get_by_role("alert")).to_be_focused()
    visits.look(page, "agreement with mistakes")
    page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
    page.get_by_label("Đồng ý, tôi sẽ chụp khuôn mặt").check()
    page.get_by_role("button", name="Đồng ý và tiếp tục").click()


def _fill(page: Page, visits: Visits, paper: Paper) -> None:
    """Go through the form as somebody who compares every doubtful value with the card."""
    for _ in range(20):
        step = page.url.rstrip("/").split("/")[-1]
        if "/don/" not in page.url:
            return
        for look in page.locator("input[name^=look_]").all():
            look.check()
        for selector, text in TYPED.items():
            if page.locator(selector).count():
                page.fill(selector, text)
        if page.locator("#id_main_line").count():
            _search(page)
        if page.locator("#id_commitment").count():
            page.check("#id_commitment")
        if page.locator("#id_full_name").count():
            page.fill("#id_full_name", paper.truth["full_name"])
        visits.look(page, f"form: {step}")
        page.locator("main form .actions button").first.click()
        page.wait_for_url(re.compile(rf"^(?!.*/{step}/$)"))
    raise AssertionError("the form does not end")


def _search(page: Page) -> None:
    page.get_by_role("searchbox", name=re.compile("Việc kinh doanh chính")).fill("ca phe")
    page.locator(".pick-results button").first.click()
    expect(page.locator("#id_main_line")).not_to_have_value("")


def file_by_camera(playwright: Playwright, base: str, paper: Paper, folder: Path, visits: Visits) -> str:
    """Walk from the first page to the filed dossier, all three photos by camera; returns its code."""
    films, shown = _films(folder, paper), folder / "shown.mjpeg"
    shown.symlink_to(films["front"])
    with phone(playwright, film=shown) as context:
        page = context.new_page()
        visits.watch(page)
        _begin(page, visits, base)
        page.wait_for_url("**/anh/mat-sau/")  # the camera took it by itself
        address, state = page.url, context.storage_state()
    _show_next(shown, films["back"])
    with phone(playwright, film=shown, state=state) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(address)
        page.wait_for_url("**/anh/khuon-mat/")
        address, state = page.url, context.storage_state()
    _show_next(shown, films["selfie"])
    with phone(playwright, film=shown, state=state) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(address)
        expect(page.locator("[data-camera-shoot]")).to_be_in_viewport()
        visits.look(page, "face")
        page.locator("[data-camera-shoot]").click()
        page.wait_for_url("**/doc/")
        visits.look(page, "reading")
        expect(page.locator("main .summary-list")).to_be_visible()
        visits.look(page, "what was read")
        assert paper.truth["personal_number"] in page.locator("main").inner_text()
        page.get_by_role("button", name="Tiếp tục").click()
        page.wait_for_url("**/don/**")
        _fill(page, visits, paper)
        visits.look(page, "check")
        page.get_by_role("button", name="Nộp hồ sơ").click()
        page.wait_for_url("**/da-nop/")
        code = page.locator(".big-code").inner_text()
        slip = page.get_by_role("link", name=re.compile("Giấy tiếp nhận"))
        expect(slip).to_be_visible()
        visits.look(page, "filed")
        with page.expect_download() as download:
            slip.click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
        page.get_by_role("button", name="Xong, đóng hồ sơ").click()
        return code
