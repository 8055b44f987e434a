"""Keys for a demonstration: an office's and a time-stamping authority's, which say so in every name."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from motcua.outcomes.pki.signing_folder import KEY_FILE, LISTS_FOLDER, PASSPHRASE_FILE, TRUST_FILE

#: Put into every name of a demonstration certificate.
DEMO_MARK: Final = "BAN TRINH DIEN - DEMO"
#: The stand-in time-stamping authority's key; its passphrase lies beside it in ``….passphrase``.
STAMPS_FILE: Final = "tsa.p12"
_PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def make_demo_key(folder: Path, *, office: str, department: str, now: datetime) -> Path:
    """Make a certificate authority and an office key that say in every name that they are a demonstration.

    Writes ``office.p12`` (readable by its owner only), its passphrase and ``ca.pem``; returns ``office.p12``.
    What ``ca.pem`` held stays in it: a key made anew must not make strangers of the one before and of stamps.
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
    _empty_list(folder, "demo-office", ca, ca_key, now)
    trusted = folder / TRUST_FILE
    before = trusted.read_bytes() if trusted.exists() else b""
    _write(trusted, ca.public_bytes(serialization.Encoding.PEM) + before, 0o644)
    _write(folder / PASSPHRASE_FILE, passphrase, 0o600)
    _write(file, bundle, 0o600)
    return file


def make_demo_stamps(folder: Path, *, now: datetime) -> Path:
    """Make the key of the stand-in time-stamping authority under a root of its own; returns ``tsa.p12``.

    Its root joins ``ca.pem``, so that checking a paper trusts its stamps. A key already there is left alone.
    """
    file = folder / STAMPS_FILE
    if file.exists():
        return file
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key = ec.generate_private_key(ec.SECP256R1())
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    root_name = _name("TSA", "Motcua", f"{DEMO_MARK} TSA CA")
    root = (
        _certificate(root_name, root_name, root_key.public_key(), now, days=3650)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    certificate = (
        _certificate(_name("TSA", "Motcua", f"{DEMO_MARK} TSA"), root_name, key.public_key(), now, days=3000)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    passphrase = secrets.token_urlsafe(24).encode()
    encryption = serialization.BestAvailableEncryption(passphrase)
    bundle = pkcs12.serialize_key_and_certificates(b"tsa", key, certificate, [root], encryption)
    _empty_list(folder, "demo-stamps", root, root_key, now)
    trusted = folder / TRUST_FILE
    before = trusted.read_bytes() if trusted.exists() else b""
    _write(trusted, before + root.public_bytes(serialization.Encoding.PEM), 0o644)
    _write(file.with_name(f"{STAMPS_FILE}.passphrase"), passphrase, 0o600)
    _write(file, bundle, 0o600)
    return file


def _empty_list(
    folder: Path, name: str, authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, now: datetime
) -> None:
    """Write the authority's list of revoked certificates, the last one: its key is kept nowhere."""
    made = x509.CertificateRevocationListBuilder().issuer_name(authority.subject).last_update(now)
    made = made.next_update(authority.not_valid_after_utc)
    (folder / LISTS_FOLDER).mkdir(exist_ok=True)
    content = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    _write(folder / LISTS_FOLDER / f"{name}-{authority.serial_number:x}.crl", content, 0o644)


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
    subject: x509.Name,
    issuer: x509.Name,
    key: _PublicKey,
    now: datetime,
    *,
    days: int,
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
