"""What cannot be recorded is not done: else it stays done and nobody ever learns by whom or when."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.test import Client
from tests.desk import people as officers
from tests.support import filing as support

from motcua.accounts import services as accounts
from motcua.audit.models import Event
from motcua.dossiers import services, tasks
from motcua.dossiers.models import DeadlineMark, Dossier
from motcua.dossiers.timing import deadlines
from motcua.gallery import services as gallery
from motcua.gallery.types import PURPOSE
from motcua.kernel import clock
from motcua.people import services as people
from motcua.people.models import StoredPhoto
from motcua.presence import services as presence
from motcua.presence.models import Meeting

pytestmark = pytest.mark.django_db(databases=["default", "faces"])


def refuse(**_: object) -> None:
    """Record nothing: the disk is full."""
    raise DatabaseError("no room left")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be recorded any more."""
    monkeypatch.setattr("motcua.audit.services.record", refuse)


def test_a_lateness_is_noted_together_with_its_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mark alone would keep the next sweep from recording it."""
    dossier = services.submit(support.draft().pk)
    Dossier.objects.update(due_on=clock.today() - timedelta(days=1))
    dossier.refresh_from_db()
    with monkeypatch.context() as broken:
        broken.setattr("motcua.audit.services.record", refuse)
        with pytest.raises(DatabaseError):
            deadlines.mark(dossier)
    assert not DeadlineMark.objects.exists()
    deadlines.mark(dossier)
    assert Event.objects.filter(action="dossier.late").count() == 1


@pytest.mark.usefixtures("full")
def test_a_meeting_is_kept_together_with_its_record() -> None:
    with pytest.raises(DatabaseError):
        presence.meet("draft:1", actor="officer:an")
    assert not Meeting.objects.exists()


@pytest.mark.usefixtures("full")
def test_photos_whose_time_is_over_are_removed_together_with_their_record() -> None:
    people.store_photo(b"old" * 50, purpose="paper", delete_after=clock.now() - timedelta(days=1))
    with pytest.raises(DatabaseError):
        people.sweep_photos()
    assert StoredPhoto.objects.count() == 1


@pytest.mark.usefixtures("full")
def test_a_consent_is_withdrawn_together_with_its_record() -> None:
    reference = people.open_face_reference("079090001234")
    subject = people.consent_subject_of_face(reference)
    people.record_consent(subject=subject, purpose=PURPOSE, wording="x", language="vi")
    with pytest.raises(DatabaseError):
        gallery.withdraw(reference=reference, actor="citizen:x")
    assert people.face_reference_of("079090001234") == reference
    assert people.has_consent(subject=subject, purpose=PURPOSE)


@pytest.mark.usefixtures("full")
def test_a_second_factor_is_taken_away_together_with_its_record(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = officers.officer("an")
    accounts.begin_second_factor(officer)
    officer.second_factor.confirmed_at = clock.now()
    officer.second_factor.save()
    client.force_login(officer)
    monkeypatch.setattr("motcua.desk.views.second_factor._tried", lambda *_: accounts.Proof.APP)
    with pytest.raises(DatabaseError):
        client.post("/ban-lam-viec/xac-thuc-hai-buoc/", {"action": "remove", "code": "123456"})
    assert accounts.second_factor_stands(officer)


def test_a_session_that_ended_is_swept_and_one_that_runs_is_not() -> None:
    """What a browser had open, notes and all, stayed in the database for ever."""
    ended, running = SessionStore(), SessionStore()
    for session in (ended, running):
        session["note"] = str(uuid.uuid4())
        session.save()
    Session.objects.filter(pk=ended.session_key).update(expire_date=clock.now() - timedelta(minutes=1))
    tasks.sweep(0)
    assert Session.objects.get().pk == running.session_key
