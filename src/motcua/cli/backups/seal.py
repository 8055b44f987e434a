"""A backup file: one line that says what it is, then the archive, sealed with a passphrase or in the clear.

Sealed: the key comes from the passphrase by scrypt (RFC 7914), the archive is cut into chunks, each
AES-256-GCM under a nonce of 7 random bytes, a 32-bit counter and a mark on the last chunk: the STREAM
construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015). A chunk that was changed, moved, dropped or cut
off does not open.
"""

import secrets
import struct
from collections.abc import Iterator
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from motcua.kernel.errors import InvalidInputError
from motcua.kernel.messages import Bilingual

SEALED: Final = b"MOTCUA-BACKUP 1 SEALED WITH A PASSPHRASE\n"
CLEAR: Final = b"MOTCUA-BACKUP 1 NOT ENCRYPTED - HOLDS PERSONAL DATA AND KEYS\n"
CHUNK: Final = 1 << 20
_SALT, _PREFIX, _TAG = 16, 7, 16


class BackupFileError(InvalidInputError):
    """The file is not a backup, is damaged, or the passphrase is another one."""

    code = "backup_unreadable"
    default_message = Bilingual(
        vi="Không mở được bản sao lưu: tệp không đúng, bị hỏng, hoặc sai mật khẩu.",
        en="The backup cannot be opened: not a backup, damaged, or another passphrase.",
    )


def _key(passphrase: bytes, salt: bytes) -> AESGCM:
    return AESGCM(Scrypt(salt=salt, length=32, n=1 << 15, r=8, p=1).derive(passphrase))


def _nonce(prefix: bytes, counter: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">I", counter) + (b"\x01" if last else b"\x00")


def _chunks(source: IO[bytes], size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield pieces of ``size`` bytes with a mark on the last; an empty source gives one empty last piece."""
    piece = source.read(size)
    while True:
        following = source.read(size)
        yield piece, not following
        if not following:
            return
        piece = following


def write(archive: IO[bytes], target: IO[bytes], passphrase: bytes | None) -> None:
    """Write ``archive`` as a backup file; without a passphrase it stays in the clear and line one says so."""
    if passphrase is None:
        target.write(CLEAR)
        for piece, _ in _chunks(archive, CHUNK):
            target.write(piece)
        return
    salt, prefix = secrets.token_bytes(_SALT), secrets.token_bytes(_PREFIX)
    cipher = _key(passphrase, salt)
    target.write(SEALED + salt + prefix)
    for counter, (piece, last) in enumerate(_chunks(archive, CHUNK)):
        target.write(cipher.encrypt(_nonce(prefix, counter, last=last), piece, SEALED))


def is_sealed(source: IO[bytes]) -> bool:
    """Return whether the file needs a passphrase; leaves ``source`` at the end of its first line.

    Raises:
        BackupFileError: not a backup.
    """
    line = source.readline(len(CLEAR) + 1)
    if line not in {SEALED, CLEAR}:
        raise BackupFileError(first_line=line[:40])
    return line == SEALED


def read(source: IO[bytes], target: IO[bytes], passphrase: bytes | None) -> None:
    """Write the archive inside a backup file to ``target``.

    Raises:
        BackupFileError: not a backup, damaged, cut off, or the passphrase is another one.
    """
    if not is_sealed(source):
        for piece, _ in _chunks(source, CHUNK):
            target.write(piece)
        return
    salt, prefix = source.read(_SALT), source.read(_PREFIX)
    if passphrase is None or len(salt) != _SALT or len(prefix) != _PREFIX:
        raise BackupFileError(what="passphrase missing" if passphrase is None else "cut off")
    cipher = _key(passphrase, salt)
    for counter, (piece, last) in enumerate(_chunks(source, CHUNK + _TAG)):
        try:
            target.write(cipher.decrypt(_nonce(prefix, counter, last=last), piece, SEALED))
        except (InvalidTag, ValueError) as error:
            raise BackupFileError(chunk=counter) from error
