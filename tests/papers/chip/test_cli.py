"""``motcua chip read`` is what an operator and outside programs use: always JSON, never a traceback."""

import json
import subprocess
import sys

import pytest
from bench.fuzz import chips
from click.testing import CliRunner
from tests.papers.chip import made

from motcua.cli.main import main


def run(*arguments):
    return CliRunner().invoke(main, ["chip", "read", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def chip_file(tmp_path):
    path = tmp_path / "chip.zip"
    path.write_bytes(chips.zipped(chips.files(made.groups(), made.good_sod())))
    return path


@pytest.fixture
def csca_folder(tmp_path):
    folder = tmp_path / "csca"
    folder.mkdir()
    (folder / "ours.cer").write_bytes(made.csca().certificate)
    (folder / "another.pem").write_bytes(chips.as_pem(made.csca("secp256r1").certificate))
    (folder / "README.txt").write_text("who gave us these and when")
    return folder


def test_with_the_authority_s_certificate_the_origin_is_proved(chip_file, csca_folder, tmp_path):
    face = tmp_path / "face.jpg"
    result = run(chip_file, "--csca", csca_folder, "--portrait", face)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert data["verification"]["outcome"] == "origin_proved"
    assert data["verification"]["groups"]["DG2"] == "hash_holds"
    assert data["fields"]["personal_number"] == {
        "value": "079090001234", "confidence": 0.9999, "sources": ["chip"], "review": False,
    }  # fmt: skip
    assert data["problems"] == []
    assert face.read_bytes()[:2] == b"\xff\xd8"
    assert data["portrait_bytes"] == face.stat().st_size


def test_without_it_the_answer_says_that_nobody_is_known(chip_file):
    data = json.loads(run(chip_file).stdout)
    assert data["verification"]["outcome"] == "origin_not_proved"
    assert all(value["review"] for value in data["fields"].values())
    assert "public lists hold no CSCA" in data["problems"][0]["message"]["en"]


@pytest.mark.parametrize("content", [b"", b"no chip", b"PK\x03\x04 broken", b"{}", bytes(3_000_000)])
def test_a_file_that_is_none_has_the_same_keys_and_says_why(tmp_path, chip_file, content):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(content)
    result = run(broken)
    assert result.exit_code == 0
    data = json.loads(result.stdout)
    assert set(data) == set(json.loads(run(chip_file).stdout))
    assert data["fields"] == {}
    assert data["problems"][0]["code"].startswith("chip_file_")


def test_a_folder_that_is_missing_or_holds_no_certificate_is_no_answer(chip_file, tmp_path, csca_folder):
    """Going on without the anchors would look like a chip nobody knows."""
    assert run(chip_file, "--csca", tmp_path / "nowhere").exit_code == 1
    (csca_folder / "broken.pem").write_bytes(chips.as_pem(b"no certificate"))
    result = run(chip_file, "--csca", csca_folder)
    assert result.exit_code == 1
    assert "broken.pem" in result.output


def test_it_starts_without_django_and_without_models(chip_file):
    code = (
        "import sys; from click.testing import CliRunner; from motcua.cli.main import main;"
        f"r = CliRunner().invoke(main, ['chip', 'read', {str(chip_file)!r}]);"
        "assert r.exit_code == 0, r.output;"
        "assert not {'django', 'onnxruntime'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_photos_beside_the_chip_are_read_and_compared(chip_file, tmp_path):
    photo = tmp_path / "front.jpg"
    photo.write_bytes(b"no photo")
    data = json.loads(run(chip_file, "--photo", photo).stdout)
    assert data["photos"]["paper"] is None
    assert data["photos"]["agree"] == []
    assert data["photos"]["problems"]
    assert run(chip_file, *["--photo", photo] * 3).exit_code == 2
