"""Where a hamlet before an address may be hidden: there a person must look, elsewhere nobody has to."""

import numpy as np
import pytest
from tests.papers.printed import line

from motcua.papers.fields import beginnings
from motcua.papers.fields.matches import FieldMatch, TextSpan
from motcua.papers.lines.types import Lattice, TextLine
from motcua.papers.printed_value import PrintedValue
from motcua.papers.types import Quad

ADDRESS = "Long Hiệp, Minh Long, Quảng Ngãi"
LABEL = "Quê quán"


def room(
    label: TextLine, first: TextLine, *others: TextLine, start: int = 0, value: str = ADDRESS
) -> tuple[Quad, ...] | None:
    """Return where more of the value may be hidden, whose label and first line these are."""
    item = FieldMatch(label, 1.0, [TextSpan(first, start, len(first.text))])
    said = PrintedValue("place_of_origin", value, 0.99, 0.99, True, True, first.quad, listed=True)
    again = {id(first): first}
    return beginnings.with_room(said, item, [label, first, *others], again).room


def spread(text: str, gap: int) -> TextLine:
    """Return a line 30 high, each letter of which takes two steps, with ``gap`` steps after its colon."""
    at = text.index(":") + 1
    steps = tuple(
        (2 * i + (gap if i >= at else 0), 2 * i + 1 + (gap if i >= at else 0)) for i in range(len(text))
    )
    count = steps[-1][1] + 1
    lattice = Lattice(np.zeros((count, 2), np.float32), ("", "a"), steps)
    quad = line(text, 100, 300, 100 + 5 * count).quad
    return TextLine(text, 0.99, quad, (0.99,) * len(text), lattice)


@pytest.mark.parametrize("gap", [0, 60], ids=["right behind its label", "with room for a hamlet"])
def test_behind_a_label_on_one_line_what_lies_between_counts(gap: int) -> None:
    text = f"{LABEL}: {ADDRESS}"
    whole = spread(text, gap)
    places = room(whole, whole, start=len(LABEL) + 2)
    assert places is not None
    assert [round(place[1][0] - place[0][0]) for place in places] == (
        [] if not gap else [pytest.approx(318, abs=15)]
    )


def test_a_line_of_which_nobody_knows_where_its_letters_stand_tells_nothing() -> None:
    whole = line(f"{LABEL}: {ADDRESS}", 100, 300)
    assert room(whole, whole, start=len(LABEL) + 2) is None


def test_below_a_label_a_hamlet_may_stand_behind_the_label_or_before_the_row() -> None:
    label = line(LABEL, 100, 300)
    (behind,) = room(label, line(ADDRESS, 102, 335)) or ()
    assert behind[0][0] == label.quad[1][0]
    assert behind[2][1] == label.quad[2][1]
    assert len(room(label, line(ADDRESS, 190, 335)) or ()) == 2, "the row is indented"
    half = line("Place of origin", 100, 300)
    first = line("Quê quán /", 0, 300, 90)
    assert len(room(half, line(ADDRESS, 102, 335), first) or ()) == 2, "the label begins further left"


def test_what_is_no_whole_chain_of_units_may_lack_something_anywhere() -> None:
    label = line(LABEL, 100, 300)
    assert room(label, line("Thôn 5", 102, 335), value=f"Thôn 5, {ADDRESS}") is None
