"""Whether a PDF that somebody sends bears the office's signature, and whether that may still be believed.

Anybody may send any file, so nothing of it is taken apart as a PDF: a few kilobytes can unfold to gigabytes.
What a signature covers is read as bytes (``ByteRange``, ISO 32000-1, 12.8.1): all of the file but the
signature itself, or the file is not whole. The signature is validated as CMS (ETSI EN 319 122-1), its time
stamp too.
"""

# First, whoever comes here first: see there.
from motcua.outcomes.pades import common_name

# isort: split

import asyncio
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from asn1crypto import cms
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.keys import load_certs_from_pemder
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.outcomes import revoked
from motcua.outcomes.signing import SigningError
from motcua.outcomes.types import SignatureCheck

_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0" + rb"\s{1,9}(\d{1,10})" * 3 + rb"\s{0,9}\]")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
#: Of more signatures the last ones are looked at; ours have one. A signature with its stamp has 10 KB.
_MOST_SIGNATURES, _LARGEST_SIGNATURE = 16, 256 * 1024
#: Its own, its root, and authorities between. Among ten of one name ways would be looked for for minutes.
_MOST_CERTIFICATES: Final = 5
_TICK: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class _Signature:
    """A signature as it lies in a file: ``covered`` is what it signs."""

    data: cms.SignedData
    certificate: asn1.Certificate
    covered: bytes
    whole: bool


def check(
    pdf: bytes, trusted: Path, *, own: Collection[x509.Certificate] | None = None
) -> SignatureCheck | None:
    """Check the signature of a PDF; None if it carries no signature.

    Args:
        trusted: a PEM file with the certificates that are started from; lists of revoked ones lie beside it
            (:mod:`motcua.outcomes.revoked`).
        own: certificates of the office's keys, former ones too. Whoever else got a certificate of the same
            authority does not sign for the office: what is not by a certificate in the same name is not
            trusted. None: whoever leads to ``trusted`` is.

    Raises:
        SetupError: the PEM file is missing or broken.
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        roots = list(load_certs_from_pemder([str(trusted)]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SetupError(trusted=str(trusted), reason="no readable certificates") from error
    try:
        signatures = _signatures(pdf)
        if not signatures:
            return None
        names = _names(roots if own is None else [_asn1(item) for item in own])
        named = any(names & _names_of(item.certificate, issuer=own is None) for item in signatures)
        ours = names if own is not None else None
        return _checked(signatures[-1], roots, trusted.parent, ours, named=named)
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise SigningError(cause=repr(error)) from error


def signing_certificate(pdf: bytes) -> x509.Certificate | None:
    """Return the certificate that the last signature of a PDF names as its own, None without a signature.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        signatures = _signatures(pdf)
        return _x509(signatures[-1].certificate) if signatures else None
    except Exception as error:
        raise SigningError(cause=repr(error)) from error


def _checked(
    signature: _Signature, roots: list[Any], folder: Path, own: set[Any] | None, *, named: bool
) -> SignatureCheck:
    try:
        status = _validated(signature, roots, clock.now())
    except SignatureValidationError:  # signed with another certificate than the one that lies there now
        name = common_name(signature.certificate)
        return SignatureCheck(name, intact=False, whole=signature.whole, trusted=False, named=named)
    stamped_at = _stamp_of(status.timestamp_validity)
    leads, over = bool(status.trusted), _x509(signature.certificate).not_valid_after_utc
    lapsed = False
    if not leads and over < clock.now():
        leads = bool(_validated(signature, roots, min(stamped_at or over, over - _TICK)).trusted)
        lapsed = leads and (stamped_at is None or stamped_at > over)
    is_own = own is None or bool(own & _names_of(signature.certificate, issuer=False))
    revoked_at = revoked.since(_x509(signature.certificate), folder) if leads and is_own else None
    counted = revoked_at is None or (stamped_at is not None and stamped_at < revoked_at)
    return SignatureCheck(
        signer=common_name(status.signing_cert),
        intact=bool(status.intact and status.valid),
        whole=signature.whole,
        trusted=leads and is_own and counted and not lapsed,
        stamped_at=stamped_at,
        named=named,
        revoked_at=revoked_at,
        lapsed=lapsed and is_own,
    )


def _validated(signature: _Signature, roots: list[Any], moment: datetime) -> Any:
    # One context each: a certificate that is good for signing is none for stamping.
    context = ValidationContext(trust_roots=roots, allow_fetching=False, moment=moment.astimezone(UTC))
    stamps = ValidationContext(trust_roots=roots, allow_fetching=False)
    checking = async_validate_detached_cms(
        signature.covered,
        signature.data,
        signer_validation_context=context,
        ts_validation_context=stamps,
    )
    return asyncio.run(checking)


def _signatures(pdf: bytes) -> list[_Signature]:
    ranges = list(_RANGE.finditer(pdf))[-_MOST_SIGNATURES:]
    places = [tuple(map(int, found.groups())) for found in ranges]
    return [_signature(pdf, start, end, rest) for start, end, rest in places]


def _signature(pdf: bytes, start: int, end: int, rest: int) -> _Signature:
    """Return the signature between ``start`` and ``end``; ``rest`` bytes after it are signed too."""
    hole = _HEX.fullmatch(pdf[start : min(end, start + _LARGEST_SIGNATURE)])
    if hole is None or end + rest > len(pdf):
        raise ValueError("a signature is not where its range says")
    content = cms.ContentInfo.load(bytes.fromhex(hole[1].decode()))
    data = content["content"]
    if content["content_type"].native != "signed_data" or len(data["certificates"]) > _MOST_CERTIFICATES:
        raise ValueError("no signature that we could have made")
    (signer,) = data["signer_infos"]
    for attribute in signer["unsigned_attrs"] or ():
        for stamp in attribute["values"] if attribute["type"].native == "signature_time_stamp_token" else ():
            if len(stamp["content"]["certificates"]) > _MOST_CERTIFICATES:
                raise ValueError("no time stamp that we could have got")
    return _Signature(
        data, _signer(data, signer), pdf[:start] + pdf[end : end + rest], end + rest == len(pdf)
    )


def _signer(data: cms.SignedData, signer: cms.SignerInfo) -> asn1.Certificate:
    named = signer["sid"].chosen
    number, issuer = named["serial_number"].native, named["issuer"]
    for held in data["certificates"]:
        if held.chosen.serial_number == number and held.chosen.issuer == issuer:
            return cast("asn1.Certificate", held.chosen)
    raise ValueError("a signature without its certificate")


def _names(certificates: Collection[Any]) -> set[Any]:
    return {certificate.subject.hashable for certificate in certificates}


def _names_of(certificate: asn1.Certificate, *, issuer: bool) -> set[Any]:
    """Return under whose names a certificate stands; anybody can write any into theirs."""
    return _names([certificate]) | ({certificate.issuer.hashable} if issuer else set())


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _x509(certificate: asn1.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())


def _stamp_of(stamp: Any) -> datetime | None:
    good = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    return cast("datetime", stamp.timestamp) if good else None
