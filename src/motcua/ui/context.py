"""What every page knows: the office it speaks for and whether this is the demonstration."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from motcua.kernel.messages import Bilingual
from motcua.ui import device

OfficeName = Callable[[], Bilingual]
_sources: list[OfficeName] = []


def name_office_with(source: OfficeName) -> None:
    """Say where the office's name comes from.

    The catalogue of offices stands on a higher floor than this room, so the room that knows it registers
    itself at start. The last one registered is asked.
    """
    _sources.append(source)


def office_name() -> str:
    """Return the office's name in the language of the page, empty when no source is registered."""
    return _sources[-1]().in_language(get_language() or "vi") if _sources else ""


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template what it may need of the office and the machine.

    ``office_name``, ``demo``, ``public_url``, ``other_language`` (``vi`` or ``en``), ``kiosk`` (its name or
    empty).
    """
    return {
        "office_name": office_name(),
        "demo": settings.DEMO,
        "kiosk": device.kiosk_of(request),
        "public_url": settings.PUBLIC_URL,
        "other_language": "vi" if (get_language() or "vi").startswith("en") else "en",
    }
