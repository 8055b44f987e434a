"""What reading a paper gives: plain, frozen values, no image and no model in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from motcua.kernel.messages import Problem
from motcua.papers.addresses import PLACES, units_of

PaperKind = Literal[
    "cmnd", "cmnd12", "cccd_barcode", "cccd_chip", "can_cuoc", "passport",
    "household_certificate", "construction_permit", "land_certificate",
]  # fmt: skip
SideName = Literal["front", "back"]
Source = Literal["qr", "mrz", "text", "derived", "chip"]
Point = tuple[float, float]
#: Four corners in pixels of the photo as decoded (EXIF orientation applied), clockwise from the paper's
#: own top left.
Quad = tuple[Point, Point, Point, Point]

#: Findings for the officer who sees the paper: told to a citizen they would accuse somebody for nothing.
OFFICERS_ONLY = frozenset({"corner_cut", "portrait_pasted", "portrait_missing"})
IDENTITY_FIELDS = (
    "personal_number", "previous_number", "full_name", "date_of_birth", "sex", "nationality",
    "place_of_origin", "place_of_residence", "place_of_birth_registration", "date_of_issue",
    "date_of_expiry", "issuing_authority", "identifying_features", "ethnicity", "religion",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Region:
    """Where on which photo a value was read: ``image`` counts the photos given to ``read`` from 0."""

    image: int
    quad: Quad


@dataclass(frozen=True, slots=True)
class Witness:
    """What one source said about a field before the sources were fused."""

    source: Source
    value: str
    confidence: float
    region: Region | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One fused value.

    ``confidence`` is a probability in [0, 1]; ``review`` True means it must not be trusted without a look;
    ``sources`` are those that agree with the value; ``witnesses`` keeps what every source said.
    """

    value: str
    confidence: float
    sources: tuple[Source, ...]
    review: bool
    region: Region | None = None
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the paper as found on one photo; ``portrait`` is the printed photograph's quad, if any."""

    side: SideName
    image: int
    quad: Quad | None
    portrait: Quad | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from the photos of one paper. ``timing_ms`` always has ``total``.

    Quads are in pixels of the photos as :func:`papers.photo.decode` gives them. ``reduced`` says of those
    that it made smaller how many times larger they were, by their number; what the product keeps never is.
    """

    paper: PaperKind | None
    fields: Mapping[str, FieldValue]
    sides: tuple[Side, ...]
    problems: tuple[Problem, ...]
    timing_ms: Mapping[str, float] = field(default_factory=lambda: {"total": 0.0})
    reduced: Mapping[int, float] = field(default_factory=dict)

    def to_contract(self, identifier: str | None = None) -> dict[str, Any]:
        """Return the JSON object of the ``motcua read`` contract (docs/contracts.md)."""
        disputed = {problem.field for problem in self.problems if problem.code == "sources_disagree"}
        return {
            "id": identifier,
            "paper": self.paper,
            "fields": {
                name: _field_contract(name, value, disputed=name in disputed)
                for name, value in self.fields.items()
            },
            "sides": [
                {
                    "side": side.side,
                    "quad": None if side.quad is None else self._on_photo(side.image, side.quad),
                    "problems": [self._told(problem) for problem in side.problems],
                }
                for side in self.sides
            ],
            "problems": [self._told(problem) for problem in self.problems],
            "timing_ms": {name: round(value, 1) for name, value in self.timing_ms.items()},
        }

    def _on_photo(self, image: int, quad: Quad) -> list[list[float]]:
        larger = self.reduced.get(image, 1.0)
        return [[round(x * larger, 1), round(y * larger, 1)] for x, y in quad]

    def _told(self, problem: Problem) -> dict[str, Any]:
        told = problem.to_dict()
        if problem.quad is not None:
            image = problem.image or 0
            told["region"] = {"image": image, "quad": self._on_photo(image, problem.quad)}
        return told

    def to_record(self) -> dict[str, Any]:
        """Return everything, regions and witnesses included, as JSON types for storage."""
        return {
            "paper": self.paper,
            "fields": {name: _field_record(value) for name, value in self.fields.items()},
            "sides": [
                {
                    "side": side.side,
                    "image": side.image,
                    "quad": _quad_record(side.quad),
                    "portrait": _quad_record(side.portrait),
                    "problems": [problem.to_dict() for problem in side.problems],
                }
                for side in self.sides
            ],
            "problems": [problem.to_dict() for problem in self.problems],
            "timing_ms": dict(self.timing_ms),
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """Rebuild a reading from :meth:`to_record`."""
        return cls(
            paper=record["paper"],
            fields={name: _field_from(data) for name, data in record["fields"].items()},
            sides=tuple(
                Side(
                    side=data["side"],
                    image=data["image"],
                    quad=_quad_from(data["quad"]),
                    portrait=_quad_from(data["portrait"]),
                    problems=tuple(Problem.from_dict(item) for item in data["problems"]),
                )
                for data in record["sides"]
            ),
            problems=tuple(Problem.from_dict(item) for item in record["problems"]),
            timing_ms=dict(record["timing_ms"]),
        )


def _field_contract(name: str, value: FieldValue, *, disputed: bool) -> dict[str, Any]:
    result: dict[str, Any] = {
        "value": value.value,
        "confidence": round(value.confidence, 4),
        "sources": list(value.sources),
        "review": value.review,
    }
    if disputed:
        result["said"] = [{"source": item.source, "value": item.value} for item in value.witnesses]
    units = units_of(value.value) if name in PLACES else None
    if units is not None:
        result["units"] = units.to_contract()
    return result


def _quad_record(quad: Quad | None) -> list[list[float]] | None:
    return None if quad is None else [[float(x), float(y)] for x, y in quad]


def _quad_from(data: list[list[float]] | None) -> Quad | None:
    if data is None:
        return None
    a, b, c, d = ((float(x), float(y)) for x, y in data)
    return (a, b, c, d)


def _region_record(region: Region | None) -> dict[str, Any] | None:
    return None if region is None else {"image": region.image, "quad": _quad_record(region.quad)}


def _region_from(data: Mapping[str, Any] | None) -> Region | None:
    if data is None:
        return None
    quad = _quad_from(data["quad"])
    assert quad is not None
    return Region(image=data["image"], quad=quad)


def _field_record(value: FieldValue) -> dict[str, Any]:
    return {
        "value": value.value,
        "confidence": value.confidence,
        "sources": list(value.sources),
        "review": value.review,
        "region": _region_record(value.region),
        "witnesses": [
            {
                "source": witness.source,
                "value": witness.value,
                "confidence": witness.confidence,
                "region": _region_record(witness.region),
            }
            for witness in value.witnesses
        ],
    }


def _field_from(data: Mapping[str, Any]) -> FieldValue:
    return FieldValue(
        value=data["value"],
        confidence=data["confidence"],
        sources=tuple(data["sources"]),
        review=data["review"],
        region=_region_from(data["region"]),
        witnesses=tuple(
            Witness(
                source=item["source"],
                value=item["value"],
                confidence=item["confidence"],
                region=_region_from(item["region"]),
            )
            for item in data["witnesses"]
        ),
    )
