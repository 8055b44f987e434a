"""Tag-length-value data as chips store it (ISO/IEC 7816-4, X.690), read strictly and within limits.

Only definite lengths; a length that does not fit the bytes that are there is refused before anything is
copied, so hostile lengths cost nothing.
"""

from dataclasses import dataclass
from typing import Final

#: More elements on one level than any file of a chip has.
_MOST_ELEMENTS: Final = 512


class TlvError(ValueError):
    """The bytes are not what they claim to be."""


@dataclass(frozen=True, slots=True)
class Element:
    """One element: ``tag`` as a number (0x5F1F), ``value`` the content, ``raw`` tag and length included."""

    tag: int
    value: bytes
    raw: bytes

    @property
    def constructed(self) -> bool:
        """Tell whether the value is made of elements."""
        return bool(self.raw[0] & 0x20)


def first(data: bytes, tag: int | None = None) -> Element:
    """Return the element at the start; what follows it is not looked at.

    Raises:
        TlvError: there is none, or its tag is another.
    """
    element = _read(data, 0)
    if tag is not None and element.tag != tag:
        raise TlvError(f"tag {element.tag:x} in place of {tag:x}")
    return element


def elements(data: bytes) -> list[Element]:
    """Return all elements, which must fill the data to its end.

    Raises:
        TlvError: they do not, or there are too many.
    """
    found: list[Element] = []
    at = 0
    while at < len(data):
        if len(found) == _MOST_ELEMENTS:
            raise TlvError("too many elements")
        element = _read(data, at)
        found.append(element)
        at += len(element.raw)
    return found


def _read(data: bytes, start: int) -> Element:
    try:
        at = start + 1
        tag = data[start]
        if tag & 0x1F == 0x1F:
            for _ in range(2):
                tag = tag << 8 | data[at]
                at += 1
                if not data[at - 1] & 0x80:
                    break
            else:
                raise TlvError("tag of more than three bytes")
        length = data[at]
        at += 1
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4:
                raise TlvError("indefinite or oversized length")
            if at + count > len(data):
                raise TlvError("length cut off")
            length = int.from_bytes(data[at : at + count], "big")
            at += count
    except IndexError as error:
        raise TlvError("cut off") from error
    end = at + length
    if end > len(data):
        raise TlvError(f"{length} bytes claimed, {len(data) - at} there")
    return Element(tag, data[at:end], data[start:end])
