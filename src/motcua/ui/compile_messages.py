"""``python -m motcua.ui.compile_messages``: every ``.po`` under the package becomes the ``.mo`` Django reads.

Done with Babel, so that no installation needs the gettext programs.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).resolve().parent.parent


def compile_all(package: Path = PACKAGE) -> list[Path]:
    """Compile each ``*/locale/*/LC_MESSAGES/django.po``; returns the files written.

    A ``.mo`` newer than its ``.po`` is left alone. Fuzzy entries are left out: a guess is no translation.
    """
    written = []
    for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        scratch = target.with_suffix(".mo.new")
        with scratch.open("wb") as file:
            write_mo(file, catalogue)
        scratch.replace(target)
        written.append(target)
    return written


if __name__ == "__main__":
    for path in compile_all():
        sys.stdout.write(f"{path.relative_to(PACKAGE)}\n")
