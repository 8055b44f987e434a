"""The signatures and time stamps of a PDF, read as bytes: the file is not taken apart as a PDF.

Anybody may send any file, and a few kilobytes can unfold to gigabytes. What a signature covers is read as
bytes (``ByteRange``, ISO 32000-1, 12.8.1): all of the file up to its end but the signature itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0" + rb"\s{1,9}(\d{1,10})" * 3 + rb"\s{0,9}\]")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
#: Of more signatures the last ones are looked at; ours have one, and a stamp for each time it was renewed.
MOST_SIGNATURES: Final = 16
_LARGEST_SIGNATURE: Final = 256 * 1024
#: Its own, its root, and authorities between. Among ten of one name ways would be looked for for minutes.
_MOST_CERTIFICATES: Final = 5


@dataclass(frozen=True, slots=True)
class CmsSignature:
    """A CMS signature (RFC 5652) with its certificate and those that came with it."""

    data: cms.SignedData
    certificate: x509.Certificate
    held: tuple[x509.Certificate, ...]

    @property
    def is_time_stamp(self) -> bool:
        """Whether it says a time (RFC 3161) and not that somebody agrees."""
        return bool(self.data["encap_content_info"]["content_type"].native == "tst_info")

    @property
    def info(self) -> cms.SignerInfo:
        """The one signature in it."""
        (found,) = self.data["signer_infos"]
        return cast("cms.SignerInfo", found)


@dataclass(frozen=True, slots=True)
class EmbeddedSignature(CmsSignature):
    """A signature as it lies in a file: ``covered`` is what it signs, ``end`` where that ends.

    ``stamp`` is the time stamp of the signature itself, None where it has none, or is one, of the document.
    """

    covered: bytes
    end: int
    stamp: CmsSignature | None


def signatures(pdf: bytes) -> list[EmbeddedSignature]:
    """Return the signatures of a file in their order there.

    Raises:
        ValueError, TypeError, KeyError: one is damaged, or none that we could have made.
    """
    places = [tuple(map(int, found.groups())) for found in list(_RANGE.finditer(pdf))[-MOST_SIGNATURES:]]
    return [_embedded(pdf, start, end, rest) for start, end, rest in places]


def main_signature(found: list[EmbeddedSignature]) -> tuple[EmbeddedSignature, list[EmbeddedSignature]]:
    """Return the last signature that is no stamp of the document, and the stamps after it.

    Raises:
        ValueError: there is none.
    """
    at = max((index for index, item in enumerate(found) if not item.is_time_stamp), default=None)
    if at is None:
        raise ValueError("stamps, and no signature")
    return found[at], found[at + 1 :]


def stamp_time(stamp: CmsSignature) -> datetime:
    """Return the time that a time stamp says, believed or not.

    Raises:
        ValueError, TypeError, KeyError: it says none.
    """
    said = stamp.data["encap_content_info"]["content"].parsed
    if not isinstance(said, tsp.TSTInfo):
        raise TypeError("no time stamp")
    return cast("datetime", said["gen_time"].native)


def asn1_of(certificate: x509.Certificate) -> asn1.Certificate:
    """Return a certificate in the other library's form."""
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _embedded(pdf: bytes, start: int, end: int, rest: int) -> EmbeddedSignature:
    """Return the signature between ``start`` and ``end``; ``rest`` bytes after it are signed too."""
    hole = _HEX.fullmatch(pdf[start : min(end, start + _LARGEST_SIGNATURE)])
    if hole is None or end + rest > len(pdf):
        raise ValueError("a signature is not where its range says")
    signed = _signed(cms.ContentInfo.load(bytes.fromhex(hole[1].decode())))
    stamps = list(_stamps(signed.info))
    return EmbeddedSignature(
        signed.data,
        signed.certificate,
        signed.held,
        covered=pdf[:start] + pdf[end : end + rest],
        end=end + rest,
        stamp=_signed(stamps[0]) if len(stamps) == 1 else None,
    )


def _signed(content: Any) -> CmsSignature:
    if content["content_type"].native != "signed_data":
        raise ValueError("no signature")
    data = content["content"]
    if len(data["certificates"]) > _MOST_CERTIFICATES:
        raise ValueError("more certificates than one that we could have made has")
    held = [item.chosen for item in data["certificates"]]
    named = data["signer_infos"][0]["sid"].chosen
    own = next(
        (
            item
            for item in held
            if item.serial_number == named["serial_number"].native and item.issuer == named["issuer"]
        ),
        None,
    )
    if own is None or len(data["signer_infos"]) != 1:
        raise ValueError("a signature without its certificate")
    return CmsSignature(data, _x509(own), tuple(map(_x509, held)))


def _stamps(info: cms.SignerInfo) -> Iterator[Any]:
    for attribute in info["unsigned_attrs"] or ():
        if attribute["type"].native == "signature_time_stamp_token":
            yield from attribute["values"]


def _x509(certificate: asn1.Certificate) -> x509.Certificate:
    return x509.load_der_x509_certificate(certificate.dump())
