"""The file a phone app sends: a ZIP or JSON with the chip's files in it, unpacked within limits.

Formats are described in docs/chip.md. Nothing is written to disk, names are only looked up in a fixed list,
sizes told by the file are not believed.
"""

import base64
import binascii
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from motcua.papers.chip.errors import (
    ChipFileAmbiguousError,
    ChipFileEmptyError,
    ChipFileError,
    ChipFileTooLargeError,
    ChipFileUnknownError,
)

#: The file as sent. A chip holds up to about 100 kB; base64 and a large portrait fit many times over.
MAX_BYTES: Final = 2 * 1024 * 1024
#: One file of the chip: 64 KiB is the most that short reading commands reach, some portraits are larger.
MAX_FILE_BYTES: Final = 512 * 1024
MAX_TOTAL_BYTES: Final = 2 * 1024 * 1024
MAX_ENTRIES: Final = 64

_NAME = re.compile(r"(?:EF)?(?:(COM|SOD)|DG0?([1-9]|1[0-6]))")
_EXTENSION = re.compile(r"\.(?:bin|dat|der|ef|tlv|raw)$", re.IGNORECASE)
_ZIP_ERRORS: Final = (
    zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError,
    KeyError, IndexError, OverflowError,
)  # fmt: skip


def known_name(name: str) -> str | None:
    """Return ``COM``, ``SOD`` or ``DG1`` … ``DG16`` for a file's name (``EF_SOD.bin``, ``dg01``), or None."""
    plain = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r"[ ._-]", "", _EXTENSION.sub("", plain)).upper()
    match = _NAME.fullmatch(plain)
    if match is None:
        return None
    return match[1] or f"DG{match[2]}"


def gather(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the chip's files by their known names; those with other names are left out.

    Raises:
        ChipFileTooLargeError: a file or all together are over the limit.
        ChipFileAmbiguousError: two names mean the same file of the chip.
        ChipFileEmptyError: none is a chip's file.
    """
    found: dict[str, bytes] = {}
    for name, data in files:
        known = known_name(name)
        if known is None:
            continue
        if known in found:
            raise ChipFileAmbiguousError(file=known)
        if len(data) > MAX_FILE_BYTES:
            raise ChipFileTooLargeError(file=known, bytes=len(data))
        found[known] = data
        if sum(map(len, found.values())) > MAX_TOTAL_BYTES:
            raise ChipFileTooLargeError(reason="total")
    if not found:
        raise ChipFileEmptyError
    return found


def unpack(data: bytes) -> dict[str, bytes]:
    """Return the chip's files in a ZIP or JSON file, by their known names.

    Raises:
        ChipFileError: one of its subclasses; never anything else, whatever ``data`` is.
    """
    if not data:
        raise ChipFileEmptyError
    if len(data) > MAX_BYTES:
        raise ChipFileTooLargeError(bytes=len(data))
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return gather(_from_zip(data).items())
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return gather(_from_json(data).items())
    raise ChipFileUnknownError


def _from_zip(data: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MAX_TOTAL_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MAX_ENTRIES:
                raise ChipFileTooLargeError(entries=len(entries))
            for entry in entries:
                known = None if entry.is_dir() else known_name(entry.filename)
                if known is None:
                    continue
                if known in found:
                    raise ChipFileAmbiguousError(file=known)
                if entry.flag_bits & 1 or entry.compress_type not in {
                    zipfile.ZIP_STORED,
                    zipfile.ZIP_DEFLATED,
                }:
                    raise ChipFileError(reason="encrypted or of another compression")
                with archive.open(entry) as stream:
                    content = stream.read(min(MAX_FILE_BYTES, left) + 1)
                if len(content) > min(MAX_FILE_BYTES, left):
                    raise ChipFileTooLargeError(file=known)
                left -= len(content)
                found[known] = content
    except _ZIP_ERRORS as error:
        raise ChipFileError(reason=type(error).__name__) from error
    return found


def _from_json(data: bytes) -> dict[str, bytes]:
    try:
        content = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
        files: Any = content["files"] if isinstance(content.get("files"), Mapping) else content
        if len(files) > MAX_ENTRIES:
            raise ChipFileTooLargeError(entries=len(files))
        return {
            name: base64.b64decode("".join(text.split()), validate=True)
            for name, text in files.items()
            if known_name(name) is not None and isinstance(text, str)
        }
    except (ValueError, TypeError, RecursionError, binascii.Error) as error:
        raise ChipFileError(reason=type(error).__name__) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ChipFileAmbiguousError
    return found
