"""Prints web pages to pictures by Chromium."""

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import sync_playwright

Picture = NDArray[np.uint8]
_CSS_PIXELS = 96 / 25.4


class Browser:
    """A Chromium that stays open: ``with Browser() as browser: browser.print(html, 85.6, 54, 20)``."""

    def __enter__(self) -> Self:
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        self._folder = tempfile.TemporaryDirectory()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._chromium.close()
        self._playwright.stop()
        self._folder.cleanup()

    def print(self, html: str, width: float, height: float, density: float) -> Picture:
        """Return a page of some millimetres at ``density`` pixels a millimetre, BGR."""
        file = Path(self._folder.name) / "page.html"
        file.write_text(html, encoding="utf-8")
        size: Any = {"width": round(width * _CSS_PIXELS), "height": round(height * _CSS_PIXELS)}
        page = self._chromium.new_page(viewport=size, device_scale_factor=density / _CSS_PIXELS)
        page.set_default_timeout(600_000)  # a busy machine is no fault of the page
        try:
            page.goto(file.as_uri())
            page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
            data = page.screenshot(type="png")
        finally:
            page.close()
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
        assert picture is not None
        return picture.astype(np.uint8)
