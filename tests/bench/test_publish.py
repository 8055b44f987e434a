"""Figures in the documents are those of a run: what a program writes replaces its own and nothing else."""

from pathlib import Path

import pytest
from bench.papers import publish


def test_only_what_stands_between_the_marks_is_replaced(tmp_path: Path) -> None:
    start, end = publish.between("bench.x")
    page = tmp_path / "page.md"
    page.write_text(f"# Kept\n{start}\nold\n{end}\nkept, too\n", encoding="utf-8")
    publish.put(page, "bench.x", "| new |")
    publish.put(page, "bench.x", "| newer |")
    assert page.read_text(encoding="utf-8") == f"# Kept\n{start}\n\n| newer |\n\n{end}\nkept, too\n"


@pytest.mark.parametrize("text", ["", "{start}\n", "{end}\n{start}\n", "{start}{end}{start}{end}"])
def test_a_document_without_its_marks_is_left_alone(tmp_path: Path, text: str) -> None:
    start, end = publish.between("bench.x")
    page = tmp_path / "page.md"
    page.write_text(text.format(start=start, end=end), encoding="utf-8")
    with pytest.raises(ValueError, match="marks"):
        publish.put(page, "bench.x", "new")
    assert page.read_text(encoding="utf-8") == text.format(start=start, end=end)


def test_the_benchmarks_have_a_place_for_the_comparison() -> None:
    text = (Path(__file__).parents[2] / "docs/benchmarks-peers.md").read_text(encoding="utf-8")
    for mark in publish.between("bench.papers.compare"):
        assert text.count(mark) == 1


def test_reliability_counts_only_our_values_of_what_the_paper_shows() -> None:
    value = {"value": "NGUYỄN AN", "confidence": 0.999, "sure": True}
    wrong = {"value": "1980-01-01", "confidence": 0.7, "sure": False}
    truth = {"full_name": "NGUYỄN AN", "date_of_birth": "1990-01-01"}
    fields = {"full_name": value, "date_of_birth": wrong, "religion": value}
    rows = [{"system": "motcua", "truth": truth, "fields": fields},
            {"system": "peer", "truth": truth, "fields": {"full_name": wrong}}]  # fmt: skip
    assert publish.reliability(rows) == [(0.7, 1, 0), (0.999, 1, 1)]
