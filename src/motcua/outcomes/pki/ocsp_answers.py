"""What an authority answers about one certificate (OCSP, RFC 6960), kept beside its lists.

An answer has two kilobytes where a list may have megabytes, which every paper would carry. As the same few
certificates stand behind all papers, one answer serves all that are signed until the next is fetched. It
counts if the authority above the certificate signed it, or who has its certificate for answering.
"""

import os
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from motcua.interconnect.ports import RevocationListPort
from motcua.kernel import clock
from motcua.outcomes.pki.path import CLOCKS_APART, issued
from motcua.outcomes.pki.signing_folder import LISTS_FOLDER

#: Of an answer that does not say until when it holds.
_HOLDS: Final = timedelta(days=1)


def ocsp_addresses(certificate: x509.Certificate) -> list[str]:
    """Return where to ask about a certificate over HTTP; none where its authority answers nothing."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    asked = [str(item.access_location.value) for item in found
             if item.access_method == AuthorityInformationAccessOID.OCSP]  # fmt: skip
    return [item for item in asked if urlsplit(item).scheme in {"http", "https"}]


def fetch(
    certificate: x509.Certificate, above: x509.Certificate, folder: Path, port: RevocationListPort
) -> None:
    """Ask about a certificate and keep the answer in the place of the one before.

    Raises:
        OutsideSystemError: no answer.
        ValueError: it is none about this certificate by this authority, or an older one than there is.
    """
    question = ocsp.OCSPRequestBuilder().add_certificate(certificate, above, hashes.SHA1())  # noqa: S303
    content = port.ask(ocsp_addresses(certificate)[0], question.build().public_bytes(Encoding.DER))
    new, file = ocsp.load_der_ocsp_response(content), _file(certificate, folder)
    if not _is_about(new, certificate, above):
        raise ValueError("it is no answer about the certificate by its authority")
    if new.certificate_status == ocsp.OCSPCertStatus.UNKNOWN:
        raise ValueError("the authority does not know the certificate")
    if _is_of_a_time_to_come(new):
        raise ValueError("it is of a time to come")
    before = kept_answer(certificate, above, folder)
    is_believed = before is not None and not _is_of_a_time_to_come(before)
    if before is not None and is_believed and before.this_update_utc > new.this_update_utc:
        raise ValueError("it is older than the one that lies here")
    if before is not None and _is_final(before) and new.certificate_status == ocsp.OCSPCertStatus.GOOD:
        raise ValueError("the certificate was taken back for good before")
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_bytes(content)
    now = clock.now().timestamp()
    os.utime(beside, (now, now))
    beside.replace(file)


def kept_answer(
    certificate: x509.Certificate, above: x509.Certificate, folder: Path
) -> ocsp.OCSPResponse | None:
    """Return the last answer about a certificate, of whatever day; None without one that counts."""
    file = _file(certificate, folder)
    try:
        told = file.stat()
        return _read(file, told.st_mtime_ns, told.st_size, certificate, above)
    except (OSError, ValueError):
        return None


def valid_answer(
    certificate: x509.Certificate, above: x509.Certificate, folder: Path
) -> ocsp.OCSPResponse | None:
    """Return the last answer about a certificate if it holds today and needs no list to be believed.

    Who answers for an authority has a certificate of its own, which may be taken back, too, unless it says
    that nobody need ask (RFC 6960, 4.2.2.2.1). What is dated ahead of today says nothing of today (4.2.2.1).
    """
    found = kept_answer(certificate, above, folder)
    if found is None or _is_of_a_time_to_come(found) or not all(map(_needs_no_list, found.certificates)):
        return None
    until = found.next_update_utc or found.this_update_utc + _HOLDS
    return found if until > clock.now() else None


def is_older(certificate: x509.Certificate, folder: Path, than: timedelta) -> bool:
    """Whether the last answer was fetched longer ago, or never."""
    try:
        fetched = _file(certificate, folder).stat().st_mtime
    except OSError:
        return True
    return clock.now().timestamp() - fetched > than.total_seconds()


def revocation_of(
    certificate: x509.Certificate, above: x509.Certificate, folder: Path
) -> tuple[datetime, x509.ReasonFlags | None] | None:
    """Return from when on a certificate does not count by the last answer, and why; None while it does.

    Also of an answer that is dated ahead: its authority did sign that it took the certificate back.
    """
    found = kept_answer(certificate, above, folder)
    if found is None or found.revocation_time_utc is None:
        return None
    return found.revocation_time_utc, found.revocation_reason


@lru_cache(maxsize=64)
def _read(
    file: Path, changed_ns: int, size: int, certificate: x509.Certificate, above: x509.Certificate
) -> ocsp.OCSPResponse | None:
    del changed_ns, size  # a file that was changed is another one
    found = ocsp.load_der_ocsp_response(file.read_bytes())
    return found if _is_about(found, certificate, above) else None


def _is_about(found: ocsp.OCSPResponse, certificate: x509.Certificate, above: x509.Certificate) -> bool:
    if found.response_status != ocsp.OCSPResponseStatus.SUCCESSFUL:
        return False
    builder = ocsp.OCSPRequestBuilder().add_certificate(certificate, above, found.hash_algorithm)
    asked = builder.build()
    same = (
        found.serial_number == asked.serial_number
        and found.issuer_key_hash == asked.issuer_key_hash
        and found.issuer_name_hash == asked.issuer_name_hash
    )
    return same and any(
        _signed(found, item)
        for item in (above, *found.certificates)
        if item == above or _may_answer(item, above, found.this_update_utc)
    )


def _may_answer(certificate: x509.Certificate, above: x509.Certificate, at: datetime) -> bool:
    """Whether an authority let somebody answer for it (RFC 6960, 4.2.2.2)."""
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        return False
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in purposes and issued(certificate, above)


def _signed(found: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, algorithm = by.public_key(), found.signature_hash_algorithm
    if algorithm is None:
        return False
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(found.signature, found.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(found.signature, found.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def _is_of_a_time_to_come(found: ocsp.OCSPResponse) -> bool:
    """Whether an answer says that it was true later than now: it would be believed until then, and after."""
    return found.this_update_utc > clock.now() + CLOCKS_APART


def _needs_no_list(certificate: x509.Certificate) -> bool:
    try:
        certificate.extensions.get_extension_for_class(x509.OCSPNoCheck)
    except (x509.ExtensionNotFound, ValueError):
        return False
    return True


def _is_final(found: ocsp.OCSPResponse) -> bool:
    revoked = found.certificate_status == ocsp.OCSPCertStatus.REVOKED
    return revoked and found.revocation_reason != x509.ReasonFlags.certificate_hold


def _file(certificate: x509.Certificate, folder: Path) -> Path:
    return folder / LISTS_FOLDER / f"{certificate.fingerprint(hashes.SHA256()).hex()[:32]}.ocsp"
