"""What every page knows: whether signing in is offered, by whom, who is in, and what is open here."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from motcua.dossiers.drafting import signing_in
from motcua.kernel.messages import Bilingual
from motcua.portal import access, path
from motcua.ui import device


@dataclass(frozen=True, slots=True)
class Identity:
    """``signed_in`` says that somebody is, not who: pages that a cache may keep show it too."""

    offered: bool
    name: Bilingual
    signed_in: bool


def open_here(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``open_here``: where who opened something at this browser goes on, else empty.

    The first page of a machine of the hall asks whose it is before it offers anything else.
    """
    return {"open_here": SimpleLazyObject(lambda: _on(request))}


def _on(request: HttpRequest) -> str:
    if not access.has_open(request):
        return ""
    drafts = access.drafts_of(request)
    return path.where_left_off(drafts[0]) if drafts else reverse("portal:own-dossiers")


def identity(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``identity``, looked up only where a page uses it."""
    return {"identity": SimpleLazyObject(lambda: _identity(request))}


def _identity(request: HttpRequest) -> Identity:
    # At a machine that everybody uses nobody should leave an account open at the provider's page.
    offered = signing_in.is_offered() and not device.kiosk_of(request)
    signed_in = offered and access.person_of(request) is not None
    return Identity(offered, signing_in.provider_name(), signed_in)
