"""What an operator does with the store by command."""

import uuid
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.gallery.invented import enrolled, sitting

from motcua.audit.models import Event
from motcua.cli.main import main
from motcua.gallery import keys, selectors, services
from motcua.gallery.models import Person
from motcua.people import services as people

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


@pytest.fixture(autouse=True)
def _no_connection_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command closes its connection, which here is the test's, and clears files in no transaction."""
    monkeypatch.setattr("motcua.cli.setup_django.hold_database", lambda: None)
    monkeypatch.setattr(services, "overwrite_freed", lambda: True)


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(main, ["gallery", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done


def test_keys_are_changed() -> None:
    enrolled(1)
    before = keys.load()
    assert "1 images" in run("rotate-key").output
    assert "1 templates" in run("renew", "--reason", "test").output
    after = keys.load()
    assert not set(before.images) & set(after.images)
    assert not set(before.templates) & set(after.templates)


def test_templates_are_made_anew_by_another_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("motcua.gallery.enrolment.TEMPLATE_VERSION", "the model before")
    enrolled(1)
    monkeypatch.setattr("motcua.faces.services.analyse", lambda _: sitting(1)[0].analysis)
    assert "1 templates of 1 people" in run("re-embed", "--reason", "a better model").output
    assert Event.objects.get(action="gallery.re_embedded").reason == "a better model"


def test_at_the_counter_somebody_without_code_or_phone_can_withdraw() -> None:
    reference = enrolled(1)
    number = people.number_of_face(reference)
    said = ["gallery", "withdraw", "--reason", "met, card seen"]
    done = CliRunner().invoke(main, said, input=f"{number}\n")
    assert done.exit_code == 0, done.output
    proof = selectors.deletion_proof(reference)
    assert proof is not None
    assert proof.digest in done.output
    assert not Person.objects.exists()
    assert Event.objects.get(action="gallery.withdrawn_for").reason == "met, card seen"
    again = CliRunner().invoke(main, said, input=f"{number}\n")
    assert "No face is kept" in again.output


def test_a_number_is_found_as_it_is_written_and_a_slip_in_it_is_told() -> None:
    """With blanks in it, or a digit left out, it was told that no face is kept, and the face stayed."""
    number = people.number_of_face(enrolled(1)) or ""
    said = ["gallery", "withdraw", "--reason", "met, card seen"]
    for slip in (number[:-1], f"{number}0", "", "abc"):
        done = CliRunner().invoke(main, said, input=f"{slip}\n")
        assert done.exit_code != 0
        assert "No face is kept" not in done.output
    assert Person.objects.exists()
    written = f"{number[:3]} {number[3:6]}.{number[6:9]} {number[9:]}"
    assert "erased" in CliRunner().invoke(main, said, input=f"{written}\n").output
    assert not Person.objects.exists()


def test_who_was_erased_can_be_erased_again_after_a_restore() -> None:
    reference = enrolled(1)
    services.withdraw(reference=reference, actor="x")
    assert run("erased").output.split() == [str(reference)]
    back = enrolled(2)
    Person.objects.filter(reference=back).update(reference=reference)  # as a restored backup has it
    assert "1 people" in run("erase", reference, uuid.uuid4()).output
    assert not Person.objects.exists()


def test_more_may_be_erased_again_than_fit_on_a_line(tmp_path: Path) -> None:
    references = [enrolled(1), enrolled(2)]
    file = tmp_path / "erased"
    file.write_text("\n".join(map(str, references)) + "\n")
    assert "2 people" in run("erase", "--file", file).output
