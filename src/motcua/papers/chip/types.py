"""What reading chip data gives: plain, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import FieldValue, PaperKind

GroupState = Literal["hash_holds", "hash_mismatch", "not_in_sod", "not_given", "not_checked"]
SignatureState = Literal[
    "verified", "no_csca_configured", "not_signed_by_known_csca", "certificate_not_valid",
    "country_mismatch", "weak_algorithm", "signature_invalid", "algorithm_not_supported", "sod_damaged",
    "sod_missing",
]  # fmt: skip
Outcome = Literal["origin_proved", "origin_not_proved", "failed", "not_checked"]


@dataclass(frozen=True, slots=True)
class Verification:
    """Passive authentication (Doc 9303-11, 5.1) of a set of chip files.

    ``signature`` is about the security object (EF.SOD): ``verified`` only if the signature holds *and* its
    certificate was issued by a configured CSCA and was valid. The five states after it mean that the
    signature holds but proves nothing about who made it; the rest that it does not hold or could not be
    checked. ``groups`` tells of every data group that was given or that the security object lists whether
    its hash is the signed one; ``hash_holds`` alone says nothing about who signed.

    Even ``origin_proved`` does not tell a chip from a copy of it: copies carry the same signed data. Only
    active or chip authentication with the live chip does.
    """

    outcome: Outcome
    signature: SignatureState
    groups: Mapping[int, GroupState]
    message: Bilingual
    signer: str | None = None
    signed_at: date | None = None
    hash_algorithm: str | None = None

    def verified(self, group: int) -> bool:
        """Tell whether a data group is as a known authority signed it."""
        return self.signature == "verified" and self.groups.get(group) == "hash_holds"


@dataclass(frozen=True, slots=True)
class ChipReading:
    """All that was read from one chip's files.

    ``fields`` have the names of `papers.types.IDENTITY_FIELDS` and the source ``chip``; ``review`` is False
    only for values whose origin is proved. ``paper`` is ``passport`` or None: a chip does not say which
    identity card it is in. ``issuing_state`` is the MRZ's (``VNM``). ``family`` and ``other`` are entries of
    data group 13 that are no identity fields, by name and by number. ``portrait`` is a JPEG made by us.
    """

    paper: PaperKind | None
    document_number: str | None
    issuing_state: str | None
    fields: Mapping[str, FieldValue]
    family: tuple[str, ...]
    other: Mapping[int, str]
    portrait: bytes | None
    verification: Verification
    problems: tuple[Problem, ...]

    def to_contract(self) -> dict[str, Any]:
        """Return the JSON object of ``motcua chip read`` (docs/chip.md); the portrait is only its size."""
        checked = self.verification
        return {
            "paper": self.paper,
            "document_number": self.document_number,
            "issuing_state": self.issuing_state,
            "fields": {
                name: {
                    "value": value.value,
                    "confidence": round(value.confidence, 4),
                    "sources": list(value.sources),
                    "review": value.review,
                }
                for name, value in self.fields.items()
            },
            "family": list(self.family),
            "other": {str(number): text for number, text in self.other.items()},
            "portrait_bytes": None if self.portrait is None else len(self.portrait),
            "verification": {
                "outcome": checked.outcome,
                "signature": checked.signature,
                "groups": {f"DG{number}": state for number, state in sorted(checked.groups.items())},
                "signer": checked.signer,
                "signed_at": None if checked.signed_at is None else checked.signed_at.isoformat(),
                "hash_algorithm": checked.hash_algorithm,
                "message": checked.message.to_dict(),
            },
            "problems": [item.to_dict() for item in self.problems],
        }
