"""Moves before the camera in a real browser whose camera shows a head that does what the page asks."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from tests.e2e.browsers import Visits, phone
from tests.e2e.moving_head import camera
from tests.support import filing
from tests.support.installation import Installation

expect.set_options(timeout=60_000)
#: Until a worker has looked at all frames, on a machine that has much else to do.
_JUDGED = 240_000
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("citizens")]

#: A phone that is busy for longer than it has between two frames.
_BUSY = "setInterval(() => { for (const end = performance.now() + 700; performance.now() < end;); }, 1900);"

#: The most by which an edge of the ring lies off the oval's, in pixels.
_RING_BESIDE_OVAL = """() => {
  const [ring, oval] = [".presence-ring [data-presence-ring]", ".camera-frame"].map(
    (selector) => document.querySelector(selector).getBoundingClientRect());
  return Math.max(...["left", "top", "right", "bottom"].map((edge) => Math.abs(ring[edge] - oval[edge])));
}"""


def test_a_head_does_what_is_asked_once_the_camera_is_back(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    visits, photo = Visits(), tmp_path / "front.jpg"
    photo.write_bytes(filing.photo())
    with phone(playwright, film=None) as context:
        context.grant_permissions(["camera"])
        page = context.new_page()
        visits.watch(page)
        page.goto(f"{installation.base}/thu-tuc/1.001612/")
        page.get_by_role("button", name="Bắt đầu").click()
        page.get_by_label("Tôi đồng ý cho đọc ảnh").check()
        page.get_by_label("Đồng ý, tôi sẽ chụp khuôn mặt").check()
        page.get_by_role("button", name="Đồng ý và tiếp tục").click()
        page.set_input_files("#id_photo", photo)
        page.get_by_role("button", name="Gửi ảnh đã chọn").click()
        page.wait_for_url("**/anh/mat-sau/")
        page.add_init_script(camera())
        page.get_by_role("button", name="Giấy của tôi không có mặt sau").click()
        page.wait_for_url("**/anh/khuon-mat/")
        start = page.locator("[data-presence-start]")
        expect(start).to_be_in_viewport()
        visits.look(page, "face")
        page.evaluate("window.takenAway = true")
        start.click()
        expect(page.locator("[data-camera-hint]")).to_have_text("Nhìn thẳng vào máy")
        expect(page.locator("[data-camera-note]")).to_have_text(
            "Chưa gửi được hình. Hãy mở máy ảnh và làm lại. Nếu vẫn không được, bạn hãy chọn ảnh ở bên dưới."
        )
        visits.look(page, "face, to be done again")
        page.evaluate("window.takenAway = false")
        expect(page.get_by_role("button", name="Mở máy ảnh")).to_be_focused()
        page.keyboard.press("Enter")
        expect(start).to_be_in_viewport()
        start.press("Enter")
        expect(page.locator(".camera")).to_have_attribute("data-action", re.compile("turn_|closer"))
        assert page.evaluate(_RING_BESIDE_OVAL) < 10, "how far one is shows around the face, not across it"
        page.wait_for_url("**/doc/", timeout=_JUDGED)
        expect(page.locator("#match")).to_contain_text("cử động đúng như hướng dẫn", timeout=_JUDGED)
        visits.look(page, "what was read")
        subject = f"draft:{page.url.split('/')[4]}"
    levels = installation.rows(
        "SELECT record->>'level', photo IS NOT NULL FROM presence_challenge WHERE subject = %s", subject
    )
    assert levels == [("active", True)]
    assert installation.rows("SELECT count(*) FROM presence_challengeframe") == [(0,)]
    assert visits.found == []


def test_a_browser_without_a_camera_is_told_the_other_way(
    installation: Installation, playwright: Playwright
) -> None:
    """The page takes no file: without a word there would be nothing to press and nothing to read."""
    visits = Visits()
    with phone(playwright) as context:
        page = context.new_page()
        visits.watch(page)
        page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', {value: undefined})")
        page.goto(f"{installation.base}/tra-cuu/khuon-mat/")
        expect(page.locator("[data-camera-note]")).to_be_visible()
        expect(page.locator("[data-camera-note]")).to_contain_text("mã hồ sơ")
        visits.look(page, "look up by face without a camera")
        page.get_by_role("link", name="Tra cứu bằng mã hồ sơ").press("Enter")
        page.wait_for_url("**/tra-cuu/")
    assert visits.found == []


def test_a_stranger_s_head_that_moves_to_look_up_is_told_not_found(
    installation: Installation, playwright: Playwright
) -> None:
    """As everybody away from a machine of the office they are asked for a fact first, and none is right.

    The phone is a busy one: it gets to its camera late, and then twice to the same frame.
    """
    visits = Visits()
    with phone(playwright, film=None) as context:
        context.grant_permissions(["camera"])
        page = context.new_page()
        visits.watch(page)
        page.add_init_script(camera())
        page.goto(f"{installation.base}/tra-cuu/khuon-mat/")
        start = page.locator("[data-presence-start]")
        expect(start).to_be_in_viewport()
        visits.look(page, "look up by face")
        page.evaluate(_BUSY)
        start.click()
        expect(page.locator("[data-camera-hint]")).to_have_text("Nhìn thẳng vào máy")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Thêm một thông tin nữa", timeout=_JUDGED)
        visits.look(page, "one more fact")
        fact = page.locator("input[name=fact]")
        fact.fill("2/1")
        fact.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("còn một lần thử")
        visits.look(page, "not the fact")
        fact.fill("3/1")
        fact.press("Enter")
        expect(heading).to_have_text("Không tìm thấy")
        visits.look(page, "not found")
    kept = "SELECT count(*) FROM presence_challenge WHERE starts_with(subject, 'face:')"
    assert installation.rows(kept) == [(0,)]
    judged = (
        "SELECT data->>'level' FROM audit_event "
        "WHERE action = 'presence.judged' AND starts_with(subject, 'face:')"
    )
    assert set(installation.rows(judged)) == {("active",)}
    assert visits.found == []


def test_a_face_is_enrolled_by_moves_found_and_taken_back(
    installation: Installation, playwright: Playwright
) -> None:
    code, visits = installation.run("-m", "tests.e2e.face_ready").strip(), Visits()
    with phone(playwright) as context:
        context.grant_permissions(["camera"])
        page = context.new_page()
        visits.watch(page)
        page.add_init_script(camera())
        _open(page, f"{installation.base}/tra-cuu/?ma={code}")
        page.get_by_role("link", name="Tra cứu bằng khuôn mặt lần sau").press("Enter")
        page.get_by_label("Tôi đồng ý cho lưu khuôn mặt").press("Space")
        page.get_by_role("button", name="Đồng ý và tiếp tục").press("Enter")
        start = page.locator("[data-presence-start]")
        expect(start).to_be_in_viewport()
        visits.look(page, "enrolling")
        start.press("Enter")
        expect(page.get_by_text("Đã lưu khuôn mặt")).to_be_visible(timeout=_JUDGED)
        visits.look(page, "enrolled")
        enrolled = page.url
        _found(page, installation.base, code)
        page.goto(enrolled)
        page.get_by_role("button", name="Rút lại đồng ý và xóa khuôn mặt").press("Enter")
        expect(page.get_by_text("đã được xóa khỏi kho")).to_be_visible()
    kept = "SELECT action, data->>'assurance' FROM audit_event WHERE action LIKE 'gallery.e%%' ORDER BY id"
    assert installation.rows(kept) == [("gallery.enrolled", "active"), ("gallery.erased", None)]
    assert visits.found == []


def _open(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[name=fact]").fill("14/05/1990")
    page.get_by_role("button", name="Xem hồ sơ").press("Enter")


def _found(page: Page, base: str, code: str) -> None:
    """Look up as on a phone: without moves, and so with a fact, of which one is right."""
    page.goto(f"{base}/tra-cuu/khuon-mat/")
    page.get_by_role("button", name="Chụp, không cử động").press("Enter")
    fact = page.locator("input[name=fact]")
    expect(fact).to_be_visible(timeout=_JUDGED)
    assert code not in page.content()
    fact.fill("14/5")
    fact.press("Enter")
    expect(page.locator("h1")).to_contain_text(code)
