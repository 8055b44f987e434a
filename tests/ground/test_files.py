"""The ground rules of this repository that no linter knows. Each would otherwise rot unseen."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = {".py", ".ts", ".mjs", ".js", ".css", ".html", ".sh", ".typ"}
MOST_LINES = 400
BINARY = {
    ".png",
    ".jpg",
    ".jpeg",
    ".webp",
    ".ico",
    ".woff2",
    ".npz",
    ".pdf",
    ".onnx",
    ".gz",
    ".heic",
    ".mjpeg",
    ".y4m",
}


#: Folders that a build leaves in a checkout, for machines where there is no git to ask.
BUILT = {
    ".git", ".venv", ".motcua", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis",
    ".pytest_cache", ".import_linter_cache", "build", "dist",
}  # fmt: skip


@cache
def files() -> tuple[Path, ...]:
    """Return what git would carry: tracked files and new ones that are not ignored."""
    if shutil.which("git") is None:
        return tuple(_walked(ROOT))
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return tuple(ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file())


def _walked(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            inside = path.relative_to(ROOT).as_posix()
            if path.name not in BUILT and inside != "src/motcua/ui/static/motcua":
                yield from _walked(path)
        elif path.is_file() and path.suffix not in {".mo", ".pyc"}:
            yield path


def test_the_walk_for_machines_without_git_sees_what_git_sees() -> None:
    if shutil.which("git") is None:
        pytest.skip("no git on this machine to compare with")
    assert set(files()) <= set(_walked(ROOT))


def texts() -> list[tuple[Path, str]]:
    """Return every text file with its content."""
    return [
        (path.relative_to(ROOT), path.read_text(encoding="utf-8"))
        for path in files()
        if path.suffix not in BINARY
    ]


@pytest.fixture(autouse=True)
def _needs_git() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")


def test_no_code_file_is_too_long_to_be_read_at_once() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in files()
        if (path.suffix in CODE or path.parent.name in {"script", ".ci"})
        and (count := path.read_bytes().count(b"\n")) > MOST_LINES
    }
    assert not long, f"split these by concern: {long}"


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the machine's choice: a mirror must not be bypassed by a file of ours."""
    hosts = ["python" + "hosted.org", "pypi" + ".org", "registry.npm" + "js.org", "registry.yarn" + "pkg.com"]
    named = {str(path): host for path, text in texts() for host in hosts if host in text}
    assert not named


def test_no_file_holds_a_path_of_somebody_s_machine() -> None:
    machine = re.compile(r"(?<![\w.~$})\-])/(?:root|work|home/[\w.]+|Users/[\w.]+)/[\w.]")
    found = {str(path): match[0] for path, text in texts() if (match := machine.search(text))}
    assert not found


def test_no_secret_is_in_the_repository() -> None:
    marks = ("-----BEGIN " + "PRIVATE KEY", "-----BEGIN " + "RSA PRIVATE", "-----BEGIN " + "EC PRIVATE")
    found = [str(path) for path, text in texts() if any(mark in text for mark in marks)]
    assert not found


def test_scripts_stop_at_the_first_error_and_can_be_run() -> None:
    scripts = [path for path in files() if path.parent.name in {"script", ".ci"}]
    assert {path.name for path in scripts} >= {"bootstrap", "demo", "test", "lock", "run"}
    for path in scripts:
        assert path.stat().st_mode & 0o111, f"{path.name} cannot be executed"
        assert "set -euo pipefail" in path.read_text(encoding="utf-8"), path.name


def test_requirement_files_are_pinned_and_hashed() -> None:
    """A package that changes under the same version, or slips in unpinned, must not reach an office."""
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        assert lines, path.name
        for line in lines:
            assert re.match(r"[\w.\-\[\]]+==[\w.+!]+", line), f"{path.name}: not pinned: {line[:80]}"
            assert "--hash=sha256:" in line, f"{path.name}: no hash: {line[:80]}"
