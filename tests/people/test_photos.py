"""Photos at rest: what would leak or get lost if these broke."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.audit.models import Event
from motcua.kernel import clock
from motcua.kernel.errors import NotFoundError, SetupError
from motcua.people import services
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


def test_a_photo_sealed_with_another_key_says_so(settings: pytest.FixtureRequest) -> None:
    identifier = services.store_photo(b"x" * 10, purpose="paper", delete_after=None)
    settings.PHOTO_KEY = bytes(32)  # type: ignore[attr-defined]
    with pytest.raises(SetupError, match="another key"):
        services.load_photo(identifier)


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
