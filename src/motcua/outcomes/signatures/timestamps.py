"""What a time stamp (RFC 3161) proves: that something existed then, as long as it is believed itself."""

# First, whoever comes here first: see there.
import motcua.outcomes.signatures.pades  # noqa: F401

# isort: split

import asyncio
import hashlib
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from asn1crypto import cms
from cryptography import x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from motcua.outcomes.pki import revocation_status
from motcua.outcomes.pki.path import CLOCKS_APART, CertificationPath, find_path
from motcua.outcomes.signatures.embedded import CmsSignature, EmbeddedSignature, asn1_of


def verified_time(
    stamp: CmsSignature, message: bytes, roots: Collection[x509.Certificate], folder: Path, *, by: datetime
) -> datetime | None:
    """Return when a stamp saw ``message``, None where it is not to be believed.

    ``by`` is a moment at which the stamp is known to have existed: now, or the time of a later stamp over it.
    Its certificates must count then. One that was taken back before does not count, unless its authority says
    that the key was never in other hands: then what it stamped before that still holds (RFC 3161, 4.1).
    """
    found = find_path(stamp.certificate, stamp.held, roots, by)
    if not found:
        return None
    try:
        status = asyncio.run(
            validate_tst_signed_data(
                bare_signed_data(stamp, found),
                validation_context(found, by),
                lambda name: _digest(name, message),
            )
        )
    except (SignatureValidationError, ValueError):
        return None
    at = cast("datetime", status["timestamp"])
    good = status["intact"] and status["valid"] and status["trust_problem_indic"] is None
    if not good or at > by + CLOCKS_APART:
        return None
    for taken in revocation_status.revocations_on(found, folder):
        if taken.at <= (at if taken.is_harmless else by):
            return None
    return at


def signature_time(
    signature: EmbeddedSignature, roots: Collection[x509.Certificate], folder: Path, *, by: datetime
) -> datetime | None:
    """Return when the stamp of a signature saw it; see :func:`verified_time`."""
    if signature.stamp is None:
        return None
    return verified_time(signature.stamp, signature.info["signature"].native, roots, folder, by=by)


def document_time(
    stamps: Collection[EmbeddedSignature], roots: Collection[x509.Certificate], folder: Path, *, by: datetime
) -> datetime | None:
    """Return the earliest moment that a chain of stamps of a document proves, None where it proves none.

    Each later one shows when those before it existed, so that they are looked at as of then.
    """
    earliest = None
    for stamp in reversed(list(stamps)):
        at = verified_time(stamp, stamp.covered, roots, folder, by=earliest or by)
        earliest = at or earliest
    return earliest


def bare_signed_data(signed: CmsSignature, certificates: CertificationPath) -> cms.SignedData:
    """Return a signature with these certificates beside it and nothing that is not signed.

    So whoever checks it looks for no other way, and at no stamp. Neither is covered by the signature.
    """
    data = signed.data.copy()
    data["certificates"] = [asn1_of(item) for item in certificates]
    data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])
    return data


def validation_context(certificates: CertificationPath, moment: datetime) -> ValidationContext:
    """Return where checking starts from, at a moment: the end of the way, nothing fetched."""
    trusted = [asn1_of(item) for item in certificates[-1:]]
    return ValidationContext(trust_roots=trusted, allow_fetching=False, moment=moment.astimezone(UTC))


def _digest(name: str, message: bytes) -> bytes:
    return cast("Callable[[bytes], Any]", getattr(hashlib, name))(message).digest()  # type: ignore[no-any-return]
