"""The certification path of a certificate (RFC 5280, 6.1), found without trying every one."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

#: A certificate, its root, and authorities between.
_LONGEST: Final = 5
CertificationPath = tuple[x509.Certificate, ...]
#: The clocks of authorities may be ahead of ours by this.
CLOCKS_APART: Final = timedelta(minutes=5)


def find_path(
    certificate: x509.Certificate,
    held: Collection[x509.Certificate],
    roots: Collection[x509.Certificate],
    moment: datetime,
) -> CertificationPath:
    """Return the shortest path from a certificate to one of ``roots``, both among it; empty without one.

    ``held`` may stand between. Of several that would do one that counts at ``moment`` is taken. Only names
    and signatures are looked at: whether each may vouch for the next is for who checks the path.
    """
    known = dict.fromkeys(roots)
    pool = sorted({*held, *roots}, key=lambda item: not _counts(item, moment))
    paths: list[CertificationPath] = [(certificate,)]
    seen = {certificate}
    for _ in range(_LONGEST):
        for found in paths:
            if found[-1] in known:
                return found
        further: list[CertificationPath] = []
        for found in paths:
            for above in pool:
                if above not in seen and issued(found[-1], above):
                    seen.add(above)
                    further.append((*found, above))
        paths = further
    return ()


def extended(found: CertificationPath, roots: Collection[x509.Certificate]) -> CertificationPath:
    """Return a path that goes on while another of ``roots`` stands above: each may be trusted by itself."""
    for _ in range(_LONGEST):
        last = found[-1]
        above = next((root for root in roots if root not in found and issued(last, root)), None)
        if above is None:
            break
        found = (*found, above)
    return found


def issued(certificate: x509.Certificate, above: x509.Certificate) -> bool:
    """Whether ``above`` signed a certificate, by its name and its key."""
    if certificate.issuer != above.subject:
        return False
    try:
        certificate.verify_directly_issued_by(above)
    except (InvalidSignature, UnsupportedAlgorithm, TypeError, ValueError):
        return False
    return True


def _counts(certificate: x509.Certificate, moment: datetime) -> bool:
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc
