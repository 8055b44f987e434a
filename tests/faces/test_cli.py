"""``motcua faces``: the contracts that outside programs rely on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.faces.pictures import astronaut, jpeg, scaled

from motcua.cli.faces import faces
from motcua.faces import detect, models, services
from motcua.faces.types import Liveness
from motcua.kernel.datafiles import PackagedFile


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.jpg").write_bytes(jpeg(astronaut()))
    (tmp_path / "photos" / "two.jpg").write_bytes(jpeg(scaled(astronaut(), 1.5), 60))
    (tmp_path / "broken.jpg").write_bytes(b"not a photo")
    return tmp_path


def _batch(folder: Path, command: str, lines: list[str]) -> list[dict[str, object]]:
    file = folder / "work.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = CliRunner().invoke(faces, [command, "--batch", str(file)])
    assert result.exit_code == 0, result.output
    assert result.exception is None
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_compare_batch_answers_every_line_in_order(folder: Path) -> None:
    answers = _batch(
        folder,
        "compare",
        [
            '{"id": "mâu 1", "a": "photos/one.jpg", "b": "photos/two.jpg"}',
            '{"id": 2, "a": "broken.jpg", "b": "photos/two.jpg"}',
            '{"id": 3, "a": "photos/one.jpg", "b": "nowhere.jpg"}',
            "this is not JSON",
            '{"id": 5, "a": "photos/one.jpg"}',
            '["a list"]',
            '{"id": 7, "a": "photos", "b": "photos/one\\u0000.jpg"}',
            '{"id": 8, "a": "photos/two.jpg", "b": "photos/one.jpg"}',
        ],
    )
    assert [answer["id"] for answer in answers] == ["mâu 1", 2, 3, None, 5, None, 7, 8]
    assert all({"id", "score", "same", "quality"} <= answer.keys() for answer in answers)
    assert answers[0]["same"] is True
    assert answers[0]["score"] == answers[7]["score"]
    for answer, side, code in ((answers[1], "a", "image_unreadable"), (answers[2], "b", "image_missing")):
        assert answer["score"] is None
        assert answer["same"] is None
        assert answer["quality"][side]["problems"][0]["code"] == code
        assert answer["quality"][side]["problems"][0]["message"].keys() == {"vi", "en"}
    assert answers[3]["problems"][0]["code"] == "line_invalid"
    assert answers[6]["score"] is None


def test_no_line_ends_a_batch(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a character in an id, brackets without end, a photo that breaks a library: the rest was lost."""
    liveness, broken = services.liveness, (folder / "broken.jpg").read_bytes()

    def breaks(image: bytes) -> Liveness:
        if image == broken:
            raise MemoryError("at 079090001234")
        return liveness(image)

    monkeypatch.setattr(services, "liveness", breaks)
    answers = _batch(
        folder,
        "liveness",
        [
            '{"id": "half \\ud83d", "image": "photos/one.jpg"}',
            "[" * 100_000,
            '{"id": 3, "image": "broken.jpg"}',
            '{"id": 4, "image": "photos/one.jpg"}',
        ],
    )
    assert [answer["id"] for answer in answers] == ["half \ud83d", None, 3, 4]
    assert [answer["problems"][0]["code"] for answer in answers[1:3]] == ["line_invalid", "analysis_failed"]
    assert answers[2].keys() == {"id", "score", "live", "problems"}
    assert answers[0]["score"] == answers[3]["score"]


def test_liveness_batch_answers_every_line_in_order(folder: Path) -> None:
    answers = _batch(
        folder,
        "liveness",
        ['{"id": "x", "image": "photos/two.jpg"}', '{"id": "y", "image": "broken.jpg"}', "{"],
    )
    assert [answer["id"] for answer in answers] == ["x", "y", None]
    assert all({"id", "score", "live"} <= answer.keys() for answer in answers)
    assert answers[0]["score"] is not None
    assert answers[1]["live"] is None
    assert answers[1]["score"] is None


def test_single_photos(folder: Path) -> None:
    one, two = str(folder / "photos" / "one.jpg"), str(folder / "photos" / "two.jpg")
    answer = json.loads(CliRunner().invoke(faces, ["compare", one, two]).stdout)
    assert answer["same"] is True
    printed = json.loads(CliRunner().invoke(faces, ["compare", "--portrait", one, two]).stdout)
    # Another scale with another threshold: see calibration.portrait_score.
    assert 0.9 < printed["score"] < answer["score"]
    assert "live" in json.loads(CliRunner().invoke(faces, ["liveness", one]).stdout)


@pytest.mark.parametrize(
    "arguments", [["compare"], ["compare", "a.jpg"], ["liveness"], ["liveness", "a", "b"]]
)
def test_wrong_use_is_explained(arguments: list[str]) -> None:
    result = CliRunner().invoke(faces, arguments)
    assert result.exit_code == 2
    assert "--batch" in result.stderr


def test_changed_models_end_with_an_explanation(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package with other weights must stop the work, not fill a file with wrong answers."""
    changed = PackagedFile(models.YUNET.package, models.YUNET.path, "0" * 64)
    monkeypatch.setattr(detect, "YUNET", changed)
    result = CliRunner().invoke(faces, ["liveness", str(folder / "photos" / "one.jpg")])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "0" * 64 in result.stderr
