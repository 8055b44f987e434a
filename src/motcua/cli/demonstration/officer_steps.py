"""The officers' half of the journey: take the dossier in, look at it, approve it."""

from urllib.parse import urlsplit

from motcua.cli.demonstration.citizen_steps import own_form, poll
from motcua.cli.demonstration.installation import DemoOfficer
from motcua.cli.demonstration.plain_browser import Browser, JourneyError, Page

_DESK = "/ban-lam-viec/"
TAX_SECONDS = 120.0


def sign_in(browser: Browser, officer: DemoOfficer) -> Page:
    """Sign in and return the list of dossiers."""
    page = browser.get(_DESK)
    page = browser.submit(
        page,
        page.form("username", "password"),
        {"username": officer.username, "password": officer.password},
    )
    if urlsplit(page.url).path != _DESK:
        raise JourneyError(f"{officer.username} could not sign in; {page.summary()}")
    return page


def open_dossier(browser: Browser, queue: Page, code: str) -> Page:
    """Open the dossier from the list; it must be there, or be found by its code."""
    listed = [link.href for link in queue.links if f"/ho-so/{code}/" in link.href]
    return browser.get(listed[0] if listed else f"{_DESK}ho-so/{code}/")


def do(browser: Browser, dossier: Page, deed: str) -> Page:
    """Press one of the buttons of the dossier and confirm; returns the dossier afterwards."""
    page = browser.get(dossier.link(f"/{deed}/"))
    page = browser.submit(page, own_form(page))
    if deed in urlsplit(page.url).path:
        raise JourneyError(f"“{deed}” was not done; {page.summary()}")
    return page


def wait_for_certificate(browser: Browser, dossier: Page, personal_number: str) -> Page:
    """Reload the dossier until the tax office has answered and the certificate is made."""

    def is_done(page: Page) -> bool:
        made = any("chứng nhận" in link.text.casefold() and "/giay/" in link.href for link in page.links)
        return made and personal_number in page.text

    return poll("tax answer", lambda: browser.get(dossier.url), is_done, seconds=TAX_SECONDS)
