"""The office's key: opening it, signing papers with it, and whether its certificate counts today."""

import logging
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from cryptography import x509
from django.conf import settings

from motcua.interconnect import services as interconnect
from motcua.interconnect.types import OutsideCallError
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes.pki import crl_fetching, revocation_status
from motcua.outcomes.pki.path import CertificationPath, extended, find_path
from motcua.outcomes.pki.signing_folder import trusted_certificates
from motcua.outcomes.signatures import embedded, key_cache
from motcua.outcomes.signatures.signer import CertificateError, OfficeSigner, ProofError, SigningError

log = logging.getLogger(__name__)


def office_signer() -> OfficeSigner:
    """Return this installation's signer: the key in its token, else the one in its signing folder.

    Raises:
        SetupError: no key, or settings that are not complete.
    """
    from motcua.outcomes.signatures import pades  # noqa: PLC0415 - see there: few requests need it

    folder, token = settings.SIGNING_FOLDER, settings.SIGNING_TOKEN
    if not token:
        return pades.load_signer(folder)
    if missing := [name for name, value in token.items() if not value]:
        raise SetupError(missing=", ".join(f"MOTCUA_PKCS11_{name.upper()}" for name in missing))
    from motcua.outcomes.signatures.token_signer import (  # noqa: PLC0415 - only where a token is
        CERTIFICATES_FILE,
        REFUSED_FILE,
        TokenSigner,
    )

    return TokenSigner(
        token["module"],
        token["token"],
        token["key"],
        Path(token["pin_file"]),
        folder / CERTIFICATES_FILE,
        settings.HOME / REFUSED_FILE,
    )


def sign(
    pdf: bytes, signer: OfficeSigner, *, reason: str = "", location: str = "", lasting: bool = False
) -> bytes:
    """Return the PDF with the office's signature and, where there is an authority for it, a time stamp.

    ``lasting``: and with what proves it for years, if that is to be had at once: the lists of revoked
    certificates that lie here and one more stamp (PAdES B-LTA). Else it is B-T, and a worker adds the rest.

    Raises:
        SigningError: it could not be signed.
        CertificateError: the key's certificate does not count; the paper can wait for the new one.
        OutsideSystemError: the time-stamping authority gave no stamp; of a lasting paper, also where
            ``ca.pem`` does not vouch for it: nothing added later could prove such a paper.
    """
    ensure_counts(signer.certificate, signer.chain)
    stamps = interconnect.timestamps()
    signed = signer.sign(pdf, reason=reason, location=location, timestamps=stamps)
    if not lasting or stamps is None:
        return signed
    _ensure_vouched(signed)
    from motcua.outcomes.signatures import augmentation  # noqa: PLC0415 - see pades: few requests need it

    try:
        return augmentation.augment(signed, stamps, settings.SIGNING_FOLDER)
    except (OutsideSystemError, ProofError, SigningError) as error:  # handed over on time all the same
        log.warning("a paper waits for what proves it for long: %s", error)
        return signed


def _ensure_vouched(signed: bytes) -> None:
    """Return where the stamp of what was signed just now leads to a trusted certificate."""
    try:
        roots = trusted_certificates(settings.SIGNING_FOLDER)
        stamp = embedded.signatures(signed)[-1].stamp
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.warning("whether a stamp leads to a trusted certificate cannot be told: %r", error)
        return
    if stamp is not None and not find_path(stamp.certificate, stamp.held, roots, clock.now()):
        what = "the certificate of the stamp's key leads to none of ca.pem"
        raise OutsideCallError("timestamps", "untrusted", what)


def own_certificates() -> tuple[x509.Certificate, list[x509.Certificate]]:
    """Return the certificate of the key in use and those beside it, as they were a few minutes ago."""

    def ask() -> tuple[x509.Certificate, list[x509.Certificate]]:
        signer = office_signer()
        return signer.certificate, signer.chain

    return key_cache.cached(key_place(), ask)


def ensure_counts(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> None:
    """Return where the certificate of a key counts today; ``chain`` may stand between it and its root.

    Raises:
        CertificateError: it is over, not valid yet, or it or one above it was taken back.
    """
    now, begins, ends = clock.now(), certificate.not_valid_before_utc, certificate.not_valid_after_utc
    since = revoked_since(certificate, chain)
    if since is not None:
        cause = f"the certificate of the key was revoked on {since:%Y-%m-%d %H:%M} UTC"
        raise CertificateError("revoked", since, cause=cause)
    if not begins <= now <= ends:
        cause = f"the certificate of the key is valid from {begins:%Y-%m-%d} to {ends:%Y-%m-%d}"
        raise CertificateError(*(("not_yet", begins) if now < begins else ("ended", ends)), cause=cause)


def revoked_since(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> datetime | None:
    """Return from when on a certificate, or one above it, does not count, by the lists that lie here."""
    taken = revocation_status.revocations_on(path_of(certificate, chain), settings.SIGNING_FOLDER)
    return min((item.at for item in taken), default=None)


def missing_lists(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> list[str]:
    """Return the addresses of the lists that tell of a certificate or of one above it and are not here.

    One that is out of date is not.
    """
    return crl_fetching.missing_addresses([path_of(certificate, chain)], settings.SIGNING_FOLDER)


def path_of(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> CertificationPath:
    """Return a certificate of ours with those above it up to a trusted one; it alone where none is."""
    try:
        roots = trusted_certificates(settings.SIGNING_FOLDER)
    except (OSError, ValueError):
        return (certificate,)
    return extended(find_path(certificate, chain, roots, clock.now()) or (certificate,), roots)


def leads_to_trusted(certificate: x509.Certificate, chain: Collection[x509.Certificate] = ()) -> bool:
    """Whether a certificate of ours leads to one that whoever checks starts from (``ca.pem``).

    Raises:
        OSError, ValueError: there are none.
    """
    roots = trusted_certificates(settings.SIGNING_FOLDER)
    return bool(find_path(certificate, chain, roots, clock.now()))


def key_place() -> tuple[str, ...]:
    return (str(settings.SIGNING_FOLDER), *map(str, (settings.SIGNING_TOKEN or {}).values()))
