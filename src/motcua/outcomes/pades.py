"""What pyHanko does for us: signing PDFs with a key in a file, and checking signatures.

It takes 0.4 s of the processor to load (aiohttp with it), and few of a server's requests sign or check. So
``services.py`` imports this module only when it is needed, and of all others here only ``token.py`` imports
pyHanko, itself imported after this: two threads that come first wait for one and the same module.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

import jwt
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.interconnect.ports import TimestampPort
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes.signing import (
    KEY_FILE,
    PASSPHRASE_FILE,
    KeyName,
    OfficeSigner,
    SignatureCheck,
    SigningError,
)

_FIELD: Final = "ChuKySo"


class _Stamper(TimeStamper):
    """Gives pyHanko the stamps of an authority behind our port, which checks what they are of."""

    def __init__(self, port: TimestampPort) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._port = port

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """Return the authority's answer."""
        return tsp.TimeStampResp.load(self._port.stamp(req.dump()))


def add_signature(
    pdf: bytes, signer: signers.Signer, *, reason: str, location: str, timestamps: TimestampPort | None
) -> bytes:
    """Return the PDF with a PAdES signature by ``signer``; errors as :meth:`OfficeSigner.sign`."""
    metadata = signers.PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        location=location,
    )
    out = io.BytesIO()
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        stamper = _Stamper(timestamps) if timestamps else None
        signers.PdfSigner(metadata, signer=signer, timestamper=stamper).sign_pdf(writer, output=out)
    except OutsideSystemError:
        raise
    except Exception as error:  # pyHanko's many errors all mean the same here
        raise SigningError(cause=repr(error)) from error
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs with a private key that this machine holds in a file."""

    signer: signers.SimpleSigner

    @property
    def subject(self) -> str:
        """Return the name on the certificate."""
        return common_name(self.signer.signing_cert)

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate of the key."""
        held = self.signer.signing_cert
        if held is None:
            raise SigningError(cause="the key came without its certificate")
        return x509.load_der_x509_certificate(held.dump())

    def sign_jwt(
        self, claims: Mapping[str, Any], headers: Mapping[str, str], *, name: KeyName | None = None
    ) -> str:
        """Return the claims as a signed JWT; see :class:`OfficeSigner`."""
        held = self.signer.signing_key
        if held is None:
            raise SigningError(cause="the key cannot be taken out of its store")
        try:
            key = serialization.load_der_private_key(held.dump(), password=None)
            algorithm = "ES256" if isinstance(key, ec.EllipticCurvePrivateKey) else "RS256"
            head = {**headers, **({"kid": name(self.certificate)} if name else {})}
            return jwt.encode(dict(claims), key, algorithm, headers=head)  # type: ignore[arg-type]
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise SigningError(cause=repr(error)) from error

    def sign(
        self, pdf: bytes, *, reason: str, location: str, timestamps: TimestampPort | None = None
    ) -> bytes:
        """Return the PDF with a PAdES signature; see :class:`OfficeSigner`."""
        return add_signature(pdf, self.signer, reason=reason, location=location, timestamps=timestamps)


def load_signer(path: Path, passphrase: bytes | None = None) -> OfficeSigner:
    """Open the office's key: a PKCS#12 file, or a folder that holds ``office.p12``.

    Without ``passphrase`` the file ``office.p12.passphrase`` beside the key is used if there is one.

    Raises:
        SetupError: no key, a wrong passphrase, or a certificate that is not for signing.
    """
    file = path / KEY_FILE if path.is_dir() else path
    if not file.is_file():
        raise SetupError(missing=str(file), fix="make a demonstration key or install the office's key")
    beside = file.parent / PASSPHRASE_FILE
    if passphrase is None and beside.is_file():
        passphrase = beside.read_bytes().strip()
    signer = signers.SimpleSigner.load_pkcs12(str(file), passphrase=passphrase)  # type: ignore[no-untyped-call]
    if signer is None:
        raise SetupError(key=str(file), reason="the key cannot be opened: wrong passphrase or broken file")
    return FileSigner(signer)


def check(pdf: bytes, trusted: Path) -> SignatureCheck | None:
    """Check the signature of a PDF against certificates in a PEM file; None if it carries no signature.

    Raises:
        SetupError: the PEM file is missing or broken.
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        roots = list(load_certs_from_pemder([str(trusted)]))  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SetupError(trusted=str(trusted), reason="no readable certificates") from error
    # One context each: a certificate that is good for signing is none for stamping.
    context, stamps = (ValidationContext(trust_roots=roots, allow_fetching=False) for _ in range(2))
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return None
        known = {root.subject.hashable for root in roots}
        named = any(_names(item.signer_cert) & known for item in signatures)
        status = validate_pdf_signature(
            signatures[-1], signer_validation_context=context, ts_validation_context=stamps
        )
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise SigningError(cause=repr(error)) from error
    return SignatureCheck(
        signer=common_name(status.signing_cert),
        intact=bool(status.intact and status.valid),
        whole=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
        trusted=bool(status.trusted),
        stamped_at=_stamp_of(status.timestamp_validity),
        named=named,
    )


def _names(certificate: Any) -> set[Any]:
    """Return under whose names a certificate (``asn1crypto``) stands; anybody can write any into theirs."""
    return {certificate.subject.hashable, certificate.issuer.hashable}


def _stamp_of(stamp: Any) -> datetime | None:
    good = stamp is not None and stamp.intact and stamp.valid and stamp.trusted
    return cast("datetime", stamp.timestamp) if good else None


def common_name(certificate: Any) -> str:
    """Return the name on a certificate (``asn1crypto``)."""
    return str(certificate.subject.native.get("common_name", certificate.subject.human_friendly))
