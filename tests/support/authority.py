"""A certification authority for tests: certificates for any days, and lists of those it took back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.kernel import clock
from motcua.outcomes.pki.signing_folder import LISTS_FOLDER, TRUST_FILE
from motcua.outcomes.signatures.demo_keys import STAMPS_FILE
from motcua.outcomes.signatures.pades import FileSigner

_DER = serialization.Encoding.DER
YEAR = timedelta(days=365)


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@dataclass
class Issued:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    signer: FileSigner = field(init=False)

    def __post_init__(self) -> None:
        self.signer = FileSigner(
            SimpleSigner(
                signing_cert=asn1.Certificate.load(self.certificate.public_bytes(_DER)),
                signing_key=asn1_keys.PrivateKeyInfo.load(
                    self.key.private_bytes(
                        _DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                    )
                ),
                cert_registry=SimpleCertificateStore(),
            )
        )


class Authority:
    """A root of its own, or an authority below another one."""

    def __init__(
        self, common: str = "CA công cộng", *, above: "Authority | None" = None, list_at: str = ""
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name(common)
        signer = above or self
        self.root = signer._signed(self.name, self.key, 20 * YEAR, YEAR, is_authority=True, list_at=list_at)

    def certificate(
        self,
        common: str,
        *,
        since: timedelta = -YEAR,
        until: timedelta = YEAR,
        list_at: str = "",
        ask_at: str = "",
        purpose: x509.ObjectIdentifier | None = None,
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> Issued:
        """Give somebody a certificate that counts between two moments, told from now."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        held = self._signed(name(common), key, until, -since, list_at=list_at, ask_at=ask_at, purpose=purpose)
        return Issued(held, key)

    def stamps(self, folder: Path, *, until: timedelta, list_at: str = "") -> x509.Certificate:
        """Give a stamping authority a new key (``tsa.p12`` of the folder) and return its certificate."""
        file, key = folder / STAMPS_FILE, rsa.generate_private_key(public_exponent=65537, key_size=2048)
        held = self._signed(
            name("Dấu thời gian"),
            key,
            until,
            YEAR,
            list_at=list_at,
            purpose=ExtendedKeyUsageOID.TIME_STAMPING,
        )
        encryption = serialization.BestAvailableEncryption(b"secret")
        file.write_bytes(pkcs12.serialize_key_and_certificates(None, key, held, [self.root], encryption))
        file.with_name(f"{STAMPS_FILE}.passphrase").write_bytes(b"secret")
        return held

    def vouch(self, other: "Authority") -> x509.Certificate:
        """Return a certificate for another authority."""
        return self._signed(other.name, other.key, YEAR, YEAR, is_authority=True)

    def trusted(self, folder: Path) -> Path:
        """Put the root where the installation looks for it; returns the file."""
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / TRUST_FILE
        before = file.read_bytes() if file.exists() else b""
        file.write_bytes(before + self.root.public_bytes(serialization.Encoding.PEM))
        return file

    def revoke(
        self,
        folder: Path,
        *taken: Issued | x509.Certificate,
        at: datetime,
        lost_at: datetime | None = None,
        reason: x509.ReasonFlags | None = None,
    ) -> Path:
        """Put a list of revoked certificates there; ``lost_at``: when the key came into other hands."""
        (folder / LISTS_FOLDER).mkdir(parents=True, exist_ok=True)
        file = folder / LISTS_FOLDER / f"{self.root.serial_number:x}.crl"
        file.write_bytes(self.listing(*taken, at=at, lost_at=lost_at, reason=reason))
        return file

    def answer(
        self, held: x509.Certificate, *, by: Issued | None = None, revoked_at: datetime | None = None
    ) -> bytes:
        """Return an answer of now about a certificate, DER, signed by the authority or by somebody else."""
        now, status = (
            clock.now(),
            ocsp.OCSPCertStatus.GOOD if revoked_at is None else ocsp.OCSPCertStatus.REVOKED,
        )
        made = ocsp.OCSPResponseBuilder().add_response(
            held, self.root, hashes.SHA256(), status, now, now + timedelta(days=1), revoked_at, None
        )
        answers_with = self.root if by is None else by.certificate
        made = made.responder_id(ocsp.OCSPResponderEncoding.HASH, answers_with)
        if by is not None:
            made = made.certificates([by.certificate])
        return made.sign(self.key if by is None else by.key, hashes.SHA256()).public_bytes(_DER)

    def listing(
        self,
        *taken: Issued | x509.Certificate,
        at: datetime | None = None,
        lost_at: datetime | None = None,
        reason: x509.ReasonFlags | None = None,
        lasts: timedelta = timedelta(days=1),
    ) -> bytes:
        """Return a list of revoked certificates of now, DER."""
        now = clock.now()
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        made = made.last_update(now).next_update(now + lasts)
        for item in taken:
            held = item.certificate if isinstance(item, Issued) else item
            entry = x509.RevokedCertificateBuilder().serial_number(held.serial_number)
            entry = entry.revocation_date(at or now)
            if lost_at is not None:
                entry = entry.add_extension(x509.InvalidityDate(lost_at), critical=False)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), critical=False)
            made = made.add_revoked_certificate(entry.build())
        return made.sign(self.key, hashes.SHA256()).public_bytes(_DER)

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
        after: timedelta,
        before: timedelta,
        *,
        is_authority: bool = False,
        list_at: str = "",
        ask_at: str = "",
        purpose: x509.ObjectIdentifier | None = None,
    ) -> x509.Certificate:
        now = clock.now()
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - before)
            .not_valid_after(now + after)
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=not is_authority,
                    content_commitment=not is_authority,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=is_authority,
                    crl_sign=is_authority,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
        )
        if list_at:
            point = x509.DistributionPoint([x509.UniformResourceIdentifier(list_at)], None, None, None)
            made = made.add_extension(x509.CRLDistributionPoints([point]), critical=False)
        if ask_at:
            where = x509.UniformResourceIdentifier(ask_at)
            access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, where)
            made = made.add_extension(x509.AuthorityInformationAccess([access]), critical=False)
        if purpose == ExtendedKeyUsageOID.OCSP_SIGNING and not list_at:
            made = made.add_extension(x509.OCSPNoCheck(), critical=False)
        if purpose is not None:
            made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return made.sign(self.key, hashes.SHA256())
