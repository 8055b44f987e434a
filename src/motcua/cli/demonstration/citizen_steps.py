"""The citizen's half of the journey: from the first page to the slip, and later the certificate."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from motcua.cli.demonstration.invented_person import ON_THE_CARD, Person, is_same
from motcua.cli.demonstration.plain_browser import Browser, Control, Form, JourneyError, Page

CODE = re.compile(r"[A-Z]\d{2}(?:\.\d+)*-\d{6}-\d{4,7}\b")
_LOOK = "look_"
_SLOTS = {"mat-truoc": "front", "mat-sau": "back", "khuon-mat": "selfie"}
#: Longer than a slow machine needs for both sides; a worker that hangs is not waited for for ever.
READING_SECONDS = 240.0
PAPER_SECONDS = 120.0


@dataclass(slots=True)
class Filled:
    """Who put what into the form."""

    shown: int = 0
    by_machine: int = 0
    typed: int = 0
    looked_at: int = 0
    corrected: int = 0
    #: Values that were wrong although the reading did not ask for a look: the worst it can do.
    wrong_unmarked: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """A filed dossier and where its slip lies."""

    code: str
    slip: Path
    filled: Filled


def poll(
    what: str,
    load: Callable[[], Page],
    is_ready: Callable[[Page], bool],
    *,
    seconds: float,
    every: float = 0.3,
) -> Page:
    """Load a page again until it is ready, as a person would press "reload".

    Raises:
        JourneyError: it is not ready in time.
    """
    deadline = time.monotonic() + seconds
    while True:
        page = load()
        if is_ready(page):
            return page
        if time.monotonic() > deadline:
            raise JourneyError(f"{what}: not within {seconds:.0f} s; {page.summary()}")
        time.sleep(every)


def own_form(page: Page) -> Form:
    """Return the form that is sent to the page it stands on, the page's own business.

    Raises:
        JourneyError: there is none.
    """
    found = _own_form(page)
    if found is None:
        raise JourneyError(f"{page.url}: no form of its own; {page.summary()}")
    return found


def _own_form(page: Page) -> Form | None:
    here = urlsplit(page.url).path
    return next((f for f in page.forms if f.method == "post" and urlsplit(f.action).path == here), None)


def choose_procedure(browser: Browser) -> Page:
    """From the first page to the agreement; returns the page after agreeing."""
    page = browser.get("/")
    page = browser.get(page.link("/thu-tuc/"))
    begin = next((form for form in page.forms if form.action.endswith("/bat-dau/")), None)
    if begin is None:
        raise JourneyError(f"{page.url}: nothing to begin; {page.summary()}")
    page = browser.submit(page, begin)
    return browser.submit(page, page.form("card", "face"), {"card": "on", "face": "yes"})


def send_photos(browser: Browser, page: Page, person: Person) -> Page:
    """Send front, back and face, one page each; returns the reading page."""
    for _ in _SLOTS:
        slug = next((slug for slug in _SLOTS if f"/anh/{slug}/" in page.url), None)
        if slug is None:
            break
        photo = person.photos[_SLOTS[slug]]
        page = browser.submit(page, page.form("photo"), files={"photo": (f"{slug}.jpg", photo, "image/jpeg")})
        if f"/anh/{slug}/" in page.url:
            raise JourneyError(f"the photo “{slug}” was not taken; {page.summary()}")
    if "/doc/" not in page.url:
        raise JourneyError(f"photos do not lead to the reading; {page.summary()}")
    return page


def wait_for_reading(browser: Browser, page: Page) -> Page:
    """Reload the reading page until a worker is done."""
    address = page.url
    return poll(
        "reading",
        lambda: browser.get(address),
        lambda p: _own_form(p) is not None,
        seconds=browser.patience * READING_SECONDS,
        every=browser.reload_s,
    )


def fill_form(browser: Browser, page: Page, person: Person, filled: Filled) -> Page:
    """Go through the form's pages; returns the page that shows all answers."""
    page = browser.submit(page, own_form(page))
    for _ in range(40):
        if "/don/" not in urlsplit(page.url).path:
            break
        form, here = own_form(page), page.url
        values = _values(form, person, filled)
        page = browser.submit(page, form, values)
        if page.url == here:
            raise JourneyError(f"the answers {values} were not accepted; {page.summary()}")
    if "/kiem-tra/" not in page.url:
        raise JourneyError(f"the form does not end in the last look; {page.summary()}")
    return page


def _values(form: Form, person: Person, filled: Filled) -> dict[str, str | list[str]]:
    """Return what the person adds or changes on one page, and keep count."""
    values: dict[str, str | list[str]] = {}
    looks = {control.name for control in form.controls if control.name.startswith(_LOOK)}
    for control in _questions(form):
        filled.shown += 1
        now = next((c.value for c in form.controls if c.name == control.name and c.sent), "")
        meant, doubtful = _meant(control, person), _LOOK + control.name in looks
        if doubtful:
            filled.looked_at += 1
            values[_LOOK + control.name] = "on"
        if control.name in ON_THE_CARD and now and meant is not None:
            if is_same(control.name, now, meant):
                filled.by_machine += 1
                continue
            filled.corrected += 1
            filled.wrong_unmarked += not doubtful
        elif meant is None or (now and person.answers.get(control.name) in {None, now}):
            continue  # nothing to say, or said already; what stands there by itself may not be what is meant
        filled.typed += 1
        values[control.name] = meant
    return values


def _questions(form: Form) -> list[Control]:
    """Return one control a question: hidden ones, looks and all but one of each group of choices left out."""
    named: dict[str, Control] = {}
    for control in form.controls:
        if control.kind not in {"hidden", "file"} and not control.name.startswith(_LOOK):
            named.setdefault(control.name, control)
    return list(named.values())


def _meant(control: Control, person: Person) -> str | None:
    said = person.says(control.name)
    if said is not None:
        return said
    if control.kind == "checkbox":
        return control.value
    if control.kind == "select" and control.name == "main_line":
        return next((value for value in control.options if value not in {"", "other"}), None)
    return None


def file_dossier(browser: Browser, page: Page, folder: Path, filled: Filled) -> Filed:
    """Press "file", wait for the slip, and keep it."""
    code, page = press_file(browser, page)
    return Filed(code, keep_slip(browser, page, code, folder), filled)


def press_file(browser: Browser, page: Page) -> tuple[str, Page]:
    """Press "file"; returns the dossier's code and the page that says so."""
    page = browser.submit(page, own_form(page))
    if "/da-nop/" not in page.url:
        raise JourneyError(f"the dossier was not filed; {page.summary()}")
    found = CODE.search(page.text)
    if found is None:
        raise JourneyError(f"no dossier code is shown; {page.summary()}")
    return found[0], page


def keep_slip(browser: Browser, page: Page, code: str, folder: Path) -> Path:
    """Wait on the page that says it was filed for the slip, and keep it."""
    address = page.url
    page = poll(
        "slip",
        lambda: browser.get(address),
        _has_paper,
        seconds=browser.patience * PAPER_SECONDS,
        every=browser.reload_s,
    )
    return keep_pdf(browser, page.link("/giay/"), folder / f"{code}-giay-tiep-nhan.pdf")


def _has_paper(page: Page) -> bool:
    return any("/giay/" in link.href for link in page.links)


def keep_pdf(browser: Browser, address: str, target: Path) -> Path:
    """Download a PDF.

    Raises:
        JourneyError: it is none.
    """
    content = browser.download(address).content
    if not content.startswith(b"%PDF-"):
        raise JourneyError(f"{address}: not a PDF but {content[:40]!r}")
    target.write_bytes(content)
    return target


def open_status(browser: Browser, code: str, person: Person) -> Page:
    """Look the dossier up like anybody who has the slip: by its code and the birth date.

    Raises:
        JourneyError: the code alone opened it, or both together did not.
    """
    if f"/tra-cuu/{code}" in browser.get(f"/tra-cuu/{code}/").url:
        raise JourneyError("the status page opened by the dossier code alone")
    page = browser.get(f"/tra-cuu/?ma={code}")
    page = browser.submit(page, page.form("code", "fact"), {"fact": f"{person.birth:%d/%m/%Y}"})
    if f"/tra-cuu/{code}" not in page.url:
        raise JourneyError(f"code and birth date do not open the dossier; {page.summary()}")
    return page


def keep_certificate(browser: Browser, code: str, folder: Path) -> Path:
    """Wait on the status page for the certificate, and keep it."""

    def load() -> Page:
        return browser.get(f"/tra-cuu/{code}/")

    def is_there(page: Page) -> bool:
        return any("chứng nhận" in link.text.casefold() and "/giay/" in link.href for link in page.links)

    page = poll("certificate", load, is_there, seconds=PAPER_SECONDS)
    address = next(
        link.href for link in page.links if "chứng nhận" in link.text.casefold() and "/giay/" in link.href
    )
    return keep_pdf(browser, address, folder / f"{code}-giay-chung-nhan.pdf")
