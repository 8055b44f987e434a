"""The main job in a real browser: a citizen by camera on a phone, an officer at a desk; axe on every page."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.cards import camera
from PIL import Image, ImageOps
from playwright.sync_api import Locator, Page, Request, expect
from tests.support import chromium
from tests.support.installation import Installation

from bench import cards
from motcua.cli.demo_setup import OFFICERS
from motcua.cli.journey_person import Person, draw

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = 424
#: What sends the page's own form; a filing can also be put aside from every page.
OWN_BUTTON = "form:not([action*='ket-thuc']) button[type=submit]"
SLOW = 90_000  # milliseconds; a worker loads its models within this


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with Installation(tmp_path_factory.mktemp("e2e") / "home") as made:
        made.run("-c", "from motcua.cli import demo_setup; demo_setup.prepare()")
        made.start_tax()
        made.start_worker()
        made.start_web()
        yield made


class Visit:
    """One person's browser window; every page it comes to is checked by axe and kept as a picture."""

    def __init__(self, page: Page, base: str, pictures: Path) -> None:
        self.page, self.base, self.pictures = page, base, pictures
        self.faults: list[str] = []
        self.seen: list[str] = []
        pictures.mkdir(parents=True, exist_ok=True)
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def look(self) -> None:
        """Check the page as it stands."""
        where = self.page.url.removeprefix(self.base)
        self.seen.append(where)
        self.faults += [f"{where} {fault}" for fault in chromium.faults(self.page)]
        width = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if width > 0:
            self.faults.append(f"{where} is {width} px wider than the screen")
        self.page.screenshot(path=self.pictures / f"{len(self.seen):02d}.png", full_page=True)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a link or button of the page's own business by what it says."""
        main = self.page.get_by_role("main")
        self.follow(main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first)

    def follow(self, control: Locator) -> None:
        """Press what leads to another page, and wait for that page."""
        with self.page.expect_navigation(timeout=SLOW):
            control.click()

    def _note(self, message: object) -> None:
        if getattr(message, "type", "") == "error" and "Content Security Policy" in str(message):
            self.errors.append(str(message))


class Hand:
    """What is held before the camera: front, then back, then the face, changed as each photo is sent."""

    def __init__(self, film: Path, person: Person, folder: Path) -> None:
        self.film, self.folder = film, folder
        paper = cards.make_paper(person.kind, _seed_of(person), person="astronaut")
        face = ImageOps.exif_transpose(Image.open(io.BytesIO(person.photos["selfie"])))
        stills = {side: camera.card_still(paper.sides[side], seed=SEED) for side in ("front", "back")}
        for slot, still in {**stills, "selfie": camera.fit(face)}.items():
            camera.film(folder / f"{slot}.mjpeg", still)
        self.show("front")

    def show(self, slot: str) -> None:
        """Hold up the next thing; the browser opens the film anew with each page."""
        shutil.copyfile(self.folder / f"{slot}.mjpeg", self.film)

    def turn(self, request: Request) -> None:
        """Turn the card over once its front was sent, and look up once its back was."""
        if request.method == "POST" and "/anh/mat-truoc/" in request.url:
            self.show("back")
        elif request.method == "POST" and "/anh/mat-sau/" in request.url:
            self.show("selfie")


def _photographs(visit: Visit, hand: Hand) -> None:
    """Both sides are taken by themselves when they are sharp and still; the face at the press of a button."""
    page = visit.page
    page.on("request", hand.turn)
    page.wait_for_url(re.compile("/anh/khuon-mat/$"), timeout=SLOW)
    expect(page.locator("[data-camera] video")).to_have_js_property("readyState", 4, timeout=SLOW)
    visit.look()
    page.locator("[data-camera-shoot]").click()
    page.wait_for_url(re.compile("/doc/$"), timeout=SLOW)
    reading = page.url
    for slug in ("mat-truoc", "mat-sau", "khuon-mat"):
        page.goto(reading.replace("/doc/", f"/anh/{slug}/"))
        visit.look()
    page.goto(reading)


def _fill(visit: Visit, person: Person) -> None:
    """Fill what the reading left open on every page of the form, looking where it asks for a look."""
    page = visit.page
    for _ in range(20):
        if "/don/" not in page.url:
            return
        visit.look()
        for box in page.locator("input[name^='look']").all():
            box.check()
        form = page.get_by_role("main")
        for name, value in {**person.on_card, **person.answers}.items():
            field = form.locator(f"input[type=text][name='{name}'], input[type=tel][name='{name}']").or_(
                form.locator(f"textarea[name='{name}'], input:not([type])[name='{name}']")
            )
            if field.count() and not field.first.input_value():
                field.first.fill(value)
        lines = form.locator("select[name='main_line']")
        if lines.count():
            lines.select_option("5610")
        for box in form.locator("input[name='commitment']").all():
            box.check()
        here = page.url
        visit.follow(form.locator(OWN_BUTTON).first)
        assert page.url != here, page.get_by_role("main").inner_text()


def _citizen(installation: Installation, film: Path, pictures: Path, person: Person) -> str:
    """The whole way on a phone; returns the dossier's code."""
    hand = Hand(film, person, pictures)
    with chromium.browser(film) as browser:
        context = browser.new_context(viewport=chromium.PHONE, locale="vi-VN", has_touch=True)
        visit = Visit(context.new_page(), installation.base, pictures / "citizen")
        page = visit.page
        page.goto(installation.base)
        visit.look()
        visit.press("Đăng ký thành lập hộ kinh doanh")
        visit.look()
        visit.press("Bắt đầu")
        visit.look()
        page.locator("input[name=card]").check()
        page.locator("input[name=face][value=yes]").check()
        visit.follow(page.get_by_role("main").locator("button[type=submit]").first)
        _photographs(visit, hand)
        expect(page.get_by_role("main")).to_contain_text(person.on_card["personal_number"], timeout=SLOW)
        visit.look()
        visit.follow(page.get_by_role("main").locator(OWN_BUTTON).first)
        _fill(visit, person)
        page.wait_for_url(re.compile("/kiem-tra/$"))
        visit.look()
        visit.follow(page.get_by_role("main").locator(OWN_BUTTON).last)
        page.wait_for_url(re.compile("/da-nop/$"))
        slip = page.get_by_role("main").locator("a[href*='/giay/']").first
        expect(slip).to_be_visible(timeout=SLOW)
        visit.look()
        code = re.search(r"H29[.\d]*-\d{6}-\d{4}", page.get_by_role("main").inner_text())
        assert code is not None
        answer = page.request.get(f"{installation.base}{slip.get_attribute('href')}")
        assert answer.body().startswith(b"%PDF-")
        assert not visit.faults, "\n".join(visit.faults)
        assert not visit.errors, "\n".join(visit.errors)
        return code[0]


def _officer(installation: Installation, pictures: Path, code: str) -> None:
    intake, decision = OFFICERS
    with chromium.browser() as browser:
        for officer, deeds in ((intake, ("tiep-nhan",)), (decision, ("phe-duyet",))):
            context = browser.new_context(viewport=chromium.DESKTOP, locale="vi-VN")
            visit = Visit(context.new_page(), installation.base, pictures / officer.username)
            page = visit.page
            page.goto(f"{installation.base}/ban-lam-viec/")
            visit.look()
            page.locator("input[name=username]").fill(officer.username)
            page.locator("input[name=password]").fill(officer.password)
            visit.follow(page.get_by_role("main").locator("button[type=submit]"))
            visit.look()
            visit.follow(page.get_by_role("link", name=code).first)
            visit.look()
            for deed in deeds:
                visit.follow(page.locator(f"a[href$='/{deed}/']").first)
                visit.look()
                visit.follow(page.get_by_role("main").locator("form button[type=submit]").first)
                page.wait_for_url(re.compile(f"/ho-so/{re.escape(code)}/$"))
                visit.look()
            assert not visit.faults, "\n".join(visit.faults)
            assert not visit.errors, "\n".join(visit.errors)


def _status(installation: Installation, pictures: Path, code: str, person: Person) -> None:
    with chromium.browser() as browser:
        context = browser.new_context(viewport=chromium.PHONE, locale="en-GB")
        visit = Visit(context.new_page(), installation.base, pictures / "status")
        page = visit.page
        page.goto(f"{installation.base}/tra-cuu/")
        visit.look()
        fields = page.get_by_role("main").locator("input[type=text], input:not([type])")
        fields.nth(0).fill(code)
        fields.nth(1).fill(person.on_card["date_of_birth"])
        visit.follow(page.get_by_role("main").locator("button[type=submit]"))
        visit.look()
        expect(page.get_by_role("main")).to_contain_text("Decided")
        certificate = page.get_by_role("main").locator("a[href*='/giay/']").first
        body = page.request.get(f"{installation.base}{certificate.get_attribute('href')}").body()
        assert body.startswith(b"%PDF-")
        assert not visit.faults, "\n".join(visit.faults)


def _seed_of(person: Person) -> int:
    """Return the seed the person's card was drawn from: :func:`draw` takes the first adult from SEED on."""
    for seed in range(SEED, SEED + 100):
        if cards.make_paper(person.kind, seed).truth["personal_number"] == person.on_card["personal_number"]:
            return seed
    raise AssertionError("the card cannot be drawn again")


def test_from_the_camera_to_the_certificate(installation: Installation, tmp_path: Path) -> None:
    person = draw(SEED)
    code = _citizen(installation, tmp_path / "camera.mjpeg", tmp_path, person)
    _officer(installation, tmp_path, code)
    installation.wait_for(
        "the certificate",
        lambda: installation.rows("SELECT 1 FROM dossiers_dossier WHERE certificate_number <> ''"),
        seconds=60,
    )
    _status(installation, tmp_path, code, person)
