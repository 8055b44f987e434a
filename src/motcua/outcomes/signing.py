"""Signing what an office gives out: PAdES baseline B-B, with the office's own key and no network.

The key is a PKCS#12 file, or a folder made by :func:`make_demo_key`. A key on a token or an HSM, and time
stamps (B-T and above), are other implementations of :class:`OfficeSigner` to come.
"""

import io
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from motcua.kernel.errors import MotcuaError, SetupError
from motcua.kernel.messages import Bilingual

KEY_FILE: Final = "office.p12"
PASSPHRASE_FILE: Final = "office.p12.passphrase"  # noqa: S105 - a file's name
#: Certificates that whoever checks a signature starts from.
TRUST_FILE: Final = "ca.pem"
#: Put into every name of a demonstration certificate.
DEMO_MARK: Final = "BAN TRINH DIEN - DEMO"
_FIELD = "ChuKySo"


class SigningError(MotcuaError):
    """The paper could not be signed; nothing is issued unsigned."""

    code = "signing_failed"
    default_message = Bilingual(
        vi="Chưa ký số được văn bản. Hồ sơ vẫn được giữ; hệ thống sẽ thử lại.",
        en="The paper could not be signed. The dossier is kept and it will be tried again.",
    )


class OfficeSigner(Protocol):
    """Signs PDF files in the name of an office."""

    @property
    def subject(self) -> str:
        """The name on the certificate."""
        ...

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """Return the PDF with a signature added; what was there stays byte for byte.

        Raises:
            SigningError: the key or the file did not allow it.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs with a private key that this machine holds in a file."""

    signer: signers.SimpleSigner

    @property
    def subject(self) -> str:
        """Return the name on the certificate."""
        return _common_name(self.signer.signing_cert)

    def sign(self, pdf: bytes, *, reason: str, location: str) -> bytes:
        """Return the PDF with a PAdES B-B signature; see :class:`OfficeSigner`."""
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
            signers.PdfSigner(metadata, signer=self.signer).sign_pdf(writer, output=out)
        except Exception as error:  # pyHanko's many errors all mean the same here
            raise SigningError(cause=repr(error)) from error
        return out.getvalue()


@dataclass(frozen=True, slots=True)
class SignatureCheck:
    """What checking a signed PDF found.

    ``intact``: the signed bytes are unchanged. ``whole``: the signature covers the whole file. ``trusted``:
    its certificate leads to one of the trusted ones.
    """

    signer: str
    intact: bool
    whole: bool
    trusted: bool

    @property
    def good(self) -> bool:
        """Tell whether everything is as it should be."""
        return self.intact and self.whole and self.trusted


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


def make_demo_key(folder: Path, *, office: str, department: str, now: datetime) -> Path:
    """Make a certificate authority and an office key that say in every name that they are a demonstration.

    Writes ``office.p12`` (readable by its owner only), its passphrase and ``ca.pem``; returns ``office.p12``.
    A key that is already there is left alone. To be called once, before web and workers start.
    """
    file = folder / KEY_FILE
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("CA", "Motcua", f"{DEMO_MARK} CA")
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key(), now, days=3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    certificate = (
        _certificate(
            _name(office, department, f"{DEMO_MARK} {office}"), ca_name, key.public_key(), now, days=730
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )
    passphrase = secrets.token_urlsafe(24).encode()
    encryption = serialization.BestAvailableEncryption(passphrase)
    bundle = pkcs12.serialize_key_and_certificates(b"office", key, certificate, [ca], encryption)
    _write(folder / TRUST_FILE, ca.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(folder / PASSPHRASE_FILE, passphrase, 0o600)
    _write(file, bundle, 0o600)
    return file


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
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not signatures:
            return None
        status = validate_pdf_signature(signatures[-1], signer_validation_context=context)
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise SigningError(cause=repr(error)) from error
    return SignatureCheck(
        signer=_common_name(status.signing_cert),
        intact=bool(status.intact and status.valid),
        whole=status.coverage is not None and status.coverage.name == "ENTIRE_FILE",
        trusted=bool(status.trusted),
    )


def _common_name(certificate: Any) -> str:
    return str(certificate.subject.native.get("common_name", certificate.subject.human_friendly))


def _name(organisation: str, unit: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, *, days: int
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_bytes(content)
