"""Signing with a key in a PKCS#11 token: a USB token, a smart card or an HSM. The key never leaves it.

The module is the library that the token's maker gives (``.so``); the key is found by its label, its
certificate by the key's ``CKA_ID``, as PKCS#11 links the two. A token is opened for each paper and closed
again, so that one that was pulled out and put back works without a restart. The module is initialised for one
thread (``C_Initialize`` without arguments), so a process asks it one thing at a time.
"""

# First, whoever comes here first: see there.
from motcua.outcomes.signatures.pades import add_signature, common_name

# isort: split

import asyncio
import base64
import fcntl
import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pkcs11
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from django.utils.crypto import salted_hmac
from pyhanko.sign.pkcs11 import PKCS11Signer

from motcua.interconnect.ports import TimestampPort
from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual
from motcua.outcomes.signatures import key_cache
from motcua.outcomes.signatures.signer import CertificateError, KeyName, SigningError

#: Certificates beside the token: the key's own where the token holds none, and those above it.
CERTIFICATES_FILE: Final = "token.pem"
_ES256_COORDINATE = 32

#: Says which PIN the token refused last, to each process: a few that try it once would lock the token.
REFUSED_FILE: Final = "token-pin-refused"
_SALT = "motcua.token.pin"
_NOT_AGAIN = "the PIN is wrong; it is not tried again"

_lock = threading.Lock()
#: How long another signature of this process is waited for, in seconds; an HSM in the network takes two.
_PATIENCE_S: Final = 60.0


class TokenError(SigningError):
    """The token is not there, or will not sign."""

    code = "signing_token"
    default_message = Bilingual(
        vi="Chưa dùng được thiết bị ký số của cơ quan. Hồ sơ vẫn được giữ; hệ thống sẽ tự ký lại.",
        en="The office's signing device cannot be used. The dossier is kept and signing is tried again.",
    )


@dataclass(frozen=True, slots=True)
class TokenSigner:
    """An :class:`~motcua.outcomes.signatures.signer.OfficeSigner` whose key lies in a token.

    ``module`` is the path of the maker's library, ``token`` and ``key`` are labels, ``pin_file`` holds the
    PIN and nothing else; ``certificates`` is a PEM file that need not exist; ``refused`` is where the
    processes of a machine keep that the PIN was refused (a keyed digest).
    """

    module: str
    token: str
    key: str
    pin_file: Path
    certificates: Path
    refused: Path

    @property
    def subject(self) -> str:
        """Return the name on the certificate."""
        with self._opened() as signer:
            return common_name(signer.signing_cert)

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate of the key."""
        with self._opened() as signer:
            return _of(signer)

    @property
    def chain(self) -> list[x509.Certificate]:
        """Return the certificates of ``token.pem``; the token is not asked."""
        return [x509.load_der_x509_certificate(held.dump()) for held in _read(self.certificates)]

    def sign_jwt(
        self, claims: Mapping[str, Any], headers: Mapping[str, str], *, name: KeyName | None = None
    ) -> str:
        """Return the claims as a signed JWT; see ``signer.OfficeSigner``."""
        with self._opened() as signer:
            certificate = _of(signer)
            key = certificate.public_key()
            algorithm = "ES256" if isinstance(key, ec.EllipticCurvePublicKey) else "RS256"
            head = {"typ": "JWT", "alg": algorithm, **headers}
            if name is not None:
                head["kid"] = name(certificate)
            signed = b".".join(_base64url(json.dumps(part).encode()) for part in (head, dict(claims)))
            signature = asyncio.run(signer.async_sign_raw(signed, "sha256"))
        if algorithm == "ES256":  # RFC 7518, 3.4: both numbers at their full length, not DER
            numbers = decode_dss_signature(signature)
            signature = b"".join(number.to_bytes(_ES256_COORDINATE, "big") for number in numbers)
        return b".".join((signed, _base64url(signature))).decode()

    def sign(
        self, pdf: bytes, *, reason: str, location: str, timestamps: TimestampPort | None = None
    ) -> bytes:
        """Return the PDF with a PAdES signature; see ``signer.OfficeSigner``."""
        with self._opened() as signer:
            return add_signature(pdf, signer, reason=reason, location=location, timestamps=timestamps)

    @contextmanager
    def _opened(self) -> Iterator[PKCS11Signer]:
        pin = self._pin()
        with self._alone():
            try:
                with self._login(pin) as session:
                    yield self._signer(session)
            except (pkcs11.PKCS11Error, OverflowError, OSError) as error:
                raise TokenError(token=self.token, cause=f"{type(error).__name__} {error}".strip()) from error
            except CertificateError:  # nothing is wrong with the token
                raise
            except SigningError as error:
                raise TokenError(token=self.token, **error.details) from error
            finally:
                # Loaded anew next time: some modules do not notice by themselves that a token came back.
                pkcs11.unload(self.module)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            with key_cache.acquired_within(_lock, _PATIENCE_S):
                yield
        except (
            key_cache.KeyBusyError
        ) as error:  # so that a worker's papers wait and are noted as for any token away
            raise TokenError(token=self.token, cause="another signature does not end") from error

    def _login(self, pin: str) -> Any:
        token = pkcs11.lib(self.module).get_token(token_label=self.token)
        if pkcs11.TokenFlag.USER_PIN_FINAL_TRY in token.flags:
            raise TokenError(cause="one try is left before the token locks: enter the PIN by hand first")
        digest = salted_hmac(_SALT, f"{self.module}\0{self.token}\0{pin}", algorithm="sha256").hexdigest()
        with os.fdopen(os.open(self.refused, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # another process must not try it meanwhile
            if file.read().strip() == digest:
                raise TokenError(cause=_NOT_AGAIN)
            try:
                return token.open(user_pin=pin)
            except pkcs11.PinIncorrect as error:
                file.seek(0)
                file.truncate()
                file.write(digest)
                raise TokenError(cause=_NOT_AGAIN) from error

    def _signer(self, session: Any) -> PKCS11Signer:
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.key)
        beside = _read(self.certificates)
        wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE, pkcs11.Attribute.ID: key.id}
        held = [asn1.Certificate.load(found[pkcs11.Attribute.VALUE]) for found in session.get_objects(wanted)]
        if not held and not beside:
            raise TokenError(cause="no certificate with the key's ID, and none in token.pem")
        # A renewed certificate may lie beside the one before it, and begin only when that ends.
        own = max(held, key=_newest_that_counts) if held else beside[0]
        # Raw: each module can sign a digest, some cannot make it (SoftHSM's ECDSA).
        return PKCS11Signer(session, signing_cert=own, ca_chain=beside, key_id=key.id, use_raw_mechanism=True)

    def _pin(self) -> str:
        try:
            pin = self.pin_file.read_text().strip()
        except OSError as error:
            raise SetupError(pin_file=str(self.pin_file), reason="cannot be read") from error
        if not pin:
            raise SetupError(pin_file=str(self.pin_file), reason="is empty")
        return pin


def _read(file: Path) -> list[asn1.Certificate]:
    if not file.is_file():
        return []
    found = x509.load_pem_x509_certificates(file.read_bytes())
    return [
        asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)) for certificate in found
    ]


def _newest_that_counts(certificate: asn1.Certificate) -> tuple[bool, datetime]:
    counts = certificate.not_valid_before <= clock.now() <= certificate.not_valid_after
    return counts, certificate.not_valid_after


def _of(signer: PKCS11Signer) -> x509.Certificate:
    return x509.load_der_x509_certificate(signer.signing_cert.dump())


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
