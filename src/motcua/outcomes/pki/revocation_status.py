"""Which certificates their authority has taken back: its lists (CRL, RFC 5280) and answers (OCSP).

The lists are files in the folder ``crl`` of the signing folder: a worker fetches them there
(``crl_fetching.py``), or the operator's own means (docs/operations.md); a page goes out for none. A list
counts if an authority of ``ca.pem`` signed it, or the one above the certificate on its path to there. What
several lists say adds up. For answers see ``ocsp_answers.py``.
"""

import logging
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from motcua.kernel import clock
from motcua.outcomes.pki import ocsp_answers
from motcua.outcomes.pki.path import CLOCKS_APART, CertificationPath
from motcua.outcomes.pki.signing_folder import LISTS_FOLDER, trusted_certificates

log = logging.getLogger(__name__)
#: A certificate taken back for one of these was never in other hands (RFC 3161, 4.1).
_HARMLESS: Final = frozenset(
    {
        x509.ReasonFlags.unspecified,
        x509.ReasonFlags.affiliation_changed,
        x509.ReasonFlags.superseded,
        x509.ReasonFlags.cessation_of_operation,
    }
)
_NO_END: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RevocationStatus:
    """From when on a certificate does not count; ``is_harmless``: its list says that no key was lost."""

    at: datetime
    is_harmless: bool


def revoked_since(certificate: x509.Certificate, folder: Path) -> datetime | None:
    """Return from when on a certificate does not count, by the lists of a signing folder; None while it does.

    A certificate whose key was in other hands earlier, as its authority says (``invalidityDate``), does not
    count from then on.
    """
    return min((taken.at for taken in revocations_on((certificate,), folder)), default=None)


def revocations_on(path: CertificationPath, folder: Path) -> list[RevocationStatus]:
    """Return what lists and answers of a signing folder say of the certificates of a path."""
    found = []
    for at, certificate in enumerate(path):
        for crl in crls_for(certificate, folder, above=path[at + 1 : at + 2]):
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None:
                found.append(RevocationStatus(_moment(entry), _reason(entry) in _HARMLESS))
        told = [ocsp_answers.revocation_of(certificate, above, folder) for above in path[at + 1 : at + 2]]
        found += [RevocationStatus(item[0], item[1] in _HARMLESS) for item in told if item is not None]
    return found


def crls_for(
    certificate: x509.Certificate, folder: Path, *, above: Collection[x509.Certificate] = ()
) -> list[x509.CertificateRevocationList]:
    """Return the lists that would name a certificate; ``above`` may sign them beside those of ``ca.pem``.

    Also those dated ahead: what they take back their authority did sign. That they name somebody not proves
    nothing (:func:`is_of_a_time_to_come`).
    """
    return [found for found in _lists(folder, tuple(above)) if found.issuer == certificate.issuer]


def fresh_until(
    certificate: x509.Certificate, folder: Path, *, above: Collection[x509.Certificate] = ()
) -> datetime | None:
    """Return until when the newest list of a certificate's authority says all; None without one."""
    ends = [
        found.next_update_utc or _NO_END
        for found in crls_for(certificate, folder, above=above)
        if not is_of_a_time_to_come(found)
    ]
    return max(ends, default=None)


def is_of_a_time_to_come(found: x509.CertificateRevocationList) -> bool:
    """Whether a list says that it was given out later than now (RFC 5280, 5.1.2.4): it tells nothing of now.

    Believed, it would also keep every true one from its place, as that is older.
    """
    return found.last_update_utc > clock.now() + CLOCKS_APART


def is_signed_by(found: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    """Whether an authority signed a list, by its name and its key."""
    if found.issuer != authority.subject:
        return False
    try:
        return found.is_signature_valid(authority.public_key())  # type: ignore[arg-type]
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False


def load_crl(content: bytes) -> x509.CertificateRevocationList:
    """Return a list from its bytes, PEM or DER.

    Raises:
        ValueError: it is none.
    """
    pem = content.lstrip().startswith(b"-----")
    return x509.load_pem_x509_crl(content) if pem else x509.load_der_x509_crl(content)


def _moment(entry: x509.RevokedCertificate) -> datetime:
    revoked = entry.revocation_date_utc
    try:
        lost = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError):
        return revoked
    return min(revoked, lost)


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, ValueError):
        return None


def _lists(folder: Path, above: tuple[x509.Certificate, ...]) -> Iterator[x509.CertificateRevocationList]:
    files = _files(folder)
    if not files:
        return
    try:
        authorities = (*trusted_certificates(folder), *above)
    except (OSError, ValueError):
        authorities = above
    for file in files:
        try:
            told = file.stat()
            named = (file, told.st_mtime_ns, told.st_size)
            found = _read(*named)
        except (OSError, ValueError):
            log.warning("%s is no list of revoked certificates", file)
            continue
        if any(_signed(*named, authority) for authority in authorities):
            yield found
        else:
            log.debug("%s is signed by no authority that is asked for", file)


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in (folder / LISTS_FOLDER).glob("*") if file.suffix in {".crl", ".pem"})


@lru_cache(maxsize=16)
def _read(file: Path, changed_ns: int, size: int) -> x509.CertificateRevocationList:
    del changed_ns, size  # a file that was changed is another one
    return load_crl(file.read_bytes())


@lru_cache(maxsize=64)
def _signed(file: Path, changed_ns: int, size: int, authority: x509.Certificate) -> bool:
    """Whether an authority signed the list in a file: to check one of 3 MB takes 40 ms."""
    return is_signed_by(_read(file, changed_ns, size), authority)
