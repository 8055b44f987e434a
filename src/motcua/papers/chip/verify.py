"""Passive authentication: is what was given what an authority we know has signed (Doc 9303-11, 5.1)?

Revocation lists are not asked for. A copied chip passes: see `types.Verification`.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from motcua.kernel.messages import Bilingual
from motcua.papers.chip import authorities as anchors
from motcua.papers.chip import sod as objects
from motcua.papers.chip.authorities import Authorities
from motcua.papers.chip.errors import CHANGED, NOTHING_SIGNED, SIGNATURE
from motcua.papers.chip.signature import ASN1_ERRORS, NotSupportedError, digest
from motcua.papers.chip.types import GroupState, Outcome, SignatureState, Verification

#: States in which the signature holds, but nobody can say whose it is.
_HOLDS: Final = frozenset(
    {
        "no_csca_configured",
        "not_signed_by_known_csca",
        "certificate_not_valid",
        "country_mismatch",
        "weak_algorithm",
    }
)
_UNCHECKED: Final = frozenset({"sod_missing", "sod_damaged", "algorithm_not_supported"})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said outside the security object that the signer is judged by.

    ``issuing_state`` is the zone's; ``issued_on`` the day of issue in data group 13; ``on`` today.
    """

    on: date
    issuing_state: str | None = None
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The verification, and whether the signer's certificate has expired since it signed."""

    verification: Verification
    expired_since: bool = False


def verify(sod: bytes | None, groups: Mapping[int, bytes], authorities: Authorities, facts: Facts) -> Checked:
    """Check the data groups against the security object, and it against the authorities.

    Args:
        sod: EF.SOD, None if it was not given.
        groups: number -> the whole file of a data group, tag and length included, nothing after it.
        authorities: what is trusted; none gives ``no_csca_configured`` at best.
        facts: see there. A day of issue counts only if its data group has the signed hash.

    Never raises for what is in the data.
    """
    unchecked: dict[int, GroupState] = dict.fromkeys(groups, "not_checked")
    if sod is None:
        return Checked(_verification("sod_missing", unchecked))
    try:
        parsed = objects.parse(sod)
        states = _compare(parsed, groups)
        signed = objects.check(parsed)
    except NotSupportedError:
        return Checked(_verification("algorithm_not_supported", unchecked))
    except objects.SodError:
        return Checked(_verification("sod_damaged", unchecked))
    if not signed.holds:
        return Checked(_verification("signature_invalid", unchecked))
    assert parsed.signer is not None
    issued = facts.issued_on if states.get(13) == "hash_holds" else None
    state: SignatureState
    try:
        state, expired = _origin(parsed.signer, signed, authorities, facts, issued or signed.signed_at)
        signer: str | None = anchors.name(parsed.signer)
    except ASN1_ERRORS:
        return Checked(_verification("sod_damaged", unchecked))
    return Checked(
        _verification(
            state, states, signer=signer, signed_at=signed.signed_at, hash_algorithm=parsed.hash_algorithm
        ),
        expired_since=expired,
    )


def _compare(sod: objects.Sod, groups: Mapping[int, bytes]) -> dict[int, GroupState]:
    states: dict[int, GroupState] = dict.fromkeys(sod.hashes, "not_given")
    for number, raw in groups.items():
        expected = sod.hashes.get(number)
        if expected is None:
            states[number] = "not_in_sod"
        else:
            same = hmac.compare_digest(expected, digest(sod.hash_algorithm, raw))
            states[number] = "hash_holds" if same else "hash_mismatch"
    return states


def _origin(
    signer: Any, signed: objects.Signed, authorities: Authorities, facts: Facts, issued: date | None
) -> tuple[SignatureState, bool]:
    """Return whose the signature is, and whether its certificate has expired since the day of issue."""
    if not authorities.certificates:
        return "no_csca_configured", False
    issuer = anchors.issuer_of(signer, authorities)
    if issuer.certificate is None:
        return "not_signed_by_known_csca", False
    day = min(issued, facts.on) if issued is not None else facts.on
    validity = signer["tbs_certificate"]["validity"]
    if (
        not anchors.may_sign_documents(signer)
        or not anchors.valid_on(signer, day)
        or not anchors.valid_on(issuer.certificate, validity["not_before"].native.date())
    ):
        return "certificate_not_valid", False
    # A CSCA of another country, trusted for its own passports, must not vouch for a Vietnamese card.
    countries = {anchors.country(signer), anchors.country(issuer.certificate)}
    if countries != {anchors.COUNTRY} or facts.issuing_state != anchors.ISSUING_STATE:
        return "country_mismatch", False
    if signed.weak or issuer.weak:
        return "weak_algorithm", False
    return "verified", not anchors.valid_on(signer, facts.on)


def _verification(
    signature: SignatureState,
    groups: Mapping[int, GroupState],
    *,
    signer: str | None = None,
    signed_at: date | None = None,
    hash_algorithm: str | None = None,
) -> Verification:
    outcome, message = _outcome(signature, groups)
    return Verification(outcome, signature, groups, message, signer, signed_at, hash_algorithm)


def _outcome(signature: SignatureState, groups: Mapping[int, GroupState]) -> tuple[Outcome, Bilingual]:
    message = SIGNATURE[signature]
    if signature in _UNCHECKED:
        return "not_checked", message
    if signature == "signature_invalid":
        return "failed", message
    given = {state for state in groups.values() if state != "not_given"}
    if given & {"hash_mismatch", "not_in_sod"}:
        return "failed", CHANGED
    if "hash_holds" not in given:
        return "not_checked", NOTHING_SIGNED
    return ("origin_not_proved" if signature in _HOLDS else "origin_proved"), message
