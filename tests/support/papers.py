"""What a paper that was given out says, as a person reads it."""

import io

from pypdf import PdfReader


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF with single spaces between them."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
