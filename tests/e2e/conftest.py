"""One Playwright for a module's tests: starting its driver and a browser took longer than many a page."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright, sync_playwright


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Return it; it ends with the module, as no test of Django's can run while its loop does."""
    with sync_playwright() as running:
        yield running
