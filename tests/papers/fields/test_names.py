"""Names beside a recogniser's alternatives and the make of syllables: one tone more is another person."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from motcua.papers.calibration import print_probability
from motcua.papers.fields import names
from motcua.papers.fields.extract import read_fields
from motcua.papers.fields.matches import TextSpan
from motcua.papers.fuse import SourceValue, fuse
from motcua.papers.kinds import SPECS
from motcua.papers.lines import ctc
from motcua.papers.lines.alphabet import CHARSET
from motcua.papers.lines.alternatives import alternatives
from motcua.papers.lines.types import Recognised, TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.text import syllables
from motcua.papers.text.values import clean_name
from motcua.papers.types import PaperKind, Quad

QUAD: Quad = ((0.0, 0.0), (100.0, 0.0), (100.0, 20.0), (0.0, 20.0))


def read_as(text: str, doubts: dict[int, Sequence[tuple[str, float]]] | None = None) -> Recognised:
    """Return a line read character by character, some of them in doubt: place to (character, chance)."""
    rows = []
    for place, letter in enumerate(text):
        chances = dict((doubts or {}).get(place, ()))
        row = np.full(len(CHARSET), 1e-9, np.float32)
        for other, chance in {letter: 1 - sum(chances.values()), **chances}.items():
            row[CHARSET.index(other)] = chance
        blank = np.full(len(CHARSET), 1e-9, np.float32)
        blank[0] = 1.0
        rows += [row, blank]
    return ctc.decode(np.stack(rows), CHARSET, lattice=True)


def chosen(text: str, doubts: dict[int, Sequence[tuple[str, float]]] | None = None,
           first: int = 0) -> names.Choice | None:  # fmt: skip
    """Choose the name that begins at the character ``first`` of a line."""
    line = TextLine(text, 0.9, QUAD, (0.9,) * len(text))
    found = read_as(text, doubts)
    again = TextLine(found.text, found.confidence, QUAD, found.scores, found.lattice)
    return names.choose([TextSpan(line, first, len(text))], {id(line): again})


def test_alternatives_of_a_line_have_the_probabilities_of_all_ways_to_them() -> None:
    found = read_as("HOA", {2: [("À", 0.3)]})
    assert found.lattice is not None
    (best, chance), (other, less) = alternatives(found.lattice)[:2]
    assert (best, other) == ("HOA", "HOÀ")
    assert math.exp(chance) == pytest.approx(0.7, abs=0.01)
    assert math.exp(less) == pytest.approx(0.3, abs=0.01)


def test_a_part_of_a_line_has_the_alternatives_of_that_part_alone() -> None:
    found = read_as("Tên: LAN", {0: [("t", 0.4)], 6: [("Â", 0.2)]})
    assert found.lattice is not None
    assert [text for text, _ in alternatives(found.lattice.part(5, 8))][:2] == ["LAN", "LÂN"]


def test_a_reading_that_is_no_syllable_gives_way_to_one_nearly_as_likely_that_is() -> None:
    choice = chosen("NGUYỄM VĂN AN", {5: [("N", 0.4)]})
    assert choice is not None
    assert choice.value == "NGUYỄN VĂN AN"
    assert choice.margin < 0, "not what was read first: somebody has to look"


@pytest.mark.parametrize(
    "name", ["Y BHĂM ÊBAN", "A LĂNG BHUỐCH", "KA SÔ LAN", "GIÀNG A PÁO", "ANNA KOWALSKI"]
)
def test_a_name_of_another_language_that_was_read_clearly_stays(name: str) -> None:
    choice = chosen(name, {0: [("Â", 0.02)], 3: [("Ă", 0.02)]})
    assert choice is not None
    assert choice.value == name
    assert choice.margin > 3


def test_the_label_before_a_name_has_no_say() -> None:
    choice = chosen("Họ tên: TRẦN THỊ HOA", {1: [("ẹ", 0.45)], 19: [("À", 0.1)]}, first=8)
    assert choice is not None
    assert (choice.value, choice.others[0]) == ("TRẦN THỊ HOA", "TRẦN THỊ HOÀ")
    assert choice.margin == pytest.approx(math.log(9), abs=0.05)


def test_a_syllable_never_met_is_likelier_than_none_and_nothing_is_impossible() -> None:
    assert syllables.log_probability("Nguyên") > syllables.log_probability("Nguyễm")
    assert syllables.log_probability("Khuể") > syllables.log_probability("Khuzể") > -60


def text_said(value: str, **changes: object) -> SourceValue:
    text = PrintedValue("full_name", value, 0.9995, 0.9999, True, True, QUAD, third=True)
    return SourceValue("full_name", value, "text", 0.9995, 0, text=replace(text, **changes))  # type: ignore[arg-type]


def test_a_name_that_may_as_well_be_another_is_given_to_a_person() -> None:
    clear, doubtful = text_said("TRẦN THỊ HOA", margin=9.0), text_said("TRẦN THỊ HOA", margin=1.0)
    assert clear.text is not None
    assert doubtful.text is not None
    assert print_probability(clear.text, None)[1]
    assert not print_probability(doubtful.text, None)[1]


def test_of_the_readings_of_a_name_the_one_with_the_zones_letters_is_shown_for_review() -> None:
    zone = SourceValue("full_name", "HO DIEU HOA", "mrz", 0.99, 0, sure=True, letters_only=True)
    said = text_said("HỒ DIỆU HOAI", weakest=0.6, others=("HỒ DIỆU HOÀI", "HỒ DIỆU HOA"))
    value = fuse([zone, said], "passport").fields["full_name"]
    assert value.value == "HỒ DIỆU HOA"
    assert value.review


def lines_of(*texts: str, left: float = 420, doubts: dict[int, Sequence[tuple[str, float]]] | None = None,
             ) -> tuple[list[TextLine], dict[Quad, TextLine]]:  # fmt: skip
    """Return lines below each other, and what the second recogniser reads of each, the last with doubts."""
    lines, again = [], {}
    for row, text in enumerate(texts):
        top, right = 200 + 40.0 * row, left + 15 * len(text)
        quad = ((left, top), (right, top), (right, top + 30), (left, top + 30))
        found = read_as(text, doubts if row == len(texts) - 1 else None)
        lines.append(TextLine(text, 0.99, quad, (0.99,) * len(text)))
        again[quad] = TextLine(text, 0.99, quad, found.scores, found.lattice)
    return lines, again


def read_name(
    kind: PaperKind, *texts: str, doubts: dict[int, Sequence[tuple[str, float]]] | None = None
) -> PrintedValue | None:
    lines, again = lines_of(*texts, doubts=doubts)
    spec = SPECS[kind].sides["front"]
    said = read_fields(lines, spec, lambda quads: [again[quad] for quad in quads])
    return next((item for item in said if item.field == "full_name"), None)


def test_a_name_broken_over_two_lines_has_the_alternatives_of_both() -> None:
    name = read_name("cccd_barcode", "Họ và tên:", "NGUYỄN PHƯỚC QUÝ", "THỊ HOA", doubts={6: [("À", 0.2)]})
    assert name is not None
    assert (name.value, name.others[0]) == ("NGUYỄN PHƯỚC QUÝ THỊ HOA", "NGUYỄN PHƯỚC QUÝ THỊ HOÀ")
    assert name.margin == pytest.approx(math.log(4), abs=0.05), "what is doubtful on one line is doubtful"


def test_a_passports_name_printed_in_two_parts_has_alternatives_too() -> None:
    texts = ("Họ / Surname", "HỒ", "Chữ đệm và tên / Given names", "DIỆU HOA")
    name = read_name("passport", *texts, doubts={7: [("Ạ", 0.45)]})
    assert name is not None
    assert name.value == "HỒ DIỆU HOA"
    assert "HỒ DIỆU HOẠ" in name.others
    zone = SourceValue("full_name", "HO DIEU HOA", "mrz", 0.99, 0, sure=True, letters_only=True)
    value = fuse([zone, SourceValue("full_name", name.value, "text", 0.5, 0, text=name)], "passport").fields
    assert value["full_name"].review, "the zone has no tones: it cannot tell which of the two"


@pytest.mark.parametrize("name", ["K'BRỂU", "H'LOAN", "K' TIẾP", "H'HEN NIÊ", "H' HEN NIÊ", "Y BHIÔ ÊBAN"])
@pytest.mark.parametrize("kind", ["cmnd", "cccd_barcode", "cccd_chip"])
def test_names_of_the_highlands_are_given_as_printed(name: str, kind: PaperKind) -> None:
    """A person whose whole name is one word with an apostrophe had no name at all."""
    given = read_name(kind, "Họ và tên:", name)
    assert given is not None
    assert given.value == name
    joined = read_name(kind, f"Họ và tên: {name}")
    assert joined is not None
    assert joined.value == name


@pytest.mark.parametrize("text", ["K", "K'", "'BRỂU", "NAM", "BRỂU", "O'", "K'B", "KLOAN'G"])
def test_one_word_without_the_apostrophe_of_such_names_is_none(text: str) -> None:
    assert clean_name(text) is None


def test_a_short_last_word_on_a_line_of_its_own_is_part_of_the_name() -> None:
    name = read_name("cmnd", "Họ và tên", "BẠCH VĨNH HOÀNG", "THƠ")
    assert name is not None
    assert name.value == "BẠCH VĨNH HOÀNG THƠ"


@pytest.mark.parametrize(("read", "meant"), [("PHAN HOÀNG HIÊÚ", "PHAN HOÀNG HIẾU"), ("LÊ HOÀ", "LÊ HOÀ")])
def test_a_tone_beside_its_letter_is_put_on_it_and_told(read: str, meant: str) -> None:
    name = read_name("cmnd", f"Họ và tên: {read}")
    assert name is not None
    assert (name.value, name.corrected) == (meant, read != meant)


def _printed(fast: str, second: str, third: str) -> PrintedValue:
    """Return what a card's name is read as by three recognisers, all of them sure."""
    quads: list[Quad] = [((0, top), (400, top), (400, top + 20), (0, top + 20)) for top in (100, 130)]
    texts = ("Họ và tên / Full name:", fast)
    lines = [
        TextLine(text, 0.999, quad, (0.999,) * len(text)) for text, quad in zip(texts, quads, strict=True)
    ]

    def reads(text: str) -> Callable[[Sequence[Quad]], list[TextLine]]:
        found = read_as(text)
        return lambda quads: [
            TextLine(found.text, found.confidence, quad, found.scores, found.lattice) for quad in quads
        ]

    said = read_fields(
        lines, SPECS["cccd_chip"].sides["front"], reads(second), wider=reads(second), third=reads(third)
    )
    return next(one for one in said if one.field == "full_name")


def test_a_name_that_all_read_alike_is_given() -> None:
    assert print_probability(_printed(*["HOÀNG VĂN NAM"] * 3), None)[1]


@pytest.mark.parametrize("second", ["HO ÀNG VĂN NAM", "HOÀNG V ĂN NAM"])
def test_a_name_torn_apart_by_one_reader_goes_to_a_person(second: str) -> None:
    """Two syllables in place of one are another name in every register; letters alone do not show it."""
    assert not print_probability(_printed("HOÀNG VĂN NAM", second, "HOÀNG VĂN NAM"), None)[1]


@pytest.mark.parametrize("name", ["TRẦN VĂN H", "TRẦN V ĂN NAM", "TX NGUYỄN VĂN NAM"])
def test_a_name_with_a_word_that_is_no_syllable_goes_to_a_person(name: str) -> None:
    """A lone capital stands on a house, not in a name: there it is what glare or wear has left of a word."""
    assert not print_probability(_printed(name, name, name), None)[1]


@pytest.mark.parametrize(
    ("read", "name"),
    [("KSOR H 'NHI", "KSOR H'NHI"), ("K 'BRẺO", "K'BRẺO"), ("H' LINH BYĂ", "H' LINH BYĂ")],
)
def test_an_apostrophe_read_apart_from_its_letter_loses_nobody_their_name(read, name):
    assert clean_name(read) == name
