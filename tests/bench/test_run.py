"""The tables of whole readings: two benchmarks that call one value right and wrong say nothing together."""

import pytest
from bench.papers.run import Group, add

from bench import cards
from motcua.papers.types import FieldValue, Reading


@pytest.mark.parametrize(
    ("said", "wrong"),
    [("Nốt ruồi C: 1cm sau cánh mũi phải", 0), ("Nốt ruồi C:7cm sau cánh mũi phải", 1)],
)
def test_a_blank_beside_a_colon_makes_no_value_wrong_and_another_digit_does(said: str, wrong: int) -> None:
    paper = cards.make_paper("cmnd", 1_150_400)
    paper.truth["identifying_features"] = "Nốt ruồi C:1cm sau cánh mũi phải"
    group = Group()
    reading = Reading(
        paper.kind, {"identifying_features": FieldValue(said, 0.99, ("text",), review=False)}, (), ()
    )
    add(group, paper, reading, "one")
    assert group.fields["identifying_features"].wrong_trusted == wrong
    assert group.fields["identifying_features"].exact == 1 - wrong
    assert group.fields["full_name"].absent == 1
