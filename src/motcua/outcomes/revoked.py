"""Which certificates their authority has taken back: its lists (CRL, RFC 5280), put beside the key.

The lists are files in the folder ``crl`` of the signing folder, fetched there by the operator's own means
(docs/operations.md): neither a page nor a worker goes out for one. A list counts only if an authority of
``ca.pem`` signed it. What several lists say adds up.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from motcua.outcomes.signing import TRUST_FILE

FOLDER: Final = "crl"
log = logging.getLogger(__name__)


def since(certificate: x509.Certificate, folder: Path) -> datetime | None:
    """Return from when on a certificate does not count, by the lists of a signing folder; None while it does.

    A certificate whose key was in other hands earlier, as its authority says (``invalidityDate``), does not
    count from then on.
    """
    moments = []
    for found in _lists(folder):
        if found.issuer != certificate.issuer:
            continue
        entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if entry is not None:
            moments.append(_moment(entry))
    return min(moments, default=None)


def are_kept(folder: Path) -> bool:
    """Whether there is any list to ask."""
    return any(_files(folder))


def fresh_until(certificate: x509.Certificate, folder: Path) -> datetime | None:
    """Return until when the newest list of a certificate's authority says all; None without one."""
    own = [found for found in _lists(folder) if found.issuer == certificate.issuer]
    ends = [found.next_update_utc or datetime.max.replace(tzinfo=UTC) for found in own]
    return max(ends, default=None)


def _moment(entry: x509.RevokedCertificate) -> datetime:
    revoked = entry.revocation_date_utc
    try:
        lost = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError):
        return revoked
    return min(revoked, lost)


def _lists(folder: Path) -> Iterator[x509.CertificateRevocationList]:
    files = _files(folder)
    if not files:
        return
    try:
        trusted = (folder / TRUST_FILE).read_bytes()
    except OSError:
        trusted = b""
    for file in files:
        try:
            told = file.stat()
            found = _read(file, told.st_mtime_ns, told.st_size, trusted)
        except (OSError, ValueError):
            log.warning("%s is no list of revoked certificates", file)
            continue
        if found is not None:
            yield found
        else:
            log.warning("%s is signed by no authority of %s", file, TRUST_FILE)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / FOLDER).glob("*") if file.suffix in {".crl", ".pem"})


@lru_cache(maxsize=8)
def _read(file: Path, changed_ns: int, size: int, trusted: bytes) -> x509.CertificateRevocationList | None:
    """Return a list, None where no authority of ``trusted`` signed it: to check one of 3 MB takes 40 ms."""
    del changed_ns, size  # a file that was changed is another one
    content = file.read_bytes()
    pem = content.lstrip().startswith(b"-----")
    found = x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)
    try:
        authorities = x509.load_pem_x509_certificates(trusted)
    except ValueError:
        return None
    return found if any(_signed(found, authority) for authority in authorities) else None


def _signed(found: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    if found.issuer != authority.subject:
        return False
    try:
        return found.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
