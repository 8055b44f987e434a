"""A certification authority for tests: certificates for any days, and lists of those it took back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from motcua.kernel import clock
from motcua.outcomes import revoked
from motcua.outcomes.pades import FileSigner
from motcua.outcomes.signing import TRUST_FILE

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
    """A root of its own."""

    def __init__(self, common: str = "CA công cộng") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = name(common)
        self.root = self._signed(self.name, self.key, 10 * YEAR, YEAR, is_authority=True)

    def certificate(
        self,
        common: str,
        *,
        since: timedelta = -YEAR,
        until: timedelta = YEAR,
        list_at: str = "",
        key: ec.EllipticCurvePrivateKey | None = None,
    ) -> Issued:
        """Give somebody a certificate that counts between two moments, told from now."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        return Issued(self._signed(name(common), key, until, -since, list_at=list_at), key)

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

    def revoke(self, folder: Path, *taken: Issued, at: datetime, lost_at: datetime | None = None) -> Path:
        """Put a list of revoked certificates there; ``lost_at``: when the key came into other hands."""
        now = clock.now()
        made = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        made = made.last_update(now).next_update(now + timedelta(days=1))
        for item in taken:
            entry = x509.RevokedCertificateBuilder().serial_number(item.certificate.serial_number)
            entry = entry.revocation_date(at)
            if lost_at is not None:
                entry = entry.add_extension(x509.InvalidityDate(lost_at), critical=False)
            made = made.add_revoked_certificate(entry.build())
        (folder / revoked.FOLDER).mkdir(parents=True, exist_ok=True)
        file = folder / revoked.FOLDER / "office.crl"
        file.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(_DER))
        return file

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        after: timedelta,
        before: timedelta,
        *,
        is_authority: bool = False,
        list_at: str = "",
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
        return made.sign(self.key, hashes.SHA256())
