"""Garbage never hurts `motcua read`: a clear message for each file, the right order, no traceback."""

import json
import subprocess
import sys
from pathlib import Path

from tests.support import garbage


def test_two_hundred_bad_files_give_two_hundred_clear_lines(tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    names = []
    with batch.open("w") as file:
        for name, data in garbage.files():
            (tmp_path / name).write_bytes(data)
            names.append(name)
            file.write(json.dumps({"id": name, "images": [name]}) + "\n")
    done = subprocess.run(
        [sys.executable, "-m", "motcua", "read", "--batch", str(batch)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == names
    for line in lines:
        problems = line["problems"] + [item for side in line["sides"] for item in side["problems"]]
        assert problems, f"{line['id']}: no card is on it, and nothing was said"
        assert all(item["message"]["vi"].strip() and item["message"]["en"].strip() for item in problems)
        trusted = {name: value for name, value in line["fields"].items() if not value["review"]}
        assert not trusted, f"{line['id']}: a value was read where there is no card: {trusted}"
