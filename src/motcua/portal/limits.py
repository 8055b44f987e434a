"""Limits on attempts, by who sends them: all who stand in one hall share its network address."""

from datetime import timedelta
from typing import Final

from django.http import HttpRequest

from motcua.audit import services as audit
from motcua.portal import access
from motcua.ui import device, network

#: So many times as much may an officer or a machine of the hall: each serves one person after the other.
_WIDER: Final = 5


def limit(request: HttpRequest, what: str, *, most: int, window: timedelta, officer: str = "") -> str:
    """Count one attempt and return the key it was counted under, for ``audit.services.uncount_attempt``.

    Args:
        most: for one address; officers and kiosks are counted by their names and may do more.
        officer: ``officer:<username>`` for whom it is done where nobody is signed in: a counter's tablet.

    Raises:
        TooManyAttemptsError: as :func:`motcua.audit.services.limit_attempts`.
    """
    kiosk = device.kiosk_of(request)
    named = access.officer_of(request) or officer or (f"kiosk:{kiosk}" if kiosk else "")
    key = f"{what}:{named or network.address(request)}"
    audit.limit_attempts(key, most=most * _WIDER if named else most, window=window)
    return key
