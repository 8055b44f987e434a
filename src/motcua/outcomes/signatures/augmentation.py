"""Making a signature provable for long: PAdES B-LT and B-LTA (ETSI EN 319 142-1, 5.5 and 5.6).

To a signed paper is added what shows that its certificates counted (in a ``DSS``: the certificates, and the
lists of revoked ones) and a stamp of the document over all of it. Before the certificate of that stamp ends,
another one is added in the same way, with what shows that the one before counted. Each time the file grows at
its end; what was there stays byte for byte.
"""

import io
import logging
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Final

from asn1crypto import crl, ocsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from motcua.interconnect.ports import TimestampPort
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError, OutsideSystemError
from motcua.outcomes.pki import crl_fetching, ocsp_answers, revocation_status
from motcua.outcomes.pki.path import CertificationPath, extended, find_path
from motcua.outcomes.pki.signing_folder import trusted_certificates
from motcua.outcomes.signatures import embedded, timestamps
from motcua.outcomes.signatures.embedded import CmsSignature, asn1_of
from motcua.outcomes.signatures.pades import PortTimeStamper
from motcua.outcomes.signatures.signer import ProofError, SigningError

log = logging.getLogger(__name__)
_FIELD: Final = "DauThoiGian-{}"
#: In bytes. A paper that is much larger is no use on a phone, nor taken by the page that checks files.
_LARGEST_LISTS: Final = 3 * 1024 * 1024


def augment(pdf: bytes, port: TimestampPort, folder: Path) -> bytes:
    """Return a signed paper with what proves its last signature or stamp, and a new stamp over it.

    Nothing is fetched but the stamp: the lists are those in the signing folder.

    Raises:
        ProofError: a list is missing, or no authority that we trust vouches for the signature or the stamp.
        OutsideSystemError: the time-stamping authority gave no stamp.
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        roots = trusted_certificates(folder)
        to_prove = _to_prove(pdf)
        paths = paths_of(to_prove, roots)
        if not all(paths):
            raise ProofError(cause="a certificate leads to none of ca.pem")
        if absent := crl_fetching.missing_addresses(paths, folder):
            raise ProofError(cause="lists of revoked certificates are missing", lists=", ".join(absent))
        longer = _stamped(pdf, paths, port, folder, like=to_prove[-1])
        last = embedded.signatures(longer)[-1]
    except (OutsideSystemError, MotcuaError):
        raise
    except Exception as error:  # pyHanko's many errors all mean the same here
        raise SigningError(cause=repr(error)) from error
    if timestamps.verified_time(last, last.covered, roots, folder, by=clock.now()) is None:
        raise ProofError(cause="the stamp is of no authority that ca.pem vouches for, or of one taken back")
    return longer


def paths_of(signed: Iterable[CmsSignature], roots: list[x509.Certificate]) -> list[CertificationPath]:
    """Return the path of each to a root, with all above it that is trusted too; empty where there is none."""
    found = [find_path(item.certificate, item.held, roots, clock.now()) for item in signed]
    return [extended(item, roots) if item else () for item in found]


def paths_in(pdf: bytes, folder: Path) -> list[CertificationPath]:
    """Return the paths of all that a paper's proof rests on today, those that there are.

    Raises:
        OSError, ValueError: there are no trusted certificates, or the file is damaged.
    """
    found = paths_of(_to_prove(pdf), trusted_certificates(folder))
    return [item for item in found if item]


def _to_prove(pdf: bytes) -> list[CmsSignature]:
    """Return the signature and its stamp, of a paper that has a stamp of the document that one."""
    main, later = embedded.main_signature(embedded.signatures(pdf))
    if later:
        return [later[-1]]
    return [main] if main.stamp is None else [main, main.stamp]


def _stamped(
    pdf: bytes, paths: list[CertificationPath], port: TimestampPort, folder: Path, *, like: CmsSignature
) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    certificates = {item: asn1_of(item) for found in paths for item in found}
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        None,
        certs=list(certificates.values()),
        ocsps=_answers(paths, folder),
        crls=_lists(paths, folder),
    )
    number = sum(item.is_time_stamp for item in embedded.signatures(pdf)) + 1
    if number == embedded.MOST_SIGNATURES:
        raise ProofError(cause="no more stamps than these are looked at")
    stamper = PdfTimeStamper(PortTimeStamper(port), field_name=_FIELD.format(number))
    # As large as the stamp before and half as much, in hexadecimal; a trial stamp would be asked for else.
    room = 3 * len(like.data.dump()) // 2 * 2 if like.is_time_stamp else None
    out = io.BytesIO()
    stamper.timestamp_pdf(writer, "sha256", bytes_reserved=room, output=out)
    return out.getvalue()


def _answers(paths: list[CertificationPath], folder: Path) -> list[ocsp.OCSPResponse]:
    pairs = {pair: None for item in paths for pair in pairwise(item)}
    found = [ocsp_answers.valid_answer(certificate, above, folder) for certificate, above in pairs]
    return [ocsp.OCSPResponse.load(one.public_bytes(Encoding.DER)) for one in found if one is not None]


def _lists(paths: list[CertificationPath], folder: Path) -> list[crl.CertificateList]:
    found, now = {}, clock.now()
    for item in paths:
        for certificate, above in pairwise(item):
            if ocsp_answers.valid_answer(certificate, above, folder) is not None:
                continue  # it says the same in two kilobytes
            for one in revocation_status.crls_for(certificate, folder, above=(above,)):
                is_over = one.next_update_utc is not None and one.next_update_utc <= now
                if not is_over and not revocation_status.is_of_a_time_to_come(one):
                    found[one.public_bytes(Encoding.DER)] = one
    if (size := sum(map(len, found))) > _LARGEST_LISTS:
        raise ProofError(cause=f"the lists of revoked certificates have {size} bytes: too many for a paper")
    return [crl.CertificateList.load(der) for der in found]
