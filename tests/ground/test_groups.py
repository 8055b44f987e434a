"""What tests of a group share is started once: each process of a run started a browser and a server."""

import re
import subprocess
import sys
from pathlib import Path

_MODULE = """
import pytest

{mark}

def test_one(): ...
def test_another(): ...
def test_last(): ...
"""
_GROUP = 'pytestmark = pytest.mark.xdist_group("shared")'


def test_a_group_of_two_modules_runs_in_one_process_of_two(tmp_path: Path, root: Path) -> None:
    for name, mark in (("one", _GROUP), ("alone", ""), ("other", _GROUP)):
        (tmp_path / f"test_{name}.py").write_text(_MODULE.format(mark=mark))
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {root}\n")
    command = [sys.executable, "-m", "pytest", "--verbose", "-n2", "--dist=loadgroup"]
    # A folder of its own: pytest closes the common one to the user whose database lies there in other tests.
    command += ["--basetemp", str(tmp_path / "folders")]
    for plugin in ("tests.support.groups", "no:django", "no:randomly"):
        command += ["-p", plugin]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    ran = re.findall(r"^\[(gw\d)\].* PASSED test_(\w+)\.py::", done.stdout, re.MULTILINE)
    assert len(ran) == 9, done.stdout
    assert len({process for process, module in ran if module != "alone"}) == 1
    assert len({process for process, _ in ran}) == 2
