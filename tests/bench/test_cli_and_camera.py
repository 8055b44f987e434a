"""The batch folder feeds ``motcua read --batch`` and the accuracy bench; the films feed the browser tests."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from bench.cards import camera, make_paper
from bench.cards.__main__ import main
from PIL import Image


def test_the_command_writes_a_manifest_of_files_that_exist(tmp_path: Path) -> None:
    arguments = ["--out", str(tmp_path), "--count", "1", "--kinds", "cccd_chip,passport", "--seed", "3"]
    assert main(arguments) == 0
    manifest = [json.loads(line) for line in (tmp_path / "manifest.jsonl").read_text("utf-8").splitlines()]
    truth = [json.loads(line) for line in (tmp_path / "truth.jsonl").read_text("utf-8").splitlines()]
    assert [row["id"] for row in manifest] == [row["id"] for row in truth]
    assert [len(row["images"]) for row in manifest] == [2, 1]
    for row, fact in zip(manifest, truth, strict=True):
        assert set(row) == {"id", "images"}
        for name in (*row["images"], fact["selfie"]):
            with Image.open(tmp_path / name) as opened:
                assert opened.format == "JPEG"
        assert set(fact["quads"]) == ({"front", "back"} if fact["kind"] == "cccd_chip" else {"front"})
        assert fact["fields"]["personal_number"].isdigit()


def test_an_unknown_kind_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--out", str(tmp_path), "--kinds", "driving_licence"])
    assert "driving_licence" in capsys.readouterr().err


def test_a_film_frame_before_the_camera_still_shows_a_readable_qr(tmp_path: Path) -> None:
    paper = make_paper("cccd_chip", 3)
    path = tmp_path / "card.mjpeg"
    camera.film(path, camera.card_still(paper.sides["front"], 3), frames=3)
    data = path.read_bytes()
    frames = [b"\xff\xd8" + part for part in data.split(b"\xff\xd8\xff")[1:]]
    assert len(frames) == 3
    assert len(set(frames)) == 3
    with Image.open(io.BytesIO(data)) as first:
        assert first.size == (1280, 720)
        assert [code.text for code in zxingcpp.read_barcodes(np.asarray(first))] == [paper.extra["qr"]]


def test_a_y4m_film_has_whole_frames(tmp_path: Path) -> None:
    path = tmp_path / "face.y4m"
    camera.film(path, Image.new("RGB", (900, 1200), (120, 90, 80)), frames=2, size=(640, 480))
    header, rest = path.read_bytes().split(b"\n", 1)
    assert header.startswith(b"YUV4MPEG2 W640 H480 ")
    assert len(rest) == 2 * (len(b"FRAME\n") + 640 * 480 * 3 // 2)


def test_a_film_of_another_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="mjpeg or"):
        camera.film(tmp_path / "face.mp4", Image.new("RGB", (64, 64)))
