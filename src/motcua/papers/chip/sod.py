"""The document security object, EF.SOD: hashes of the data groups, signed (Doc 9303-10, 4.6.2; RFC 5652)."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from asn1crypto import cms

from motcua.papers.chip import tlv
from motcua.papers.chip.groups import SOD_TAG
from motcua.papers.chip.signature import ASN1_ERRORS, HASHES, NotSupportedError, digest, holds, is_weak

MAX_BYTES: Final = 64 * 1024
#: id-icao-mrtd-security-ldsSecurityObject.
_CONTENT_TYPE: Final = "2.23.136.1.1.1"
#: Object identifiers of hashes, content octets in hexadecimal -> name.
_HASH_OIDS: Final = {
    "2b0e03021a": "sha1",
    "608648016503040204": "sha224",
    "608648016503040201": "sha256",
    "608648016503040202": "sha384",
    "608648016503040203": "sha512",
}


class SodError(ValueError):
    """EF.SOD is damaged or not of the form the standard asks for."""


@dataclass(frozen=True, slots=True)
class Sod:
    """A security object as parsed; nothing of it is checked yet.

    ``hashes`` is by data group, by ``hash_algorithm``. ``signer`` is the certificate that came along
    (asn1crypto), None if none fits; ``info`` the SignerInfo; ``content`` what its digest is of.
    """

    hash_algorithm: str
    hashes: Mapping[int, bytes]
    content: bytes
    info: Any
    signer: Any | None


def parse(raw: bytes) -> Sod:
    """Read EF.SOD.

    Raises:
        SodError: it is damaged.
        NotSupportedError: it hashes with something unknown.
    """
    if len(raw) > MAX_BYTES:
        raise SodError("too large")
    try:
        return _parse(raw)
    except SodError:
        raise
    except ASN1_ERRORS as error:
        raise SodError(type(error).__name__) from error


def _parse(raw: bytes) -> Sod:
    outer = tlv.first(raw, SOD_TAG)
    message = cms.ContentInfo.load(outer.value, strict=True)
    if message["content_type"].native != "signed_data":
        raise SodError("not signed data")
    signed = message["content"]
    wrapped = signed["encap_content_info"]
    if wrapped["content_type"].dotted != _CONTENT_TYPE:
        raise SodError("not a security object")
    content = bytes(wrapped["content"])
    infos = list(signed["signer_infos"])
    if len(infos) != 1:
        raise SodError(f"{len(infos)} signers")
    algorithm, hashes = _security_object(content)
    return Sod(algorithm, hashes, content, infos[0], _signer(signed, infos[0]))


def _security_object(content: bytes) -> tuple[str, dict[int, bytes]]:
    """Return the hash algorithm and the hashes of an LDSSecurityObject (Doc 9303-10, appendix D)."""
    parts = tlv.elements(tlv.first(content, 0x30).value)
    if len(parts) < 3 or [part.tag for part in parts[:3]] != [0x02, 0x30, 0x30]:
        raise SodError("not a security object")
    algorithm = _HASH_OIDS.get(tlv.first(parts[1].value, 0x06).value.hex())
    if algorithm is None:
        raise NotSupportedError("hash of the data groups")
    found: dict[int, bytes] = {}
    for item in tlv.elements(parts[2].value):
        number, value = tlv.elements(item.value)
        group = int.from_bytes(number.value, "big")
        if (item.tag, number.tag, value.tag) != (0x30, 0x02, 0x04) or not 1 <= group <= 16 or group in found:
            raise SodError("hash list")
        if len(value.value) != HASHES[algorithm].digest_size:
            raise SodError("hash of another length")
        found[group] = value.value
    if not found:
        raise SodError("no hash")
    return algorithm, found


def _signer(signed: Any, info: Any) -> Any | None:
    wanted = info["sid"]
    for choice in signed["certificates"]:
        if choice.name != "certificate":
            continue
        certificate = choice.chosen
        if wanted.name == "issuer_and_serial_number":
            chosen = wanted.chosen
            if (
                chosen["issuer"] == certificate.issuer
                and chosen["serial_number"].native == certificate.serial_number
            ):
                return certificate
        elif (identifier := certificate.key_identifier) and identifier == wanted.chosen.native:
            return certificate
    return None


@dataclass(frozen=True, slots=True)
class Signed:
    """Whether the signature holds with the certificate's key, and how much that proves."""

    holds: bool
    weak: bool = False
    signed_at: date | None = None


def check(sod: Sod) -> Signed:
    """Check the signature over the hashes with the signer's key (RFC 5652, 5.4 and 5.6).

    Signed attributes are required: content type and message digest must be those of the security object.

    Raises:
        SodError: there is no fitting certificate, or the structures are damaged.
        NotSupportedError: the algorithm or the key.
    """
    if sod.signer is None:
        raise SodError("no certificate of the signer")
    try:
        return _check(sod.info, sod.signer, sod)
    except SodError:
        raise
    except ASN1_ERRORS as error:
        raise SodError(type(error).__name__) from error


def _check(info: Any, signer: Any, sod: Sod) -> Signed:
    attributes: dict[str, Any] = {}
    for attribute in info["signed_attrs"]:
        kind = attribute["type"].native
        if kind in attributes or len(attribute["values"]) != 1:
            raise SodError("signed attributes")
        attributes[kind] = attribute["values"][0]
    if "content_type" not in attributes or "message_digest" not in attributes:
        raise SodError("signed attributes")
    name = str(info["digest_algorithm"]["algorithm"].native)
    expected = digest(name, sod.content)
    if attributes["content_type"].dotted != _CONTENT_TYPE or not hmac.compare_digest(
        expected, bytes(attributes["message_digest"].native)
    ):
        return Signed(False)
    # Signed as a SET, stored under an implicit tag (RFC 5652, 5.4).
    stored = info["signed_attrs"].dump()
    data = b"\x31" + stored[1:]
    algorithm, public = info["signature_algorithm"], signer.public_key
    if not holds(public, algorithm, bytes(info["signature"].native), data, default_hash=name):
        return Signed(False)
    weak = name == "sha1" or sod.hash_algorithm == "sha1" or is_weak(public, algorithm, default_hash=name)
    return Signed(True, weak, _signing_time(attributes))


def _signing_time(attributes: Mapping[str, Any]) -> date | None:
    value = attributes.get("signing_time")
    native = None if value is None else value.native
    return native.date() if isinstance(native, datetime) else None
