"""Counting what pictures without a paper cost names functions of the reader that no type checker follows."""

from bench.papers.no_card import CALLS, COUNTED

from motcua.papers.sides import one_photo


def test_what_is_counted_is_there() -> None:
    """After functions of the reader were renamed the measurement ended in an error before any picture."""
    named = [*((where, name) for where, name, _ in COUNTED), *((one_photo, name) for name in CALLS)]
    assert not [name for where, name in named if not hasattr(where, name)]
