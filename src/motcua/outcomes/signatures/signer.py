"""Signing what an office gives out: PAdES baseline B-T, or B-B where there is no time-stamping authority.

The levels are those of ETSI EN 319 142-1. ``pades.py`` signs with a key in a PKCS#12 file,
``token_signer.py`` with one in a token or an HSM. Here is what both share; nothing of it takes long to load.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, Protocol

import jwt
from cryptography import x509

from motcua.interconnect.ports import TimestampPort
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual

#: Returns the header ``kid``; raises what keeps the key from being used.
KeyName = Callable[[x509.Certificate], str]
#: Why the certificate of the key in use does not count today.
CertificateFault = Literal["ended", "not_yet", "revoked"]


class SigningError(MotcuaError):
    """The paper could not be signed; nothing is issued unsigned."""

    code = "signing_failed"
    default_message = Bilingual(
        vi="Chưa ký số được văn bản. Hồ sơ vẫn được giữ; hệ thống sẽ thử lại.",
        en="The paper could not be signed. The dossier is kept and it will be tried again.",
    )


class CertificateError(SigningError):
    """The key is there, but its certificate does not count today: what it signs nobody would believe.

    ``why`` is ``ended``, ``not_yet`` or ``revoked``; ``at`` when it ended, begins or was taken back.
    """

    code = "signing_certificate"
    status = 503
    default_message = Bilingual(
        vi="Chứng thư số của cơ quan đã hết hạn hoặc bị thu hồi nên chưa ký được. Cán bộ đã được báo. "
        "Vui lòng thử lại sau khi cơ quan thay chứng thư số.",
        en="The office's signing certificate is over or was revoked, so nothing can be signed. The office's "
        "staff are told. Please try again after the certificate has been replaced.",
    )

    def __init__(self, why: CertificateFault, at: datetime, *, cause: str) -> None:
        super().__init__(cause=cause)
        self.why, self.at = why, at


class ProofError(MotcuaError):
    """What would prove a signature for long is not to be had now; the paper is signed and stands as it is."""

    code = "proof_missing"
    status = 503
    default_message = Bilingual(
        vi="Chưa bổ sung được dữ liệu chứng minh lâu dài cho chữ ký số. Văn bản vẫn có giá trị; "
        "hệ thống sẽ thử lại.",
        en="What proves the signature for long could not be added yet. The paper stands as it is, and it "
        "will be tried again.",
    )


class OfficeSigner(Protocol):
    """Signs PDF files in the name of an office."""

    @property
    def subject(self) -> str:
        """The name on the certificate."""
        ...

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate of the key."""
        ...

    @property
    def chain(self) -> list[x509.Certificate]:
        """The certificates that lie beside the key: authorities between it and its root."""
        ...

    def sign_jwt(
        self, claims: Mapping[str, Any], headers: Mapping[str, str], *, name: KeyName | None = None
    ) -> str:
        """Return the claims as a signed JWT (ES256 or RS256 by the key's kind).

        ``name`` gives the header ``kid`` of the certificate of the very key that signs, before it does; the
        claims are read after that.

        Raises:
            SigningError: the key did not allow it.
            CertificateError: ``name`` found that the certificate does not count.
        """
        ...

    def sign(
        self, pdf: bytes, *, reason: str, location: str, timestamps: TimestampPort | None = None
    ) -> bytes:
        """Return the PDF with a signature added, stamped if an authority is given.

        What was there stays byte for byte.

        Raises:
            SigningError: the key or the file did not allow it, or the stamp is not of this signature.
            OutsideSystemError: the authority gave no stamp; nothing is signed without the stamp it needs.
        """
        ...


def prove_key(signer: OfficeSigner) -> x509.Certificate:
    """Return the signer's certificate after a trial signature that fits it.

    Raises:
        SigningError: the key does not sign, or the certificate is of another key.
    """
    certificate = signer.certificate
    try:
        jwt.decode(signer.sign_jwt({}, {}), certificate.public_key(), algorithms=["ES256", "RS256"])  # type: ignore[arg-type]
    except jwt.PyJWTError as error:
        raise SigningError(cause="the certificate is of another key") from error
    return certificate
