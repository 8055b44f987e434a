"""``motcua read`` is a contract with outside programs: one line out per line in, never a traceback."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from motcua.cli.main import LAZY, main
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers.types import Reading, Side


def run(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments], catch_exceptions=False)


def test_help_and_reading_need_no_django():
    code = (
        "import sys; from click.testing import CliRunner; from motcua.cli.main import main;"
        "r = CliRunner().invoke(main, ['--help']); assert r.exit_code == 0, r.output;"
        "r = CliRunner().invoke(main, ['read', 'nowhere.jpg', '--json']); assert r.exit_code == 0, r.output;"
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_command_is_listed():
    listed = run("--help").output
    assert all(name in listed for name in LAZY)


def test_a_command_whose_part_is_missing_says_so(monkeypatch):
    monkeypatch.setitem(LAZY, "doctor", ("motcua.cli.not_there:doctor", "…"))
    result = CliRunner().invoke(main, ["doctor"])
    assert result.exit_code == 1
    assert "doctor" in result.output
    assert run("--help").exit_code == 0


def test_one_photo_as_json(tmp_path):
    photo = tmp_path / "broken.jpg"
    photo.write_bytes(b"no photo")
    result = run("read", photo, "--json")
    data = json.loads(result.stdout)
    assert set(data) == {"id", "paper", "fields", "sides", "problems", "timing_ms"}
    assert data["paper"] is None
    assert data["problems"]
    assert data["timing_ms"]["total"] >= 0


@pytest.mark.parametrize(("lang", "word"), [("vi", "Chưa"), ("en", "not")])
def test_for_people_in_two_languages(tmp_path, lang, word):
    photo = tmp_path / "broken.jpg"
    photo.write_bytes(b"")
    result = run("read", photo, "--lang", lang)
    assert result.exit_code == 0
    assert word in result.stdout


def test_batch_gives_a_line_for_a_line_in_order(tmp_path):
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    lines = [
        '{"id": "a", "images": ["broken.jpg"]}',
        "not json",
        '{"id": "b", "images": ["missing.jpg", "broken.jpg"]}',
        '{"id": "c"}',
        '["d"]',
        '{"id": 5, "images": []}',
        '{"id": "e", "images": [7]}',
        '{"id": "f", "images": ["\\u0000"]}',
        "",
        '{"id": "g", "images": ["."]}',
        '{"images": ["broken.jpg"]}',
        "[" * 100_000,
        '{"id": "h", "images": ["broken.jpg"]}',
        '{"id": "half \\ud83d", "images": ["broken.jpg"]}',
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_bytes("\n".join(lines).encode() + b"\n\xff\xfe\n")
    result = run("read", "--batch", batch)
    assert result.exit_code == 0
    out = [json.loads(line) for line in result.stdout.splitlines()]
    assert [item["id"] for item in out] == [
        "a",
        None,
        "b",
        None,
        None,
        5,
        None,
        "f",
        "g",
        None,
        None,
        "h",
        "half \ud83d",
        None,
    ]
    assert all(item["problems"] for item in out)
    assert all(item["paper"] is None for item in out)
    assert "Traceback" not in result.stderr


def test_the_shape_matches_the_contract():
    empty = Reading(None, {}, (), ())
    assert empty.to_contract("x") == {
        "id": "x",
        "paper": None,
        "fields": {},
        "sides": [],
        "problems": [],
        "timing_ms": {"total": 0.0},
    }


def test_a_problem_is_placed_on_the_photo_as_it_was_sent():
    """Of a photo that was made smaller to be read, the place of the glare must not lie beside it."""
    quad = ((10.0, 20.0), (110.0, 20.0), (110.0, 60.0), (10.0, 60.0))
    glare = Problem("glare", message=Bilingual("Chói", "Glare"), image=1, quad=quad)
    sides = (Side("front", 0, quad), Side("back", 1, quad, None, (glare,)))
    front, back = Reading(None, {}, sides, (glare,), reduced={1: 1.5}).to_contract()["sides"]
    larger = [[15.0, 30.0], [165.0, 30.0], [165.0, 90.0], [15.0, 90.0]]
    assert (front["quad"][2], back["quad"]) == ([110.0, 60.0], larger)
    assert back["problems"][0]["region"] == {"image": 1, "quad": larger}


def test_no_photo_is_a_usage_error():
    assert CliRunner().invoke(main, ["read"]).exit_code == 2


def test_a_missing_file_is_not_called_empty(tmp_path):
    (tmp_path / "empty.jpg").write_bytes(b"")
    data = json.loads(run("read", tmp_path / "missing.jpg", tmp_path / "empty.jpg", "--json").stdout)
    assert [[item["code"] for item in side["problems"]] for side in data["sides"]] == [
        ["image_missing"],
        ["photo_empty"],
    ]
    assert [item["code"] for item in data["problems"]] == ["image_missing", "photo_empty"]
