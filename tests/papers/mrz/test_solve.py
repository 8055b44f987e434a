"""What a zone's cells may say, cheapest first: one missed, and a doubtful zone would pass for a sure one."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from motcua.papers.mrz import solve

SLOTS = st.lists(
    st.lists(st.floats(0.0, 11.0), min_size=1, max_size=4).map(sorted), min_size=1, max_size=5
)  # fmt: skip


@given(costs=SLOTS)
def test_each_choice_comes_once_and_none_before_a_cheaper_one(costs: list[list[float]]) -> None:
    ranked = [[(cost, "0123"[rank]) for rank, cost in enumerate(slot)] for slot in costs]
    found = list(solve._cheapest_first(ranked))
    every = {"".join(c for _, c in choice) for choice in itertools.product(*ranked)}
    assert sorted(text for _, text in found) == sorted(every)
    prices = {text: sum(slot[int(c)] for slot, c in zip(costs, text, strict=True)) for text in every}
    assert all(abs(cost - prices[text]) < 1e-9 for cost, text in found)
    assert all(one[0] <= other[0] + 1e-9 for one, other in itertools.pairwise(found))
