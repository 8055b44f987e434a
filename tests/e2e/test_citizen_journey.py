"""The citizen's journey in a real browser against a real installation: camera, models, worker, database."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.cards import Paper, make_paper, selfie
from bench.cards.camera import card_still, film
from PIL import Image
from playwright.sync_api import Page, Playwright, expect, sync_playwright
from tests.e2e.citizen_browser import Visits, chromium, phone
from tests.support.installation import Installation

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = {
    "#id_phone": "0901 234 567",
    "#id_own_name": "Phở Minh Nguyệt",
    "#id_office_street": "45 Lê Lợi",
    "#id_capital": "50 triệu",
    "#id_workers": "2",
}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    chromium()
    with Installation(tmp_path_factory.mktemp("citizen")) as running:
        running.start_web()
        running.start_worker()
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


def _films(folder: Path, paper: Paper) -> dict[str, Path]:
    films = {side: folder / f"{side}.mjpeg" for side in ("front", "back", "selfie")}
    stills = {side: card_still(paper.sides[side], seed=paper.seed) for side in ("front", "back")}
    stills["selfie"] = Image.open(io.BytesIO(selfie(paper.portrait_person, 4))).convert("RGB")
    for side, still in stills.items():
        # Chromium takes the film's levels for 16 to 235 and spreads them: light parts would burn out.
        film(films[side], still.point(lambda level: 16 + level * 219 // 255))
    return films


def _begin(page: Page, visits: Visits, base: str) -> None:
    page.goto(base)
    visits.look(page, "home")
    page.get_by_role("link", name="Đăng ký thành lập hộ kinh doanh").click()
    visits.look(page, "procedure")
    page.get_by_role("button", name="Bắt đầu").click()
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


def test_by_camera_on_a_phone(installation: Installation, playwright: Playwright, tmp_path: Path) -> None:
    paper = make_paper("cccd_chip", 33, person="astronaut")
    films = _films(tmp_path, paper)
    visits = Visits()
    with phone(playwright, film=films["front"]) as context:
        page = context.new_page()
        visits.watch(page)
        _begin(page, visits, installation.base)
        page.wait_for_url("**/anh/mat-sau/")  # the camera took it by itself
        address, state = page.url, context.storage_state()
    with phone(playwright, film=films["back"], state=state) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(address)
        page.wait_for_url("**/anh/khuon-mat/")
        address, state = page.url, context.storage_state()
    with phone(playwright, film=films["selfie"], state=state) as context:
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
        _follow(page, visits, installation.base, code, paper)
    captures = installation.rows(
        "select capture from dossiers_draftphoto join dossiers_dossier using (draft_id) where code = %s", code
    )
    assert captures == [("camera",)] * 3
    assert visits.found == []
    assert len(visits.seen) >= 20


def _follow(page: Page, visits: Visits, base: str, code: str, paper: Paper) -> None:
    """Look the dossier up with the two facts, in English for once."""
    page.goto(f"{base}/tra-cuu/?ma={code}")
    page.get_by_role("button", name="English").click()
    visits.look(page, "look-up")
    page.get_by_label("Birth date or phone number").fill(paper.truth["date_of_birth"])
    page.get_by_role("button", name="Show the dossier").click()
    expect(page.locator("h1")).to_contain_text(code)
    visits.look(page, "dossier")
    for name, address in (("resume", "/lam-tiep/"), ("privacy", "/bao-ve-du-lieu/"), ("help", "/tro-giup/")):
        page.goto(base + address)
        visits.look(page, name)
    page.goto(f"{base}/khong-co-trang-nay/")
    visits.look(page, "not found")


def test_files_without_javascript(installation: Installation, playwright: Playwright, tmp_path: Path) -> None:
    """An old phone or a library's computer: plain forms all the way to what was read."""
    paper = make_paper("can_cuoc", 12, person="hopper")
    photos = {}
    for side in ("front", "back"):
        photos[side] = tmp_path / f"{side}.jpg"
        card_still(paper.sides[side], seed=paper.seed).save(photos[side], quality=92)
    with phone(playwright, javascript=False) as context:
        page = context.new_page()
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        page.get_by_label("Không, cán bộ sẽ đối chiếu").check()
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()  # nothing chosen
        expect(page.get_by_role("alert")).to_contain_text("Hãy chụp hoặc chọn một ảnh")
        for side, after in (("front", "**/anh/mat-sau/"), ("back", "**/doc/")):
            page.set_input_files("#id_photo", photos[side])
            page.get_by_role("button", name="Gửi ảnh đã chọn").click()
            page.wait_for_url(after)
        expect(page.locator("main .summary-list")).to_be_visible()  # the page asks again by itself
        assert paper.truth["personal_number"] in page.locator("main").inner_text()


def test_a_lost_connection_keeps_the_photo(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    """The upload fails, the person reads so, presses once more, and the photo goes."""
    paper = make_paper("cccd_chip", 5, person="hopper")
    photo = tmp_path / "front.jpg"
    card_still(paper.sides["front"], seed=5).save(photo, quality=92)
    with phone(playwright) as context:
        page = context.new_page()
        page.clock.install()  # the waits between tries pass at once
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        page.get_by_label("Không, cán bộ sẽ đối chiếu").check()
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        tries = []

        def lose(route: object) -> None:
            tries.append(1)
            route.abort()  # type: ignore[attr-defined]

        page.set_input_files("#id_photo", photo)
        expect(page.locator("[data-preview]")).to_be_visible()
        page.route("**/anh/mat-truoc/", lose)
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()
        for _ in range(4):
            page.clock.fast_forward(7_000)
        expect(page.locator("[data-problem]")).to_contain_text("Ảnh vẫn còn đây")
        assert len(tries) == 4
        page.unroute("**/anh/mat-truoc/")
        page.get_by_role("button", name="Gửi lại ảnh").click()
        page.wait_for_url("**/anh/mat-sau/")
