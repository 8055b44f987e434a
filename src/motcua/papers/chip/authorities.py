"""Country signing certificates (CSCA) a folder holds, and whether one of them stands behind a signer.

The public lists of such certificates (ICAO's, Germany's, the Netherlands') have one of Viet Nam, for
passports. The identity card's is in none of them and must come from the authority that issues the card.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

from asn1crypto import pem, x509

from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual
from motcua.papers.chip.signature import ASN1_ERRORS, NotSupportedError, holds, is_weak

_SUFFIXES: Final = frozenset({".cer", ".crt", ".der", ".pem", ".cert"})
_MOST_FILES: Final = 1000
_MOST_BYTES: Final = 256 * 1024
#: Only Vietnamese papers are judged: X.500 country of their certificates, and what their zone says.
COUNTRY: Final = "VN"
ISSUING_STATE: Final = "VNM"


@dataclass(frozen=True, slots=True)
class Authorities:
    """Trusted CSCA certificates (asn1crypto); each of them is an anchor, linked or not."""

    certificates: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Issuer:
    """The anchor that issued a signer's certificate, or None; ``weak`` if its signature on it is."""

    certificate: Any | None
    weak: bool = False


def load(folder: Path) -> Authorities:
    """Read all certificates (DER or PEM, ``.cer .crt .der .pem .cert``) of a folder.

    Raises:
        SetupError: the folder is missing, or a file in it is no certificate.
    """
    if not folder.is_dir():
        raise SetupError(_NO_FOLDER, folder=str(folder))
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES and path.is_file())
    if len(paths) > _MOST_FILES:
        raise SetupError(_UNREADABLE, folder=str(folder), files=len(paths))
    found: list[Any] = []
    for path in paths:
        try:
            with path.open("rb") as stream:
                found.extend(parse(stream.read(_MOST_BYTES)))
        except (OSError, *ASN1_ERRORS) as error:
            raise SetupError(_UNREADABLE, file=str(path), reason=type(error).__name__) from error
    return Authorities(tuple(found))


def parse(data: bytes) -> list[Any]:
    """Return the certificates of a DER or PEM file.

    Raises:
        ASN1_ERRORS: it holds none, or a damaged one.
    """
    blocks: Iterable[bytes] = (data,)
    if pem.detect(data):
        blocks = [block for _, _, block in pem.unarmor(data, multiple=True)]
    found = []
    for block in blocks:
        certificate = x509.Certificate.load(block, strict=True)
        str(certificate.subject.human_friendly)  # reads it, so that damage shows here
        found.append(certificate)
    if not found:
        raise ValueError("no certificate")
    return found


_NO_FOLDER = Bilingual(
    vi="Không tìm thấy thư mục chứng thư CSCA.", en="The folder of CSCA certificates was not found."
)
_UNREADABLE = Bilingual(
    vi="Một tệp trong thư mục CSCA không phải chứng thư đọc được.",
    en="A file in the CSCA folder is not a certificate that can be read.",
)


def issuer_of(signer: Any, authorities: Authorities) -> Issuer:
    """Return the anchor whose name is the signer's issuer and whose key signed its certificate.

    Anchors with keys or algorithms not supported are passed over.

    Raises:
        ASN1_ERRORS: the signer's certificate is damaged.
    """
    for anchor in authorities.certificates:
        if anchor.subject != signer.issuer or not _may_issue(anchor):
            continue
        algorithm = signer["signature_algorithm"]
        if algorithm.dump() != signer["tbs_certificate"]["signature"].dump():
            continue
        try:
            data, value = signer["tbs_certificate"].dump(), bytes(signer["signature_value"].native)
            if holds(anchor.public_key, algorithm, value, data, default_hash=""):
                return Issuer(anchor, is_weak(anchor.public_key, algorithm, default_hash=""))
        except NotSupportedError:
            continue
    return Issuer(None)


def _may_issue(anchor: Any) -> bool:
    constraints, usage = anchor.basic_constraints_value, anchor.key_usage_value
    is_authority = constraints is not None and bool(constraints["ca"].native)
    return is_authority and (usage is None or "key_cert_sign" in usage.native)


def may_sign_documents(signer: Any) -> bool:
    """Tell whether a certificate is a document signer's (Doc 9303-12, table 6).

    Not a CA's, allowed to sign, and without an extended key usage: that marks the signers of lists and
    of visible seals, which the same CSCA issues.

    Raises:
        ASN1_ERRORS: the certificate is damaged.
    """
    constraints, usage = signer.basic_constraints_value, signer.key_usage_value
    if constraints is not None and constraints["ca"].native:
        return False
    if usage is not None and "digital_signature" not in usage.native:
        return False
    return signer.extended_key_usage_value is None


def valid_on(certificate: Any, day: date) -> bool:
    """Tell whether a certificate is valid on some moment of a day.

    Raises:
        ASN1_ERRORS: the certificate is damaged.
    """
    validity = certificate["tbs_certificate"]["validity"]
    begins: datetime = validity["not_before"].native
    ends: datetime = validity["not_after"].native
    first, last = datetime.combine(day, time.min, UTC), datetime.combine(day, time.max, UTC)
    return begins <= last and ends >= first


def country(certificate: Any) -> str:
    """Return the country of a certificate's subject in capitals, empty if it names none.

    Raises:
        ASN1_ERRORS: the certificate is damaged.
    """
    value = certificate.subject.native.get("country_name", "")
    return value.upper() if isinstance(value, str) else ""


def name(certificate: Any) -> str:
    """Return a certificate's subject in one line for people, at most 200 characters, printable only.

    Raises:
        ASN1_ERRORS: the certificate is damaged.
    """
    text = re.sub(r"\s+", " ", certificate.subject.human_friendly)
    return "".join(c for c in text if c.isprintable())[:200]
