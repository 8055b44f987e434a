"""Which machine of the office a browser is, if any: a signed cookie says so, and the settings list it.

A citizen's phone is none. Taking a name off ``MOTCUA_KIOSKS`` ends its machine at once.
"""

from typing import Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

COOKIE: Final = "motcua-kiosk"
_SALT, _LINK_SALT = "motcua.kiosk", "motcua.kiosk.link"
#: A link for setting a machine up is used at once.
LINK_SECONDS: Final = 3600


def kiosk_of(request: HttpRequest) -> str:
    """Return the name of the kiosk this browser is, else an empty text."""
    proof = request.COOKIES.get(COOKIE)
    return _listed(proof, salt=_SALT) if proof else ""


def proof_of(name: str) -> str:
    """Return what the cookie of a kiosk holds."""
    return signing.dumps(name, salt=_SALT)


def link_token(name: str) -> str:
    """Return what the address for setting a kiosk up holds, good for :data:`LINK_SECONDS`."""
    return signing.dumps(name, salt=_LINK_SALT)


def name_in(token: str) -> str:
    """Return the kiosk a set-up address names, empty when it is old, not ours or not listed."""
    return _listed(token, salt=_LINK_SALT, max_age=LINK_SECONDS)


def _listed(signed: str, *, salt: str, max_age: int | None = None) -> str:
    try:
        name = signing.loads(signed, salt=salt, max_age=max_age)
    except signing.BadSignature:
        return ""
    return name if isinstance(name, str) and name in settings.KIOSKS else ""
