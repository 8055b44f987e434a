"""``python -m motcua.ui.compile_messages``: every ``.po`` under the package becomes the ``.mo`` Django reads.

Done with Babel, so that no installation needs the gettext programs.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent
#: Babel would note the moment of compiling, and no two files would be the same.
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Compile each ``*/locale/*/LC_MESSAGES/django.po``; returns the files written.

    A ``.mo`` that says the same already is left alone. What it says counts and not how old it is: an unpacked
    archive gives changed messages an older date than the ``.mo`` of before. Fuzzy entries are left out: a
    guess is no translation.
    """
    written = []
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        catalogue.creation_date = catalogue.revision_date = _NO_DATE
        said = io.BytesIO()
        write_mo(said, catalogue)
        if target.exists() and target.read_bytes() == said.getvalue():
            continue
        scratch = target.with_suffix(".mo.new")
        scratch.write_bytes(said.getvalue())
        scratch.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(PACKAGE)}\n")
