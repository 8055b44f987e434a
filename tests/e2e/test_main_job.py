"""The main job in a real browser: a citizen by camera on a phone, officers at desks; axe on every page."""

import re
from pathlib import Path

import pytest
from bench.cards import Paper, make_paper
from playwright.sync_api import Locator, Page, Playwright, expect
from tests.e2e.browsers import Visits, desktop, phone
from tests.e2e.citizen import file_by_camera
from tests.support.installation import Installation

from motcua.cli.demonstration.installation import OFFICERS, DemoOfficer

expect.set_options(timeout=60_000)
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("citizens")]


def test_from_the_camera_to_the_certificate(
    installation: Installation, playwright: Playwright, tmp_path: Path
) -> None:
    paper, visits = make_paper("cccd_chip", 33, person="astronaut"), Visits()
    intake, decision = OFFICERS
    code = file_by_camera(playwright, installation.base, paper, tmp_path, visits)
    _officer(playwright, installation.base, code, intake, deed="tiep-nhan", visits=visits)
    _officer(playwright, installation.base, code, decision, deed="phe-duyet", visits=visits)
    installation.wait_for(
        "the certificate",
        lambda: installation.rows(
            "SELECT 1 FROM dossiers_dossier WHERE code = %s AND certificate_number <> ''", code
        ),
        seconds=90,
    )
    _follow(playwright, installation.base, code, paper, visits)
    captures = installation.rows(
        "SELECT capture FROM dossiers_draftphoto JOIN dossiers_dossier USING (draft_id) WHERE code = %s", code
    )
    assert captures == [("camera",)] * 3
    assert visits.found == []
    assert len(visits.seen) >= 30


def _officer(
    playwright: Playwright, base: str, code: str, officer: DemoOfficer, *, deed: str, visits: Visits
) -> None:
    """Sign in, open the dossier from the list, and do one thing to it."""
    with desktop(playwright) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(f"{base}/ban-lam-viec/")
        visits.look(page, f"{officer.username}: sign in")
        page.locator("input[name=username]").fill(officer.username)
        page.locator("input[name=password]").fill(officer.password)
        _press(page, page.locator("main button[type=submit]"))
        visits.look(page, f"{officer.username}: list")
        if officer.role == "intake":
            _take_in(page, base, visits)
        _press(page, page.get_by_role("link", name=code).first)
        visits.look(page, f"{officer.username}: dossier")
        _press(page, page.locator(f"a[href$='/{deed}/']").first)
        visits.look(page, f"{officer.username}: {deed}")
        _press(page, page.locator("main form button[type=submit]").first)
        expect(page).to_have_url(re.compile(f"/ho-so/{re.escape(code)}/$"))
        visits.look(page, f"{officer.username}: done")


def _take_in(page: Page, base: str, visits: Visits) -> None:
    """Open a dossier for somebody at the counter, as far as their consent, and close it again."""
    page.goto(f"{base}/ban-lam-viec/nhan-ho-so/")
    visits.look(page, "intake")
    page.locator("input[name=procedure]").first.check()
    _press(page, page.locator("main form button[type=submit]").first)
    visits.look(page, "intake: how to go on")
    _press(page, page.get_by_role("button", name="Bắt đầu trên máy này"))
    visits.look(page, "intake: consent")
    _press(page, page.get_by_role("button", name="Đóng hồ sơ trên máy này"))
    expect(page).to_have_url(re.compile("/ban-lam-viec/$"))


def _press(page: Page, control: Locator) -> None:
    with page.expect_navigation():
        control.click()


def _follow(playwright: Playwright, base: str, code: str, paper: Paper, visits: Visits) -> None:
    """The citizen again, elsewhere: look the dossier up with the two facts, in English for once."""
    with phone(playwright) as context:
        page = context.new_page()
        visits.watch(page)
        page.goto(f"{base}/tra-cuu/?ma={code}")
        page.get_by_role("button", name="English").click()
        visits.look(page, "look-up")
        page.get_by_label("Birth date or phone number").fill(paper.truth["date_of_birth"])
        page.get_by_role("button", name="Show the dossier").click()
        expect(page.locator("h1")).to_contain_text(code)
        expect(page.locator("main")).to_contain_text("Decided")
        certificate = page.get_by_role("link", name=re.compile("Download.*certificate"))
        with page.expect_download() as download:
            certificate.click()
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
        visits.look(page, "dossier")
        for name, address in (
            ("resume", "/lam-tiep/"),
            ("privacy", "/bao-ve-du-lieu/"),
            ("help", "/tro-giup/"),
            ("what people say", "/danh-gia/"),
            ("rate", f"/tra-cuu/{code}/danh-gia/"),
            ("agree to be found by face", f"/tra-cuu/{code}/khuon-mat/"),
        ):
            page.goto(base + address)
            visits.look(page, name)
        page.goto(f"{base}/khong-co-trang-nay/")
        visits.look(page, "not found")
