"""Why values of print ask for a look, as the benchmark tells it."""

from bench.papers.reviews import reasons


def test_a_value_that_follows_from_another_has_that_for_its_reason() -> None:
    """No source said it: the report of a whole run ended in a KeyError."""
    row = {"reading": {"problems": [], "paper": "cccd_barcode", "fields": {"sex": {"sources": ["derived"]}}}}
    assert reasons("sex", [], row) == ["follows from another value"]
