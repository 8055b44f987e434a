"""No page may fall back into the other language in the middle of a sentence."""

import os
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from motcua.ui.compile_messages import PACKAGE, compile_all
from motcua.ui.find_messages import missing, texts_of

ROOMS = ["ui", "portal"]


@pytest.mark.parametrize("room", ROOMS)
def test_every_text_of_the_room_has_an_english_translation(room: str) -> None:
    assert missing(PACKAGE / room) == []


@pytest.mark.parametrize("room", ROOMS)
def test_the_catalogue_holds_nothing_that_no_page_says(room: str) -> None:
    with (PACKAGE / room / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        known = {str(message.id) for message in read_po(file, locale="en") if message.id}
    assert sorted(known - texts_of(PACKAGE / room)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_translation_keeps_the_placeholders(room: str) -> None:
    with (PACKAGE / room / "locale/en/LC_MESSAGES/django.po").open("rb") as file:
        for message in read_po(file, locale="en"):
            placed = re.findall(r"%\(\w+\)[sd]", str(message.id))
            assert sorted(placed) == sorted(re.findall(r"%\(\w+\)[sd]", str(message.string))), message.id


def test_one_text_has_one_translation_in_all_rooms() -> None:
    """Django knows one catalogue: officers read “Your result comes by post”, which was said to citizens."""
    said: dict[str, set[str]] = {}
    for catalogue in sorted(PACKAGE.glob("*/locale/en/LC_MESSAGES/django.po")):
        with catalogue.open("rb") as file:
            for message in read_po(file, locale="en"):
                said.setdefault(str(message.id), set()).add(str(message.string))
    assert len(said) > 900
    assert {text: words for text, words in said.items() if text and len(words) > 1} == {}


def test_a_text_in_a_template_or_a_module_is_found(tmp_path: Path) -> None:
    pages = tmp_path / "templates" / "room"
    pages.mkdir(parents=True)
    (pages / "a.html").write_text(
        "{% load i18n %}<p>{% translate \"Một\" %}</p>{% translate 'Hai' as two %}"
        "{% blocktranslate with n=3 %}Ba {{ n }}{% endblocktranslate %}",
        encoding="utf-8",
    )
    (tmp_path / "views.py").write_text('label = gettext_lazy("Bốn")\ntext = _("Năm")\nx = get("Sáu")\n')
    assert texts_of(tmp_path) == {"Một", "Hai", "Ba %(n)s", "Bốn", "Năm"}


def test_compiling_writes_what_django_reads_and_leaves_fresh_files_alone(tmp_path: Path) -> None:
    folder = tmp_path / "room" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Sửa"\nmsgstr "Change"\n',
        encoding="utf-8",
    )
    assert [path.name for path in compile_all(tmp_path)] == ["django.mo"]
    assert b"Change" in (folder / "django.mo").read_bytes()
    assert compile_all(tmp_path) == []


def test_changed_messages_are_compiled_though_the_compiled_file_is_newer(tmp_path: Path) -> None:
    """An office that updates from an archive would read the old words, and new ones untranslated."""
    folder = tmp_path / "room" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    messages = folder / "django.po"
    text = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Sửa"\nmsgstr "Change"\n'
    messages.write_text(text, encoding="utf-8")
    compile_all(tmp_path)
    messages.write_text(text.replace("Change", "Correct"), encoding="utf-8")
    os.utime(messages, (0, 0))
    assert len(compile_all(tmp_path)) == 1
    assert b"Correct" in (folder / "django.mo").read_bytes()
