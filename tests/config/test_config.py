"""Settings from the environment, and the secrets an installation makes for itself."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.config import databases, env
from motcua.kernel.errors import SetupError


def test_an_address_with_odd_characters_reaches_the_driver_as_meant() -> None:
    found = databases.from_url("postgresql://m%40u:p%2Fw@db.example:5433/mot%20cua?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "m@u",
        "p/w",
        "db.example",
        "5433",
        "mot cua",
    )
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_another_database_is_refused_at_once() -> None:
    with pytest.raises(SetupError):
        databases.from_url("mysql://localhost/x")


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    first = env.secret("MOTCUA_UNSET_SECRET", "some.key", size=32)
    assert len(first) == 32
    assert env.secret("MOTCUA_UNSET_SECRET", "some.key", size=32) == first
    assert stat.S_IMODE((tmp_path / "keys" / "some.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["some.key"]


def test_a_secret_from_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    monkeypatch.setenv("MOTCUA_GIVEN", "00ff")
    assert env.secret("MOTCUA_GIVEN", "some.key") == b"\x00\xff"
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("text", "expected"), [("1", True), ("TRUE ", True), ("no", False), ("0", False), ("", False)]
)
def test_flags(monkeypatch: pytest.MonkeyPatch, text: str, expected: bool) -> None:
    monkeypatch.setenv("MOTCUA_FLAG", text)
    assert env.flag("MOTCUA_FLAG") is expected


def test_a_misspelt_variable_is_noticed_and_no_other(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """``MOTCUA_BEHIND_PROXI=1`` changed nothing, and nothing said so: all attempts were counted as one's."""
    text = (root / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text[text.index("\n## Variables\n") : text.index("\n## Officers' accounts\n")]
    for name in re.findall(r"`(MOTCUA_[A-Z0-9_]+)(?:`|=)", table):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    for name in ("MOTCUA_MODEL_THREADS", "MOTCUA_LINES"):  # the command has read them by then
        env.text(name)
    assert env.unread() == {}
    monkeypatch.setenv("MOTCUA_BEHIND_PROXI", "1")
    monkeypatch.setenv("MOTCUA_QQQQQQQQQQQQ", "1")
    assert env.unread() == {"MOTCUA_BEHIND_PROXI": "MOTCUA_BEHIND_PROXY", "MOTCUA_QQQQQQQQQQQQ": ""}


def test_faces_never_lie_in_the_main_database(tmp_path: Path) -> None:
    main = "postgresql://motcua:secret@db.example/motcua"
    own = databases.faces("postgresql://faces:other@faces.example/faces", main_url=main, data_folder=tmp_path)
    assert (own["HOST"], own["USER"], own["NAME"]) == ("faces.example", "faces", "faces")
    beside = databases.faces("", main_url=main, data_folder=tmp_path)
    assert (beside["HOST"], beside["NAME"]) == ("db.example", "motcua_faces")
    embedded = databases.faces("", main_url="", data_folder=tmp_path)
    assert (embedded["NAME"], embedded["OPTIONS"]["role"]) == ("faces", "faces")
    with pytest.raises(SetupError, match="MOTCUA_FACES_DATABASE_URL"):
        databases.faces("mysql://x/y", main_url="", data_folder=tmp_path)


@pytest.mark.parametrize(
    "variables",
    [
        {"MOTCUA_FACES_KEPT_DAYS": "90d"},
        {"MOTCUA_PHOTO_KEY": "secret-xyz"},
        {"MOTCUA_SECRET_KEY": "secret-xyz"},
        {"DATABASE_URL": "postgresql://motcua:secret-xyz/@db:5432/motcua"},
        {"MOTCUA_HOME": "/proc/nowhere"},
        {"MOTCUA_EMAIL_1_URL": "smtp://127.0.0.1:25", "MOTCUA_EMAIL_1_PASSWORD_FILE": "/nowhere"},
        {"MOTCUA_LOG_LEVEL": "LOUD"},
        {"MOTCUA_FACES_SEARCH": "quick"},
        {"MOTCUA_MODEL_THREADS": "two"},
        {"MOTCUA_BEHIND_PROXY": "maybe"},
        {"MOTCUA_PUBLIC_URL": "motcua.example.gov.vn"},
    ],
)
def test_a_wrong_value_is_told_in_words_and_no_secret_with_it(
    variables: dict[str, str], tmp_path: Path, root: Path
) -> None:
    """A slip of the pen in the environment file ended in a page of Python; and a secret may stand in it."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root / "src"), "MOTCUA_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", "from motcua.cli.main import main; main()", "kiosk", "a"],
        env={**environment, **variables}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert list(variables)[-1] in done.stderr
    assert "secret-xyz" not in done.stderr


def test_a_web_server_starts_without_what_few_requests_need(tmp_path: Path, root: Path) -> None:
    """A third of each start went into libraries for signatures, models and calls that few programs make."""
    code = (
        "import sys; from motcua.cli import setup_django; setup_django.configure(); "
        "import motcua.config.urls, motcua.config.wsgi; "
        "print({'aiohttp', 'holidays', 'httpx', 'icalendar', 'onnx', 'onnxruntime', 'pyhanko', 'pypdfium2'} "
        "& set(sys.modules))"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(root / "src"), "MOTCUA_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "set()\n"), done.stderr
