"""Fetching the lists of revoked certificates our own certificates name; ``revocation_status`` reads them.

Only addresses in certificates of our own key, of the stamps that we got, and of the authorities above them
are asked: each leads to ``ca.pem``. What strangers send makes nobody go out.
"""

import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from motcua.interconnect.ports import RevocationListPort
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError
from motcua.outcomes.pki import ocsp_answers, revocation_status
from motcua.outcomes.pki.path import CertificationPath
from motcua.outcomes.pki.signing_folder import LISTS_FOLDER

log = logging.getLogger(__name__)
#: A certificate may be taken back between two lists that are due: they are looked for more often than that.
_AGAIN_AFTER: Final = timedelta(hours=6)


def fetch(paths: Iterable[CertificationPath], folder: Path, port: RevocationListPort) -> list[str]:
    """Fetch each answer and list that is missing, over or was fetched long ago; returns what went wrong.

    Where an authority answers about a certificate its list is not needed.
    """
    asked: set[str] = set()
    problems = []
    for certificate, above in _pairs(paths):
        problems += _ask(certificate, above, folder, port)
        if ocsp_answers.valid_answer(certificate, above, folder) is not None:
            continue
        for address in crl_addresses(certificate):
            if address in asked or not _is_due(certificate, above, folder, address):
                continue
            asked.add(address)
            try:
                _put(address, port.fetch(address), certificate, above, folder)
            except (OutsideSystemError, ValueError, OSError) as error:
                log.warning("the list at %s could not be had: %s", address, error)
                problems.append(f"{address}: {error}")
    return problems


def missing_addresses(paths: Iterable[CertificationPath], folder: Path) -> list[str]:
    """Return the addresses of answers or lists that there should be and of which no fresh one lies here."""
    return [
        [*ocsp_answers.ocsp_addresses(certificate), *crl_addresses(certificate)][0]
        for certificate, above in _pairs(paths)
        if (ocsp_answers.ocsp_addresses(certificate) or crl_addresses(certificate))
        and ocsp_answers.valid_answer(certificate, above, folder) is None
        and not _is_fresh(certificate, above, folder)
    ]


def crl_addresses(certificate: x509.Certificate) -> list[str]:
    """Return where the authority of a certificate gives out its list over HTTP; none where it has none."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return []
    names = [name.value for point in points for name in point.full_name or ()]
    return [str(name) for name in names if urlsplit(str(name)).scheme in {"http", "https"}]


def _ask(
    certificate: x509.Certificate, above: x509.Certificate, folder: Path, port: RevocationListPort
) -> list[str]:
    where = ocsp_answers.ocsp_addresses(certificate)
    is_fresh = ocsp_answers.valid_answer(certificate, above, folder) is not None
    if not where or (is_fresh and not ocsp_answers.is_older(certificate, folder, _AGAIN_AFTER)):
        return []
    try:
        ocsp_answers.fetch(certificate, above, folder, port)
    except (OutsideSystemError, ValueError, OSError) as error:
        log.warning("no answer of %s about a certificate could be had: %s", where[0], error)
        return [f"{where[0]}: {error}"]
    return []


def _pairs(paths: Iterable[CertificationPath]) -> Iterator[tuple[x509.Certificate, x509.Certificate]]:
    """Return each certificate that still counts, with the one above it: of one that is over no list tells."""
    now, seen = clock.now(), set()
    for path in paths:
        for certificate, above in pairwise(path):
            if certificate not in seen and certificate.not_valid_after_utc > now:
                seen.add(certificate)
                yield certificate, above


def _is_fresh(certificate: x509.Certificate, above: x509.Certificate, folder: Path) -> bool:
    until = revocation_status.fresh_until(certificate, folder, above=(above,))
    return until is not None and until > clock.now()


def _is_due(certificate: x509.Certificate, above: x509.Certificate, folder: Path, address: str) -> bool:
    file = _file(folder, address)
    if not file.exists() or not _is_fresh(certificate, above, folder):
        return True
    return clock.now().timestamp() - file.stat().st_mtime > _AGAIN_AFTER.total_seconds()


def _put(
    address: str, content: bytes, certificate: x509.Certificate, above: x509.Certificate, folder: Path
) -> None:
    """Put a list in the place of the one before.

    Raises:
        ValueError: it is no list of this authority, of a time to come, or an older one than there is.
    """
    new, file = revocation_status.load_crl(content), _file(folder, address)
    if not revocation_status.is_signed_by(new, above):
        raise ValueError("it is not signed by the authority above")
    if revocation_status.is_of_a_time_to_come(new):
        raise ValueError("it is of a time to come")
    before = _before(file)
    is_believed = before is not None and not revocation_status.is_of_a_time_to_come(before)
    if before is not None and is_believed and before.last_update_utc > new.last_update_utc:
        raise ValueError("it is older than the one that lies here")
    file.parent.mkdir(parents=True, exist_ok=True)
    if before is not None and _names(before, certificate) and not _names(new, certificate):
        # Authorities leave out who is over. That it was taken back must be known for as long as papers are.
        file.rename(file.with_name(f"{file.stem}-{before.last_update_utc:%Y%m%d%H%M%S}.crl"))
    beside = file.with_suffix(".new")
    beside.write_bytes(new.public_bytes(Encoding.DER))
    now = clock.now().timestamp()
    os.utime(beside, (now, now))
    beside.replace(file)


def _before(file: Path) -> x509.CertificateRevocationList | None:
    try:
        return revocation_status.load_crl(file.read_bytes())
    except (OSError, ValueError):
        return None


def _names(found: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    return found.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def _file(folder: Path, address: str) -> Path:
    return folder / LISTS_FOLDER / f"{hashlib.sha256(address.encode()).hexdigest()[:16]}.crl"
