"""A key that is not this database's seals nothing: what it sealed is lost once the right one is back."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings

from motcua.cli import readiness
from motcua.cli.main import main
from motcua.kernel.errors import SetupError
from motcua.people import services as people

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "faces"])


def accept(*options: str, answer: str = "") -> Result:
    command = ["photos", "accept-key", "--reason", "the disk is gone", *options]
    return CliRunner().invoke(main, command, input=answer)


@pytest.mark.parametrize("kind", ["web", "worker"])
def test_nothing_starts_with_a_key_made_where_the_right_one_is_not_mounted(
    settings: Settings, tmp_path: Path, kind: readiness.Kind
) -> None:
    settings.PHOTO_KEYS, settings.PHOTO_KEYS_FILE = (), tmp_path / "photos.key"
    settings.PHOTO_KEYS_FILE.write_text("ab" * 32)
    readiness.ensure(kind)
    people.store_photo(b"kept", purpose="paper", delete_after=None)
    readiness.ensure(kind)
    assert accept("--yes").exit_code == 1, "there is nothing to accept"

    settings.PHOTO_KEYS_FILE.write_text("cd" * 32)
    with pytest.raises(SetupError, match="mounted"):
        readiness.ensure(kind)
    assert accept(answer="n\n").exit_code == 1
    with pytest.raises(SetupError, match="mounted"):
        readiness.ensure(kind)
    told = accept(answer="y\n")
    assert told.exit_code == 0, told.output
    assert "1 photos stay closed" in told.output
    readiness.ensure(kind)
