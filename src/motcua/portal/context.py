"""What pages know of signing in: whether it is offered, by whom, and whether somebody is signed in."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from motcua.dossiers import signing_in
from motcua.kernel.messages import Bilingual
from motcua.portal import access
from motcua.ui import device


@dataclass(frozen=True, slots=True)
class Identity:
    """``signed_in`` says that somebody is, not who: pages that a cache may keep show it too."""

    offered: bool
    name: Bilingual
    signed_in: bool


def identity(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``identity``, looked up only where a page uses it."""
    return {"identity": SimpleLazyObject(lambda: _identity(request))}


def _identity(request: HttpRequest) -> Identity:
    # At a machine that everybody uses nobody should leave an account open at the provider's page.
    offered = signing_in.is_offered() and not device.kiosk_of(request)
    signed_in = offered and access.person_of(request) is not None
    return Identity(offered, signing_in.provider_name(), signed_in)
