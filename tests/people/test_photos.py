"""Photos at rest: what would leak or get lost if these broke."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from motcua.audit.models import Event
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, SetupError
from motcua.people import photos, services
from motcua.people.models import StoredPhoto

pytestmark = pytest.mark.django_db


def test_a_photo_comes_back_as_it_went_in() -> None:
    image = bytes(range(256)) * 40
    assert services.load_photo(services.store_photo(image, purpose="paper", delete_after=None)) == image


def test_a_copy_of_the_database_shows_no_image() -> None:
    image = b"\xff\xd8\xff" + b"face of a person" * 100
    identifier = services.store_photo(image, purpose="face", delete_after=None)
    row = StoredPhoto.objects.get(pk=identifier)
    assert b"face of a person" not in bytes(row.sealed)
    assert len(bytes(row.sealed)) == len(image) + 16


def test_a_photo_changed_at_rest_or_put_under_another_name_is_refused() -> None:
    first = services.store_photo(b"one" * 50, purpose="paper", delete_after=None)
    second = services.store_photo(b"two" * 50, purpose="paper", delete_after=None)
    row, other = StoredPhoto.objects.get(pk=first), StoredPhoto.objects.get(pk=second)
    StoredPhoto.objects.filter(pk=first).update(sealed=other.sealed, nonce=other.nonce)
    with pytest.raises(SetupError):
        services.load_photo(first)
    flipped = bytes([bytes(row.sealed)[0] ^ 1]) + bytes(row.sealed)[1:]
    StoredPhoto.objects.filter(pk=first).update(sealed=flipped, nonce=row.nonce)
    with pytest.raises(SetupError):
        services.load_photo(first)


def test_a_photo_sealed_with_another_key_says_so(settings: Settings) -> None:
    identifier = services.store_photo(b"x" * 10, purpose="paper", delete_after=None)
    settings.PHOTO_KEYS = (bytes(32),)
    with pytest.raises(SetupError, match="another key"):
        services.load_photo(identifier)


def test_no_photo_is_sealed_with_a_key_that_opens_none_of_this_database(settings: Settings) -> None:
    """The folder of keys was not mounted, and a command made a new key there, which nobody finds again."""
    kept = services.store_photo(b"x" * 10, purpose="paper", delete_after=None)
    right = settings.PHOTO_KEYS
    settings.PHOTO_KEYS = (bytes(32),)
    with pytest.raises(SetupError, match="not that of this database"):
        services.store_photo(b"y" * 10, purpose="paper", delete_after=None)
    settings.PHOTO_KEYS = (bytes([1]) * 32, bytes(32))
    assert services.accept_photo_key(actor="x", reason="the disk is gone") == 1
    new = services.store_photo(b"y" * 10, purpose="paper", delete_after=None)
    settings.PHOTO_KEYS = right
    assert services.load_photo(kept) == b"x" * 10
    StoredPhoto.objects.filter(pk__in=[kept, new]).delete()
    settings.PHOTO_KEYS = (bytes([2]) * 32,)
    assert services.store_photo(b"z", purpose="paper", delete_after=None), "an empty store takes any"


@pytest.fixture
def key_file(settings: Settings, tmp_path: Path) -> Path:
    """A file of keys of this test's own."""
    file = tmp_path / "photos.key"
    file.write_text("ab" * 32)
    settings.PHOTO_KEYS, settings.PHOTO_KEYS_FILE = (), file
    return file


def three_photos() -> dict[uuid.UUID, bytes]:
    images = [b"photo %d" % number * 20 for number in range(3)]
    return {services.store_photo(image, purpose="paper", delete_after=None): image for image in images}


def test_rotating_seals_every_photo_anew_and_nothing_opens_with_the_old_key(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, before = three_photos(), key_file.read_text()
    monkeypatch.setattr(photos, "_BATCH", 2)
    assert services.rotate_photo_key(actor="operator") == 3
    assert key_file.stat().st_mode & 0o077 == 0
    assert len(key_file.read_text().split()) == 1
    assert {pk: services.load_photo(pk) for pk in kept} == kept
    key_file.write_text(before)
    for identifier in kept:
        with pytest.raises(SetupError, match="another key"):
            services.load_photo(identifier)
    assert services.unreadable_photos() == 3
    assert Event.objects.get(action="photo.key_rotated").data["count"] == 3


def test_a_rotation_broken_off_loses_nothing_and_is_ended_with_the_same_key(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Power goes in the middle: photos of both keys, and those stored afterwards, must open."""
    kept = three_photos()
    with monkeypatch.context() as patch:
        patch.setattr(photos, "_BATCH", 1)
        seal, done = photos._seal, []

        def twice(*given: Any) -> tuple[bytes, bytes]:
            done.append(given)
            if len(done) > 2:
                raise KeyboardInterrupt
            return seal(*given)

        patch.setattr(photos, "_seal", twice)
        with pytest.raises(KeyboardInterrupt):
            services.rotate_photo_key(actor="operator")
    between = key_file.read_text().split()
    assert len(between) == 2
    kept[services.store_photo(b"late", purpose="face", delete_after=None)] = b"late"
    assert {pk: services.load_photo(pk) for pk in kept} == kept
    assert services.rotate_photo_key(actor="operator") == 1
    assert key_file.read_text().split() == between[:1]
    assert {pk: services.load_photo(pk) for pk in kept} == kept


def test_a_rotation_ends_when_the_old_key_is_gone(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It said that the key was changed, and kept the one that leaked: another machine still used that."""
    kept, old, seal_anew = three_photos(), key_file.read_text(), photos._seal_anew
    late: list[uuid.UUID] = []

    def meanwhile(newest: str) -> int:
        count, both = seal_anew(newest), key_file.read_text()
        if not late:
            key_file.write_text(old)
            late.append(services.store_photo(b"late", purpose="paper", delete_after=None))
            key_file.write_text(both)
        return count

    monkeypatch.setattr(photos, "_seal_anew", meanwhile)
    # Here the other machine's file is this one's, whose keys open nothing at that moment.
    monkeypatch.setattr(photos, "_ensure_of_this_database", lambda ring: None)
    assert services.rotate_photo_key(actor="operator") == 4
    assert len(key_file.read_text().split()) == 1
    assert key_file.read_text() != old
    assert {pk: services.load_photo(pk) for pk in (*kept, *late)} == {**kept, late[0]: b"late"}


def test_a_photo_that_does_not_open_keeps_the_old_key(key_file: Path) -> None:
    kept = three_photos()
    StoredPhoto.objects.filter(pk=next(iter(kept))).update(nonce=bytes(12))
    with pytest.raises(SetupError):
        services.rotate_photo_key(actor="operator")
    assert len(key_file.read_text().split()) == 2


def test_keys_of_the_environment_are_never_made_here_the_first_seals(
    key_file: Path, settings: Settings
) -> None:
    kept, old = three_photos(), bytes.fromhex(key_file.read_text())
    settings.PHOTO_KEYS = (old, bytes(32))
    assert services.rotate_photo_key(actor="operator") == 0
    settings.PHOTO_KEYS = (bytes(32), old)
    assert services.rotate_photo_key(actor="operator") == 3
    settings.PHOTO_KEYS = (bytes(32),)
    assert {pk: services.load_photo(pk) for pk in kept} == kept
    assert key_file.read_text() == "ab" * 32


def test_a_photo_read_while_its_key_goes_is_read_again(
    key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer opens a photo at the moment at which its old key is dropped."""
    kept = three_photos()
    found = photos._found

    def late(identifier: uuid.UUID) -> StoredPhoto:
        row = found(identifier)
        if StoredPhoto.objects.filter(key_id=row.key_id).count() == 3 and row.key_id == first:
            services.rotate_photo_key(actor="operator")
        return row

    first = StoredPhoto.objects.values_list("key_id", flat=True)[0]
    monkeypatch.setattr(photos, "_found", late)
    assert {pk: services.load_photo(pk) for pk in kept} == kept


@pytest.mark.django_db(transaction=True)
def test_a_key_is_not_dropped_while_somebody_seals_with_it(key_file: Path) -> None:
    """Filing in the last moment of a rotation: a photo under a key that is gone would be lost for good."""
    kept = three_photos()
    sealing, go_on = threading.Event(), threading.Event()

    def files() -> None:
        with transaction.atomic():
            kept[services.store_photo(b"slow", purpose="face", delete_after=None)] = b"slow"
            sealing.set()
            assert go_on.wait(20)
        connection.close()

    def rotates() -> int:
        try:
            return services.rotate_photo_key(actor="operator")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        filed = threads.submit(files)
        assert sealing.wait(20)
        rotated = threads.submit(rotates)
        with pytest.raises(TimeoutError):
            rotated.result(timeout=0.5)
        go_on.set()
        filed.result(timeout=20)
        assert rotated.result(timeout=20) == 4
    assert {pk: services.load_photo(pk) for pk in kept} == kept


@pytest.mark.parametrize("content", ["", "zz", "ab" * 31])
def test_a_broken_key_file_is_told_and_never_replaced(key_file: Path, content: str) -> None:
    key_file.write_text(content)
    with pytest.raises(SetupError):
        services.store_photo(b"x", purpose="paper", delete_after=None)
    assert key_file.read_text() == content


def test_looking_at_a_photo_leaves_a_trace() -> None:
    identifier = services.store_photo(b"x", purpose="face", delete_after=None)
    services.load_photo(identifier, viewer="officer:lan", reason="decision")
    event = Event.objects.get(subject=f"photo:{identifier}")
    assert (event.actor, event.action, event.reason) == ("officer:lan", "photo.viewed", "decision")


def test_the_sweep_removes_what_is_over_and_nothing_else() -> None:
    over = services.store_photo(b"old", purpose="paper", delete_after=clock.now() - timedelta(seconds=1))
    kept = services.store_photo(b"new", purpose="paper", delete_after=clock.now() + timedelta(days=1))
    forever = services.store_photo(b"filed", purpose="paper", delete_after=None)
    assert services.sweep_photos() == 1
    with pytest.raises(NotFoundError):
        services.load_photo(over)
    assert services.load_photo(kept) == b"new"
    assert services.load_photo(forever) == b"filed"


def test_a_photo_that_never_was_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        services.load_photo(uuid.uuid4())


def test_silence_is_no_consent_and_agreeing_twice_keeps_the_first() -> None:
    assert not services.has_consent(subject="draft:1", purpose="face")
    services.record_consent(subject="draft:1", purpose="face", wording="a", language="vi")
    first = services.consent_given(subject="draft:1", purpose="face")
    services.record_consent(subject="draft:1", purpose="face", wording="a", language="en")
    assert services.consent_given(subject="draft:1", purpose="face") == first
    assert services.has_consent(subject="draft:1", purpose="face")
    assert not services.has_consent(subject="draft:1", purpose="identity_photos")
    assert not services.has_consent(subject="draft:2", purpose="face")


def test_agreeing_to_a_newer_text_is_kept_under_its_name_and_withdrawn_as_one() -> None:
    for wording in ("a", "b"):
        services.record_consent(subject="draft:1", purpose="face", wording=wording, language="vi")
        given = services.consent_given(subject="draft:1", purpose="face")
        assert given is not None
        assert given.wording == wording
    assert services.withdraw_consent(subject="draft:1", purpose="face")
    assert not services.has_consent(subject="draft:1", purpose="face")


@given(image=st.binary(max_size=2000))
def test_any_bytes_round_trip(image: bytes) -> None:
    assert services.load_photo(services.store_photo(image, purpose="paper", delete_after=None)) == image


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_agrees_and_later_too() -> None:
    """Two answers in one moment left two rows, and who agreed again met an error page ever after."""
    agreed = {"subject": "face:1", "purpose": "face_gallery", "wording": "w", "language": "vi"}
    first, second = threading.Event(), threading.Event()

    def press() -> None:
        try:
            with transaction.atomic():
                services.record_consent(**agreed)
                first.set()
                second.wait(5)
        finally:
            connection.close()

    thread = threading.Thread(target=press)
    thread.start()
    assert first.wait(5)
    services.record_consent(**agreed)
    second.set()
    thread.join()
    services.record_consent(**agreed)
    assert services.has_consent(subject="face:1", purpose="face_gallery")
    assert services.withdraw_consent(subject="face:1", purpose="face_gallery")
    assert not services.has_consent(subject="face:1", purpose="face_gallery")
