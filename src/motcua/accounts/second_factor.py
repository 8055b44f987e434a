"""A second factor beside an officer's password: codes of an authenticator app, and a few on paper.

Time-based one-time passwords as RFC 6238 has them (SHA-1, six digits, 30 seconds: what every app speaks).
A code counts once, one step early or late is let pass. Guessing is limited and each use recorded where codes
are asked for.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from motcua.accounts.models import RecoveryCode, SecondFactor, User
from motcua.kernel import clock

_STEP: Final = 30
_SECRET_BYTES: Final = 20
_RECOVERY_CODES: Final = 10
#: Without letters and digits that are taken for each other.
_ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Proof(StrEnum):
    """Where a right code came from."""

    APP = "app"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Offer:
    """What an app needs once: ``uri`` as a QR code, or ``secret`` (base32, in groups of four) by hand."""

    uri: str
    secret: str


def is_enabled(officer: User) -> bool:
    """Tell whether an app was set up and has shown a right code."""
    return SecondFactor.objects.filter(officer_id=officer.pk, confirmed_at__isnull=False).exists()


def begin(officer: User) -> None:
    """Make a secret for an app to come; nothing changes where one is waiting or confirmed."""
    SecondFactor.objects.get_or_create(officer_id=officer.pk, defaults={"salt": secrets.token_bytes(16)})


def pending(officer: User) -> Offer | None:
    """Return what to put into the app while it has not shown a right code."""
    found = SecondFactor.objects.filter(officer_id=officer.pk, confirmed_at=None).first()
    if found is None:
        return None
    key = _secret(found)
    plain = base64.b32encode(key).decode()
    return Offer(
        _app(key).get_provisioning_uri(officer.get_username(), "Motcua"),
        " ".join(plain[at : at + 4] for at in range(0, len(plain), 4)),
    )


@transaction.atomic
def confirm(officer: User, code: str) -> list[str]:
    """Take the app into use if ``code`` is the one it shows now; returns the recovery codes, else nothing."""
    found = SecondFactor.objects.select_for_update().filter(officer_id=officer.pk, confirmed_at=None).first()
    if found is None or not _is_next(found, code):
        return []
    found.confirmed_at = clock.now()
    found.save()
    return _new_recovery_codes(officer)


@transaction.atomic
def verify(officer: User, code: str) -> Proof | None:
    """Return what a right code is from, None if it is wrong; a right one is used up by it."""
    found = SecondFactor.objects.select_for_update().filter(officer_id=officer.pk).first()
    if found is None or found.confirmed_at is None:
        return None
    if _is_next(found, code):
        found.save()
        return Proof.APP
    used, _ = RecoveryCode.objects.filter(officer_id=officer.pk, digest=_digest(officer, code)).delete()
    return Proof.PAPER if used else None


def recovery_codes_left(officer: User) -> int:
    """Return how many codes on paper still work."""
    return RecoveryCode.objects.filter(officer_id=officer.pk).count()


@transaction.atomic
def renew_recovery_codes(officer: User) -> list[str]:
    """Return new codes for paper; those before work no longer."""
    return _new_recovery_codes(officer)


@transaction.atomic
def remove(officer: User) -> bool:
    """Take the second factor away, as when the phone is lost; returns whether there was one."""
    RecoveryCode.objects.filter(officer_id=officer.pk).delete()
    removed, _ = SecondFactor.objects.filter(officer_id=officer.pk).delete()
    return bool(removed)


@transaction.atomic
def carry_over(new_key: str) -> int:
    """Let every app stand once the installation's secret key is ``new_key``; returns how many there are.

    Codes on paper end: of them only digests under the key of now are kept.
    """
    RecoveryCode.objects.all().delete()
    factors = list(SecondFactor.objects.select_for_update())
    for factor in factors:
        factor.mask = _xor(_secret(factor), _made(factor, new_key))
    SecondFactor.objects.bulk_update(factors, ["mask"])
    return len(factors)


def _is_next(factor: SecondFactor, code: str) -> bool:
    """Whether this is the code of now, or of the step before or after, and of a step not used yet."""
    typed = "".join(code.split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return False
    app, now = _app(_secret(factor)), int(clock.now().timestamp()) // _STEP
    for step in (now, now - 1, now + 1):
        if step > factor.last_step and hmac.compare_digest(app.generate(step * _STEP), typed.encode()):
            factor.last_step = step
            return True
    return False


def _app(key: bytes) -> TOTP:
    return TOTP(key, 6, SHA1(), _STEP)  # noqa: S303 - RFC 6238's own, which every app speaks


def _secret(factor: SecondFactor) -> bytes:
    return _xor(_made(factor, settings.SECRET_KEY), bytes(factor.mask))


def _made(factor: SecondFactor, key: str) -> bytes:
    about = b"second factor of officer %d" % factor.officer_id
    return HKDF(SHA256(), _SECRET_BYTES, bytes(factor.salt), about).derive(key.encode())


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


def _new_recovery_codes(officer: User) -> list[str]:
    RecoveryCode.objects.filter(officer_id=officer.pk).delete()
    plain = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(_RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer_id=officer.pk, digest=_digest(officer, code)) for code in plain
    )
    return [f"{code[:5]}-{code[5:]}" for code in plain]


def _digest(officer: User, code: str) -> bytes:
    """50 random bits need no slow hash, but a key, so that a copy of the database cannot be searched."""
    plain = "".join(character for character in code.upper() if character.isalnum())
    key = settings.SECRET_KEY.encode()[:64]
    text = f"{officer.pk}:{plain}".encode()
    return hashlib.blake2b(text, key=key, digest_size=32, person=b"recovery").digest()
