"""``python -m motcua.ui.find_messages ROOM``: the texts of a room that its English catalogue lacks.

Texts are found in templates and Python files: what ``translate``, ``blocktranslate`` and the ``gettext``
functions are given. The test suite runs this for every room that has a catalogue.
"""

import ast
import re
import sys
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from motcua.ui.compile_messages import PACKAGE

_CALLS = {"gettext", "gettext_lazy", "_", "ngettext", "ngettext_lazy"}
_FOUND = re.compile(r"gettext\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))\)")


def texts_of(room: Path) -> set[str]:
    """Return every text of a room that is meant to be translated."""
    found: set[str] = set()
    for template in room.rglob("templates/**/*.html"):
        source = templatize(template.read_text(encoding="utf-8"))
        found.update(str(ast.literal_eval(match)) for match in _FOUND.findall(source))
    for module in room.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            found.update(_texts_in(node))
    return found - {""}


def missing(room: Path) -> list[str]:
    """Return the texts without an English translation, sorted.

    What the base room translates need not be translated again.
    """
    known: set[str] = set()
    for catalogue in (room / "locale", PACKAGE / "ui" / "locale"):
        path = catalogue / "en" / "LC_MESSAGES" / "django.po"
        if path.exists():
            with path.open("rb") as file:
                known.update(
                    str(message.id) for message in read_po(file, locale="en") if message.string and message.id
                )
    return sorted(texts_of(room) - known)


def _texts_in(node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or not node.args:
        return []
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name not in _CALLS:
        return []
    return [
        argument.value
        for argument in node.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for text in missing(PACKAGE / name):
            sys.stdout.write(f"{name}: {text!r}\n")
