"""Garbage never hurts `motcua read`: a clear message for each file, the right order, no traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import garbage

pytestmark = pytest.mark.slow
#: What opens as a picture is read for seconds, all of it alike: nine of a kind have every orientation and
#: each format twice. Set MOTCUA_GARBAGE to "all" for a long look at all two hundred.
PICTURES = garbage.COUNT if os.environ.get("MOTCUA_GARBAGE") == "all" else 9


def chosen() -> Iterator[tuple[str, bytes]]:
    """Yield everything that does not open, and of what mostly does some of each kind."""
    for name, data in garbage.files():
        number, kind = name.split("-", 1)
        if int(number) < PICTURES or not kind.startswith(("picture", "flipped")):
            yield name, data


def test_every_bad_file_of_many_gives_a_clear_line(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    names = []
    with batch.open("w") as file:
        for name, data in chosen():
            (tmp_path / name).write_bytes(data)
            names.append(name)
            file.write(json.dumps({"id": name, "images": [name]}) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "read", "--batch", str(batch)],
        env={**os.environ, "MOTCUA_MODEL_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=1_200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) > 100
    assert [line["id"] for line in lines] == names
    for line in lines:
        problems = line["problems"] + [item for side in line["sides"] for item in side["problems"]]
        assert problems, f"{line['id']}: no card is on it, and nothing was said"
        assert all(item["message"]["vi"].strip() and item["message"]["en"].strip() for item in problems)
        trusted = {name: value for name, value in line["fields"].items() if not value["review"]}
        assert not trusted, f"{line['id']}: a value was read where there is no card: {trusted}"
