"""What pyHanko does for us: signing PDFs with a key in a file; ``validation.py`` checks signatures.

It takes 0.4 s of the processor to load (aiohttp with it), and few of a server's requests sign or check. So
``office_key.py`` imports this module only when it is needed. Of all others here only ``token_signer.py`` and
``validation.py`` import pyHanko, and they import this before: two threads that come first wait for one and
the same module.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jwt
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import TimeStamper

from motcua.interconnect.ports import TimestampPort
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes.pki.signing_folder import KEY_FILE, PASSPHRASE_FILE
from motcua.outcomes.signatures.signer import KeyName, OfficeSigner, SigningError

_FIELD: Final = "ChuKySo"


class PortTimeStamper(TimeStamper):
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
        stamper = PortTimeStamper(timestamps) if timestamps else None
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

    @property
    def chain(self) -> list[x509.Certificate]:
        """Return the certificates that came with the key."""
        return [x509.load_der_x509_certificate(held.dump()) for held in self.signer.cert_registry]

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


def common_name(certificate: Any) -> str:
    """Return the name on a certificate (``asn1crypto``)."""
    return str(certificate.subject.native.get("common_name", certificate.subject.human_friendly))
