"""What is said to a person, always in Vietnamese and English."""

from dataclasses import dataclass, field


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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person should know about a photo, a paper or a value.

    ``code`` is stable and may be relied on by outside programs; ``field`` names the field it is about,
    or is None when it is about the whole.
    """

    code: str
    message: Bilingual
    field: str | None = field(default=None)

    def to_dict(self) -> dict[str, object]:
        """Return the shape of the ``problems`` entries in the ``motcua read`` contract."""
        return {"code": self.code, "field": self.field, "message": self.message.to_dict()}

    @classmethod
    def from_dict(cls, data: dict[str, object]) -> "Problem":
        """Rebuild a problem from :meth:`to_dict`."""
        message, about = data["message"], data.get("field")
        assert isinstance(message, dict)
        return cls(
            code=str(data["code"]),
            message=Bilingual.from_dict(message),
            field=None if about is None else str(about),
        )
