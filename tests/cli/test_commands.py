"""The command line as an operator meets it: every subcommand is there, explains itself, in both languages."""

import importlib
import os
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from motcua.accounts.models import User
from motcua.cli.checkup import checks
from motcua.cli.main import LAZY, main


@pytest.mark.parametrize("name", sorted(LAZY))
def test_every_subcommand_explains_itself(name: str) -> None:
    module, attribute = LAZY[name][0].split(":")
    command = getattr(importlib.import_module(module), attribute)
    assert isinstance(command, click.Command)
    assert " / " in LAZY[name][1], "one line of help, Vietnamese / English"
    if name != "manage":  # its --help is Django's
        shown = CliRunner().invoke(main, [name, "--help"])
        assert shown.exit_code == 0, shown.output


def test_help_lists_what_there_is() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert all(name in shown.output for name in LAZY)


def test_an_unknown_subcommand_is_refused() -> None:
    assert CliRunner().invoke(main, ["no-such-thing"]).exit_code == 2


def test_doctor_looks_at_every_file_we_take_from_other_packages(root: Path) -> None:
    """A model that doctor forgets could be swapped without anybody being told."""
    source = root / "src"
    naming = {
        ".".join(path.relative_to(source).with_suffix("").parts)
        for path in source.rglob("*.py")
        if re.search(r"=\s*(?:datafiles\.)?PackagedFile\(", path.read_text(encoding="utf-8"))
    }
    assert naming == set(checks.MODULES_WITH_FILES)


@pytest.mark.skipif(os.geteuid() != 0, reason="anybody else is refused by the system")
def test_root_is_sent_away_from_another_user_s_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that root changes is root's, and nobody opens a photo any more."""
    (tmp_path / "keys").mkdir()
    os.chown(tmp_path / "keys", 12345, 12345)
    monkeypatch.setenv("MOTCUA_HOME", str(tmp_path))
    for command in (["doctor"], ["photos", "rotate-key"], ["setup"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code != 0
        assert "12345" in done.output
    assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("guess", ["nguyenvanhoang90", "Hoàng Nguyễn Văn"])
def test_an_officer_s_password_is_not_their_name(guess: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule stood in the settings, but nobody was named to compare with."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    monkeypatch.setattr("motcua.cli.setup_django.migrate", lambda: None)
    who = ["--officer", "nguyenvanhoang90", "--family-name", "Nguyễn Văn", "--given-name", "Hoàng Nguyễn"]
    refused = CliRunner().invoke(main, ["setup", *who], input=f"{guess}\n{guess}\n")
    assert refused.exit_code == 1
    assert not User.objects.exists()
    good = "mot-cau-dai-kho-doan-7"
    assert CliRunner().invoke(main, ["setup", *who], input=f"{good}\n{good}\n").exit_code == 0
    weak = CliRunner().invoke(main, ["officers", "password", "nguyenvanhoang90"], input=f"{guess}\n{guess}\n")
    assert weak.exit_code == 1
    assert User.objects.get().check_password(good)
