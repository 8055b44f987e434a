"""A paper's pages as pictures, for a machine that prints what its screen shows."""

import io
from threading import Lock
from typing import TYPE_CHECKING, Final

from motcua.outcomes.models import IssuedPaper

if TYPE_CHECKING:
    import pypdfium2

#: A page of A4 is then 1240 x 1754 pixels: small print and the QR code stay sharp on any printer.
_DPI: Final = 150
#: PDFium works on one document at a time in a process.
_one_at_a_time = Lock()


def pages_of(paper: IssuedPaper) -> list[bytes]:
    """Return every page of a paper as PNG, in order. The signature is in the file, not in its picture."""
    import pypdfium2  # noqa: PLC0415 - only the machine in the hall asks for pictures

    with _one_at_a_time, pypdfium2.PdfDocument(bytes(paper.pdf)) as document:
        return [_png(document, number) for number in range(len(document))]


def _png(document: "pypdfium2.PdfDocument", number: int) -> bytes:
    picture = document[number].render(scale=_DPI / 72).to_pil()
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()
