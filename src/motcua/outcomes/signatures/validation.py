"""Whether a PDF that somebody sends bears the office's signature, and whether that may still be believed.

The signature is read as bytes (``embedded.py``) and validated as CMS (ETSI EN 319 122-1). What proves when it
was made is its time stamp, and the stamps of the document after it (``timestamps.py``): each later one shows
when those before it existed, so that certificates may end and authorities close. The signature is looked at
as of the earliest moment that is proven so, else as of now.
"""

# First, whoever comes here first: see there.
from motcua.outcomes.signatures.pades import common_name

# isort: split

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms

from motcua.kernel import clock
from motcua.kernel.errors import SetupError
from motcua.outcomes.pki import revocation_status
from motcua.outcomes.pki.path import CertificationPath, extended, find_path
from motcua.outcomes.signatures import embedded, incremental_updates, timestamps
from motcua.outcomes.signatures.embedded import EmbeddedSignature, asn1_of
from motcua.outcomes.signatures.signer import SigningError
from motcua.outcomes.types import SignatureCheck

_TICK: Final = timedelta(seconds=1)


def validate(
    pdf: bytes,
    trusted: Path,
    *,
    own: Collection[x509.Certificate] | None = None,
    is_kept: bool = False,
) -> SignatureCheck | None:
    """Check the signature of a PDF; None if it carries no signature.

    Args:
        trusted: a PEM file with the certificates that are started from; lists of revoked ones lie beside it
            (:mod:`motcua.outcomes.pki.revocation_status`).
        own: certificates of the office's keys, former ones too. Whoever else got a certificate of the same
            authority does not sign for the office: what is not by a certificate in the same name is not
            trusted. None: whoever leads to ``trusted`` is.
        is_kept: the file is from our own records, so nobody can have added anything to it.

    Raises:
        SetupError: the PEM file is missing or broken.
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        roots = x509.load_pem_x509_certificates(trusted.read_bytes())
    except (OSError, ValueError) as error:
        raise SetupError(trusted=str(trusted), reason="no readable certificates") from error
    try:
        found = embedded.signatures(pdf)
        if not found:
            return None
        names = {item.subject for item in (roots if own is None else own)}
        named = any(names & _names_of(item.certificate, issuer=own is None) for item in found)
        main, later = embedded.main_signature(found)
        checked = _Check(main, later, roots, trusted.parent)
        is_own = own is None or main.certificate.subject in names
        whole = found[-1].end == len(pdf)
        if whole and later and not is_kept:
            # Only of what our own key signed is more than bytes looked at: see incremental_updates.py.
            whole = checked.intact and is_own and incremental_updates.are_stamps_only(pdf, main, later)
        return checked.said(whole=whole, named=named, is_own=is_own)
    except Exception as error:  # a damaged file fails in as many ways as there are bytes
        raise SigningError(cause=repr(error)) from error


def signing_certificate(pdf: bytes) -> x509.Certificate | None:
    """Return the certificate that the last signature of a PDF names as its own, None without a signature.

    Raises:
        SigningError: the file cannot be read as a signed PDF.
    """
    try:
        found = embedded.signatures(pdf)
        return embedded.main_signature(found)[0].certificate if found else None
    except Exception as error:
        raise SigningError(cause=repr(error)) from error


class _Check:
    """One signature, looked at as of the moment that stamps prove, else as of now."""

    def __init__(
        self,
        main: EmbeddedSignature,
        later: list[EmbeddedSignature],
        roots: Collection[x509.Certificate],
        folder: Path,
    ) -> None:
        self._main, self._roots, self._folder = main, roots, folder
        by = clock.now()
        proven = timestamps.document_time(later, roots, folder, by=by)
        self.stamped_at = timestamps.signature_time(main, roots, folder, by=proven or by) or proven
        self._at = self.stamped_at or by
        self._path = find_path(main.certificate, main.held, roots, self._at)
        self.over = min(item.not_valid_after_utc for item in self._path or (main.certificate,))
        try:
            self._status = self._validated(self._at)
            self.intact = bool(self._status.intact and self._status.valid)
        except SignatureValidationError:  # signed with another certificate than the one that lies there now
            self._status, self.intact = None, False

    def said(self, *, whole: bool, named: bool, is_own: bool) -> SignatureCheck:
        """Return what was found; ``whole``, ``named`` as in :class:`SignatureCheck`."""
        leads = self._status is not None and bool(self._status.trusted) and bool(self._path)
        lapsed = False
        if not leads and self.intact and self._path and self.over < self._at:
            # Nothing shows that it was made while its certificate counted. Did that lead to a trusted one?
            leads = lapsed = bool(self._validated(self.over - _TICK).trusted)
        revoked_at = self._revoked_at() if leads and is_own else None
        counted = revoked_at is None or (self.stamped_at is not None and self.stamped_at < revoked_at)
        return SignatureCheck(
            signer=common_name(asn1_of(self._main.certificate)),
            intact=self.intact,
            whole=whole,
            trusted=leads and is_own and counted and not lapsed,
            stamped_at=self.stamped_at,
            named=named,
            revoked_at=revoked_at,
            lapsed=lapsed and is_own,
            ends_at=self.over,
        )

    def _revoked_at(self) -> datetime | None:
        taken = revocation_status.revocations_on(extended(self._path, self._roots), self._folder)
        return min((item.at for item in taken), default=None)

    def _validated(self, moment: datetime) -> Any:
        certificates: CertificationPath = self._path or (self._main.certificate,)
        checking = async_validate_detached_cms(
            self._main.covered,
            timestamps.bare_signed_data(self._main, certificates),
            signer_validation_context=timestamps.validation_context(certificates, moment),
        )
        return asyncio.run(checking)


def _names_of(certificate: x509.Certificate, *, issuer: bool) -> set[x509.Name]:
    """Return under whose names a certificate stands; anybody can write any into theirs."""
    return {certificate.subject} | ({certificate.issuer} if issuer else set())
