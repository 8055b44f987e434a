"""The explaining page shows every value with its place and sources, and a batch outlives one bad paper."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.support import drawn

from bench import cards
from motcua.cli import read, read_explain
from motcua.cli.main import main
from motcua.kernel.errors import SetupError
from motcua.papers import reading
from motcua.papers.errors import problem
from motcua.papers.types import FieldValue, Reading, Region, Side, Witness


@pytest.fixture
def photo() -> cards.Shot:
    return drawn.photograph(drawn.make_paper("cccd_chip", 3).sides["front"], "easy", 3)


def _reading(quad: Any, value: str = "NGUYỄN <b>AN</b>") -> Reading:
    region = Region(0, quad)
    said = (Witness("text", value, 0.5, region), Witness("qr", "NGUYỄN ÂN", 0.9))
    return Reading(
        paper="cccd_chip",
        fields={"full_name": FieldValue(value, 0.5, ("text",), review=True, region=region, witnesses=said)},
        sides=(Side("front", 0, quad, portrait=quad),),
        problems=(),
    )


def test_the_page_shows_value_crop_and_every_source_and_runs_nothing_from_a_card(photo: cards.Shot) -> None:
    page = read_explain.explain([photo.jpeg, b"broken"], _reading(photo.quad))
    HTMLParser().feed(page)
    assert "<b>AN" not in page
    assert "NGUYỄN &lt;b&gt;AN" in page
    assert "NGUYỄN ÂN" in page
    assert "needs a look: " in page
    assert "<td>0.500<td>" not in page, "a certainty beside a value that a person must decide on"
    assert page.count("data:image/jpeg;base64,") == 2  # the usable photo and the crop
    assert not re.search(r"""(src|href)=["'](?!data:)""", page), "the page loads something from elsewhere"


def test_explain_writes_the_page_beside_the_usual_answer(
    photo: cards.Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", lambda _: _reading(photo.quad))
    front, page = tmp_path / "front.jpg", tmp_path / "out.html"
    front.write_bytes(photo.jpeg)
    done = CliRunner().invoke(main, ["read", str(front), "--json", "--explain", str(page)])
    assert json.loads(done.stdout)["paper"] == "cccd_chip"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_fault_of_ours_on_one_paper_does_not_cost_the_next_its_line(
    photo: cards.Shot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([ZeroDivisionError("a fault"), _reading(photo.quad)])

    def read(_: Any) -> Reading:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(reading, "read", read)
    (tmp_path / "front.jpg").write_bytes(photo.jpeg)
    batch = tmp_path / "batch.jsonl"
    batch.write_text("".join(json.dumps({"id": n, "images": ["front.jpg"]}) + "\n" for n in ("a", "b")))
    done = CliRunner().invoke(main, ["read", "--batch", str(batch)])
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (first["id"], first["problems"][0]["code"]) == ("a", "reading_failed")
    assert (second["id"], second["paper"]) == ("b", "cccd_chip")
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.output


def test_an_incomplete_installation_is_told_in_words_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(_: Any) -> Reading:
        raise SetupError(package="rapidocr", fix="run script/bootstrap")

    monkeypatch.setattr(reading, "read", read)
    (tmp_path / "front.jpg").write_bytes(b"x")
    done = CliRunner().invoke(main, ["read", str(tmp_path / "front.jpg")])
    assert done.exit_code == 1
    assert "run script/bootstrap" in done.output
    assert "Traceback" not in done.output


def test_a_folder_that_is_not_there_is_told_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first try ended after the whole reading with a traceback, and without the answer."""
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("read"))
    done = CliRunner().invoke(main, ["read", "a.jpg", "--explain", str(tmp_path / "none" / "out.html")])
    assert done.exit_code == 2
    assert "no such folder" in done.output


@pytest.mark.parametrize("code", ["sources_disagree", "dates_out_of_order"])
def test_a_line_about_a_value_names_it_once(code: str) -> None:
    assert read._about(problem(code, "date_of_issue"), "vi").casefold().count("ngày cấp") == 1
