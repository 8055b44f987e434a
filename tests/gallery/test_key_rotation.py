"""Changing keys must lose nothing, whenever it is broken off, and leave nothing under the old key."""

import shutil
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings
from tests.gallery.invented import enrolled

from motcua.audit.models import Event
from motcua.gallery import key_rotation, keys, selectors, services, visits
from motcua.gallery.errors import FaceKeyError, RenewalUnderWayError
from motcua.gallery.models import FaceImage, Sitting, Store
from motcua.gallery.types import Assurance

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def test_rotating_wraps_every_image_anew_and_drops_the_old_key() -> None:
    references = [enrolled(seed) for seed in range(3)]
    before, sealed = keys.load().images, {row.pk: bytes(row.sealed) for row in FaceImage.objects.all()}
    with mock.patch.object(key_rotation, "_BATCH", 2):
        assert services.rotate_image_key(actor="operator") == 3
    after = keys.load()
    assert not set(before) & set(after.images)
    assert set(FaceImage.objects.values_list("key_id", flat=True)) == set(after.images)
    assert {row.pk: bytes(row.sealed) for row in FaceImage.objects.all()} == sealed, "images stay as they are"
    for seed, reference in enumerate(references):
        assert selectors.load_image(reference, viewer="x", reason="y").startswith(b"\xff\xd8 face %d" % seed)
    assert Event.objects.filter(action="gallery.key_rotated").exists()


def test_who_waits_for_a_worker_while_keys_change_is_looked_at_still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "analyse_frames", tuple)
    monkeypatch.setattr(visits, "observed_assurance", lambda _images, claimed: claimed)
    frames = [b"frame %d" % number for number in range(3)]
    visit = services.receive_visit(frames, device="phone", assurance=Assurance.PASSIVE)
    assert services.rotate_image_key(actor="operator") == 3
    assert len(keys.load().images) == 1
    seen: list[object] = []
    services.process_visit(visit, lambda images, _assurance: seen.extend(images))  # type: ignore[func-returns-value]
    assert seen == frames


def test_another_machine_seals_nothing_with_a_key_that_is_dropped(settings: Settings, tmp_path: Path) -> None:
    """What it sealed with its copy of the old ring nobody could open, and no key could be changed again."""
    enrolled(1)
    shutil.copytree(settings.FACES_KEYS, tmp_path / "another machine")
    services.rotate_image_key(actor="operator")
    settings.FACES_KEYS = tmp_path / "another machine"
    with pytest.raises(FaceKeyError):
        enrolled(2)
    with pytest.raises(FaceKeyError):
        services.receive_visit([b"frame"] * 3, device="phone", assurance=Assurance.PASSIVE)
    assert FaceImage.objects.count() == 1


def test_a_rotation_broken_off_before_the_database_knew_seals_on() -> None:
    enrolled(1)
    services.rotate_image_key(actor="operator")
    (used,) = keys.load().images
    keys.add_image_key()
    late = enrolled(2)
    assert FaceImage.objects.latest("sitting_id").key_id == used
    assert "rotate-key" in selectors.unfinished()[0]
    services.rotate_image_key(actor="operator")
    assert selectors.load_image(late, viewer="x", reason="y")
    assert selectors.unfinished() == []


def test_images_under_a_key_that_is_gone_are_counted(settings: Settings) -> None:
    """The latest one may open although those before it do not."""
    enrolled(1)
    FaceImage.objects.update(key_id="gone")
    enrolled(2)
    with pytest.raises(FaceKeyError):
        selectors.check()


def test_after_renewing_what_workers_hold_of_the_old_templates_goes_too() -> None:
    enrolled(1)
    services.renew_templates(actor="x", reason="test")
    assert ProcrastinateJob.objects.filter(task_name="gallery.follow_index", status="todo").exists()


def test_who_comes_while_keys_change_is_told_so_and_not_about_a_dossier() -> None:
    assert "khuôn mặt" in RenewalUnderWayError().message.vi


def test_a_rotation_broken_off_can_be_read_and_begun_again() -> None:
    references = [enrolled(seed) for seed in range(3)]
    with (
        mock.patch.object(key_rotation.envelope_encryption, "rewrap", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        services.rotate_image_key(actor="operator")
    assert len(keys.load().images) == 2
    late = enrolled(7)
    for reference in (*references, late):
        selectors.load_image(reference, viewer="x", reason="y")
    assert services.rotate_image_key(actor="operator") == 4
    assert len(keys.load().images) == 1


def test_an_image_no_key_opens_keeps_the_old_keys() -> None:
    enrolled(1)
    FaceImage.objects.update(wrapped_key=bytes(48))
    with pytest.raises(FaceKeyError):
        services.rotate_image_key(actor="operator")
    assert len(keys.load().images) == 2


def test_renewing_turns_all_templates_and_what_leaked_fits_nothing() -> None:
    for seed in range(3):
        enrolled(seed)
    leaked = np.array([row.template for row in Sitting.objects.order_by("pk")])
    before = keys.load().newest_template
    with mock.patch.object(key_rotation, "_BATCH", 2):
        assert services.renew_templates(actor="operator", reason="copy of the database lost") == 3
    now = np.array([row.template for row in Sitting.objects.order_by("pk")])
    assert np.allclose(now @ now.T, leaked @ leaked.T, atol=1e-5)
    assert float(np.abs(np.sum(now * leaked, axis=1)).max()) < 0.6
    store = Store.objects.get()
    assert store.template_key != before
    assert list(keys.load().templates) == [store.template_key]
    assert set(Sitting.objects.values_list("template_key", flat=True)) == {store.template_key}
    enrolled(1, take=1)
    same = Sitting.objects.filter(person__sittings__isnull=False).order_by("pk")
    last, first = same.last(), Sitting.objects.order_by("pk")[1]
    assert last is not None
    assert float(np.dot(last.template, first.template)) > 0.8, "before and after renewal one person is one"


@pytest.mark.django_db(databases=["default", "faces"], transaction=True)
def test_a_renewal_broken_off_changes_nothing_and_can_be_begun_again() -> None:
    enrolled(1)
    before = [list(row.template) for row in Sitting.objects.all()]
    with (
        mock.patch.object(key_rotation.clock, "now", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        services.renew_templates(actor="operator", reason="test")
    assert [list(row.template) for row in Sitting.objects.all()] == before
    assert "1 people" in selectors.check()
    services.renew_templates(actor="operator", reason="test")
    assert len(keys.load().templates) == 1


def test_keys_that_are_gone_are_noticed(settings: Settings, tmp_path: Path) -> None:
    enrolled(1)
    settings.FACES_KEYS = tmp_path / "others"
    with pytest.raises(FaceKeyError):
        selectors.check()


def test_the_ring_can_be_read_by_its_owner_only(settings: Settings) -> None:
    keys.load()
    file = settings.FACES_KEYS / "keys.json"
    assert file.stat().st_mode & 0o077 == 0
    assert keys.load() == keys.load()
    file.write_text("{")
    with pytest.raises(FaceKeyError):
        keys.load()
