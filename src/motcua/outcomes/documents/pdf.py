"""From a template and data to a PDF, by Typst.

Data travels as one JSON text in ``sys.inputs`` and is shown as text, never read as markup. The result is
PDF/A-3a (a certificate carries its data as a file inside) and PDF/UA-1 by Typst's own checks: for archives,
and for people who listen to a page. Nothing outside this package and the pinned fonts is read.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any, Literal

import segno
import typst

from motcua.kernel.datafiles import PackagedFile, locate
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.outcomes.documents import glyphs

Template = Literal[
    "slip", "notice", "certificate", "confirmation", "receipt", "revocation", "control", "register"
]  # fmt: skip

_FONTS = tuple(
    PackagedFile("fontpkg-be-vietnam-pro", f"fontpkg_be_vietnam_pro/files/BeVietnamPro-{style}.ttf", sha256)
    for style, sha256 in (
        ("Regular", "cd1ef6e9d7db28ad5cdb88a65ccbe693870e60d340b791f349d248342b4fe4c3"),
        ("Italic", "a33ebb3f68e0e260a7d3874d64259ad309971a2daf969e7ce5f444d70bce535f"),
        ("Medium", "b60832bfa0fcd015158112c64d7e3fdad3b0c6287d1823f85a3103636e845268"),
        ("Bold", "7f738fe5c43c8872807b20e2d30d42163618de8a4daf7f48a939adac32c16847"),
    )
)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A JSON file inside the PDF; ``about`` says to a person what it is."""

    name: str
    text: str
    about: str


class PaperNotMadeError(MotcuaError):
    """Typst could not make the paper; ``details`` carry its message for the log."""

    code = "paper_not_made"
    default_message = Bilingual(
        vi="Chưa lập được văn bản. Hồ sơ vẫn được giữ; hệ thống sẽ thử lại.",
        en="The paper could not be made. The dossier is kept and it will be tried again.",
    )


def render(
    template: Template, data: Mapping[str, Any], *, made_at: datetime, attached: Attachment | None = None
) -> bytes:
    """Return the PDF of a template with data of JSON types; the same input gives the same bytes.

    ``attached`` goes into the PDF as a file, to the letter; what is printed may lack letters of the font.

    Raises:
        PaperNotMadeError: Typst refused; a mistake of ours, not of the person's input.
    """
    shown = glyphs.printable(data, _FONTS[0])
    text = json.dumps({**shown, **({"attached": asdict(attached)} if attached else {})}, ensure_ascii=False)
    with as_file(files("motcua.outcomes.documents") / "typst") as folder:
        try:
            made, warnings = typst.compile_with_warnings(
                folder / f"{template}.typ",
                root=folder,
                font_paths=_fonts(),
                sys_inputs={"data": text},
                format="pdf",
                pdf_standards=["a-3a", "ua-1"],
                timestamp=int(made_at.timestamp()),
            )
        except typst.TypstError as error:
            raise PaperNotMadeError(template=template, typst=error.message) from error
    if warnings or not isinstance(made, bytes):
        # A warning is a missing font or glyph: the paper would lack words.
        raise PaperNotMadeError(template=template, typst=[warning.message for warning in warnings])
    return made


def qr_svg(url: str) -> str:
    """Return the QR code of an address as SVG, without a border (the paper is white around it)."""
    out = io.BytesIO()
    segno.make_qr(url, error="m").save(out, kind="svg", border=1, xmldecl=False, svgns=True, dark="#1b1b1f")
    return out.getvalue().decode()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in {locate(font).parent for font in _FONTS}],
    )
