"""Whether what follows a signature of ours in its file adds time stamps and what proves them, nothing else.

A stamp over the whole file does not say so: whoever has a paper of ours could put another page over it and
buy a stamp of the same authority. To tell, the file must be taken apart as a PDF. That is done only behind a
signature of our own key over its first part, and only if all after it is as plain as what we add ourselves:
no packed streams or tables, few objects, short text, and each object where its table says, so that nothing
unfolds, hides or goes in circles.
"""

# First, whoever comes here first: see there.
import motcua.outcomes.signatures.pades  # noqa: F401

# isort: split

import io
import logging
import re
from typing import Final

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel

from motcua.outcomes.signatures.embedded import EmbeddedSignature

log = logging.getLogger(__name__)
_OBJECT = re.compile(rb"(\d{1,7}) 0 obj\s")
_LENGTH = re.compile(rb"/Length (\d{1,8})\b")
_STREAM = re.compile(rb"stream\r?\n")
_CLOSED = re.compile(rb"\r?\n?endstream\s{1,2}endobj")
_ENTRY = rb"\d{10} \d{5} [nf][\r\n ]{1,2}"
_TABLE = re.compile(rb"xref\s{1,2}((?:\d{1,7} \d{1,7}\s{1,2}(?:" + _ENTRY + rb"){1,99}){1,99})trailer\s")
_PART = re.compile(rb"(\d{1,7}) (\d{1,7})\s{1,2}((?:" + _ENTRY + rb"){1,99})")
_PREVIOUS = re.compile(rb"/Prev (\d{1,10})\b")
_END = re.compile(rb"startxref\s{1,2}(\d{1,10})\s{1,2}%%EOF\s{0,2}")
_HEX = re.compile(rb"<[0-9A-Fa-f]*>")
_UNREADABLE: Final = (
    PdfError, ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError,
    NotImplementedError,
)  # fmt: skip
#: Names that make something else of a piece; ``#`` would write them otherwise.
_STRANGE: Final = (b"#", b"/ObjStm", b"/XRef", b"/Encrypt", b"/JS", b"/JavaScript", b"/Extends")
#: Of one addition: a catalog, a page, a form, descriptions, a field with its stamp, certificates and lists.
_MOST_OBJECTS: Final = 64
_MOST_ADDITIONS: Final = 15
#: In bytes: what an addition says beside its streams and signatures; a signature.
_LONGEST_TEXT, _LARGEST_SIGNATURE = 32 * 1024, 512 * 1024


def are_stamps_only(pdf: bytes, signature: EmbeddedSignature, later: list[EmbeddedSignature]) -> bool:
    """Whether what lies after ``signature`` adds the stamps ``later`` and what proves them, nothing else."""
    if not _is_plain(pdf, signature.end):
        return False
    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        ends = [found.byte_range[2] + found.byte_range[3] for found in signatures]
        if ends[ends.index(signature.end) + 1 :] != [stamp.end for stamp in later]:
            return False
        found = signatures[ends.index(signature.end)]
        found.compute_integrity_info(diff_policy=DEFAULT_DIFF_POLICY)
        return _is_allowed(found.diff_result)
    except _UNREADABLE as error:  # it is none that we made
        log.info("what follows a signature cannot be read: %r", error)
    return False


def _is_allowed(result: object) -> bool:
    if not isinstance(result, DiffResult):
        return False
    return result.modification_level.value <= ModificationLevel.LTA_UPDATES.value


def _is_plain(pdf: bytes, at: int) -> bool:
    for _ in range(_MOST_ADDITIONS):
        after = _Addition(pdf, at).end()
        if after is None:
            return False
        if after == len(pdf):
            return True
        at = after
    return False


class _Addition:
    """One addition to a file, read from where it begins."""

    def __init__(self, pdf: bytes, at: int) -> None:
        self._pdf, self._at, self._begin = pdf, at, at
        self._places: dict[int, int] = {}
        self._said = 0

    def end(self) -> int | None:
        """Return where it ends, None where it is none that we could have made."""
        while found := self._match(_OBJECT):
            number = int(found[1])
            if number in self._places or len(self._places) == _MOST_OBJECTS:
                return None
            self._places[number] = found.start()
            if not self._object(found.end()):
                return None
        starts = self._at
        table = self._match(_TABLE)
        if table is None or not self._is_table(table[1]):
            return None
        end = self._pdf.find(b"startxref", table.end(), table.end() + _LONGEST_TEXT)
        trailer = self._pdf[table.end() : end]
        before = _END.findall(self._pdf, max(0, self._begin - 64), self._begin)
        last = _END.match(self._pdf, end) if end >= 0 else None
        if last is None or not before or not self._is_text(trailer):
            return None
        follows = _PREVIOUS.findall(trailer) == [before[-1]] and trailer.count(b"/Prev") == 1
        return last.end() if follows and int(last[1]) == self._skipped(starts) else None

    def _object(self, at: int) -> bool:
        """Go past an object that begins at a place; false where it is none that we could have made."""
        end = self._pdf.find(b"endobj", at, at + _LARGEST_SIGNATURE)
        stream = self._pdf.find(b"stream", at, at + _LONGEST_TEXT)
        if stream < 0 or 0 <= end < stream:
            self._at = end + len(b"endobj")
            return end >= 0 and self._is_text(self._pdf[at:end])
        text, begin = self._pdf[at:stream], _STREAM.match(self._pdf, stream)
        length = _LENGTH.findall(text)
        if begin is None or len(length) != 1 or text.count(b"/Length") != 1 or b"/Filter" in text:
            return False  # a stamp has a filter, too: the name of who reads it
        closed = _CLOSED.match(self._pdf, begin.end() + int(length[0]))
        if closed is None:
            return False
        self._at = closed.end()
        return self._is_text(text)

    def _is_text(self, text: bytes) -> bool:
        rest = _HEX.sub(b"", text)
        self._said += len(rest)
        return self._said <= _LONGEST_TEXT and not any(name in rest for name in _STRANGE)

    def _is_table(self, table: bytes) -> bool:
        """Whether a table of objects names each of the addition where it lies, and no other."""
        listed = {}
        for first, count, lines in _PART.findall(table):
            entries = lines.split(b"\n")[:-1]
            if len(entries) != int(count):
                return False
            for number, entry in enumerate(entries, int(first)):
                if entry[17:18] == b"n":
                    listed[number] = int(entry[:10])
        return listed == self._places

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = pattern.match(self._pdf, self._skipped(self._at))
        if found is not None:
            self._at = found.end()
        return found

    def _skipped(self, at: int) -> int:
        """Return where the next word begins: at most three blanks stand before it."""
        return next(
            (at + step for step in range(4) if not self._pdf[at + step : at + step + 1].isspace()), at
        )
