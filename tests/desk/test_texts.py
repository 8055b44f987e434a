"""Texts and templates: both languages are whole, and nothing inline that the strict policy would block."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

import motcua.desk

DESK = Path(motcua.desk.__file__).parent
TEMPLATES = sorted(DESK.glob("templates/**/*.html"))
_BLOCK = re.compile(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s(on\w+|style)\s*=\s*["']""")


def texts() -> set[str]:
    found: set[str] = set()
    for template in TEMPLATES:
        source = template.read_text(encoding="utf-8")
        found |= {a or b for a, b in re.findall(r"""{% translate (?:"([^"]*)"|'([^']*)')""", source)}
        found |= {re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text) for text in _BLOCK.findall(source)}
    for module in DESK.rglob("*.py"):
        found |= set(re.findall(r'\b_\(\s*"([^"]*)"\s*\)', module.read_text(encoding="utf-8")))
    return found


def test_every_text_has_its_english() -> None:
    with (DESK / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale="en")
    english = {str(message.id): str(message.string) for message in catalogue if message.id}
    wanted = texts()
    assert len(wanted) > 80
    assert sorted(wanted - english.keys()) == []
    assert sorted(english.keys() - wanted) == []
    for vietnamese, text in english.items():
        assert text.strip()
        assert set(re.findall(r"%\((\w+)\)s", vietnamese)) == set(re.findall(r"%\((\w+)\)s", text))


def test_no_inline_script_or_style() -> None:
    assert len(TEMPLATES) > 5
    for template in TEMPLATES:
        source = template.read_text(encoding="utf-8")
        assert "<script" not in source
        assert "<style" not in source
        assert not _ATTRIBUTE.search(source), template.name
