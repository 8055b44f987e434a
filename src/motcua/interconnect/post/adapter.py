"""The public post over HTTP with signed messages; its stand-in documents the protocol."""

import re
from collections.abc import Mapping
from typing import Any, cast, get_args

from motcua.interconnect.signed_http import SignedAdapter
from motcua.interconnect.types import Parcel, ParcelEvent, ParcelLabel, ParcelState

PARCELS = "/v1/parcels"
_STATES = get_args(ParcelState)
_MOST_WHERE = 200
#: Universal Postal Union, S10: two letters, eight digits, a check digit, the country.
_TRACKING = re.compile(r"[A-Z]{2}(\d{8})(\d)VN", re.ASCII)
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class HttpPost(SignedAdapter):
    """Adapter of :class:`motcua.interconnect.ports.PostPort`; one instance serves a whole process."""

    SYSTEM = "post"
    __slots__ = ()

    def order(self, parcel: Parcel) -> ParcelLabel:
        """Order the delivery of a parcel and return its label; the same key is ordered once.

        Raises:
            OutsideCallError: no usable answer.
        """

        def read(answer: Mapping[str, Any]) -> ParcelLabel:
            number = self._http.text(answer, "tracking_number")
            if not is_tracking_number(number):
                raise self._http.wrong("the tracking number does not check")
            return ParcelLabel(number, self._http.text(answer, "sorting_code"))

        data = {
            "dossier_code": parcel.dossier_code,
            "receiver": parcel.receiver,
            "address": parcel.address,
            "phone": parcel.phone,
        }
        return self._http.ask("POST", PARCELS, data, key=parcel.key, read=read)

    def track(self, tracking_number: str) -> tuple[ParcelEvent, ...]:
        """Return what happened to a parcel, the oldest first.

        Raises:
            OutsideCallError: no usable answer, or there is no such parcel.
        """
        if not is_tracking_number(tracking_number):
            raise self._http.wrong("not a tracking number")

        def read(answer: Mapping[str, Any]) -> tuple[ParcelEvent, ...]:
            rows = answer.get("events")
            if answer.get("tracking_number") != tracking_number or not isinstance(rows, list) or not rows:
                raise self._http.wrong("another parcel's events, or none")
            return tuple(self._event(row) for row in rows)

        return self._http.ask("GET", f"{PARCELS}/{tracking_number}", None, key="-", read=read)

    def _event(self, row: Any) -> ParcelEvent:
        if not isinstance(row, dict) or row.get("state") not in _STATES:
            raise self._http.wrong("an event is of another form")
        where = self._http.text(row, "where", most=_MOST_WHERE)
        return ParcelEvent(cast("ParcelState", row["state"]), self._http.moment(row, "at"), where)


def is_tracking_number(text: str) -> bool:
    """Tell whether a text is a tracking number of the Vietnamese post whose check digit holds."""
    found = _TRACKING.fullmatch(text)
    return found is not None and int(found[2]) == check_digit(found[1])


def check_digit(serial: str) -> int:
    """Return the check digit of eight digits (UPU S10)."""
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(serial, _WEIGHTS, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)
