"""What is said to a person, always in Vietnamese and English."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

#: What a problem asks of an officer. ``note``: know it. ``look``: compare with the photo before deciding.
#: ``grave``: see the paper itself or ask another source before deciding. None of them decides anything.
Severity = Literal["note", "look", "grave"]
_SEVERITIES: dict[str, Severity] = {"note": "note", "look": "look", "grave": "grave"}
_Corner = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence in the two languages of the product; Vietnamese is the first."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text for a language tag such as ``vi`` or ``en-GB``; Vietnamese for any other."""
        return self.en if language.lower().startswith("en") else self.vi

    def to_dict(self) -> dict[str, str]:
        """Return ``{"vi": …, "en": …}``, the shape used in every JSON the product gives out."""
        return {"vi": self.vi, "en": self.en}

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> "Bilingual":
        """Rebuild a message from :meth:`to_dict`."""
        return cls(vi=data["vi"], en=data["en"])


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def bilingual_day(day: date) -> Bilingual:
    """Return a day as people write it: ``24/11/2026``, and ``24 November 2026``, which nobody turns round."""
    return Bilingual(f"{day:%d/%m/%Y}", f"{day.day} {_MONTHS[day.month - 1]} {day.year}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a photo, a paper or a value.

    ``code`` is stable and may be relied on by outside programs; ``field`` names the field it is about,
    or is None when it is about the whole. ``severity`` is for officers. ``reason`` says in one more stable
    word what caused it (``glare`` of a field that could not be read). ``quad`` is where it is on the photo
    number ``image``: four corners in pixels of the photo as decoded.
    """

    code: str
    message: Bilingual
    field: str | None = None
    severity: Severity | None = None
    reason: str | None = None
    image: int | None = None
    quad: tuple[_Corner, _Corner, _Corner, _Corner] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the shape of the ``problems`` entries in the ``motcua read`` contract.

        ``severity``, ``reason`` and ``region`` are left out where they are not known.
        """
        told: dict[str, Any] = {"code": self.code, "field": self.field, "message": self.message.to_dict()}
        if self.severity is not None:
            told["severity"] = self.severity
        if self.reason is not None:
            told["reason"] = self.reason
        if self.quad is not None:
            corners = [[float(x), float(y)] for x, y in self.quad]
            told["region"] = {"image": self.image or 0, "quad": corners}
        return told

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Problem":
        """Rebuild a problem from :meth:`to_dict`; one stored before a key was added lacks it."""
        message, about, region = data["message"], data.get("field"), data.get("region")
        assert isinstance(message, dict)
        image, quad = None, None
        if region is not None:
            a, b, c, d = ((float(x), float(y)) for x, y in region["quad"])
            image, quad = int(region["image"]), (a, b, c, d)
        return cls(
            code=str(data["code"]),
            message=Bilingual.from_dict(message),
            field=None if about is None else str(about),
            severity=_SEVERITIES.get(str(data.get("severity"))),
            reason=data.get("reason"),
            image=image,
            quad=quad,
        )
