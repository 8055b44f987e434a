"""Beginning, saving and resuming a draft."""

import hashlib
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.drafting import prefilling
from motcua.dossiers.errors import AlreadyFiledError
from motcua.dossiers.models import Channel, Draft
from motcua.kernel import clock, ids
from motcua.kernel.errors import NotFoundError
from motcua.people import services as people
from motcua.presence import services as presence
from motcua.procedures import selectors as procedures

#: How long an unfinished filing and its photos are kept. Our own choice; the law asks for a period that fits
#: the purpose (Law 91/2025/QH15, Article 3.3) and names no number.
DRAFT_LIFE = timedelta(days=14)

CONSENT_IDENTITY = "identity_photos"
CONSENT_FACE = "face_comparison"
#: That the filed face is searched for once among those who can be found by theirs.
CONSENT_SEARCH = "face_double_identity"
CONSENT_WORDING = "2026-11-frames"


def subject_of(draft_id: uuid.UUID) -> str:
    """Return the name under which consents and presence of a draft's person are kept."""
    return f"draft:{draft_id}"


@transaction.atomic
def begin(
    *,
    procedure_code: str,
    office: str,
    language: str,
    channel: Channel = Channel.ONLINE,
    taken_by: str = "",
) -> Draft:
    """Open a draft of the procedure version in force today.

    Args:
        taken_by: ``officer:<username>`` who takes it in for somebody; such an opening is recorded.
    """
    now = clock.now()
    procedure = procedures.get_procedure(procedure_code, on=procedures.law_day(procedures.get_office(office)))
    draft = Draft.objects.create(
        office=office,
        procedure_code=procedure.code,
        procedure_version=procedure.version,
        language=language,
        channel=channel,
        taken_by=taken_by,
        created_at=now,
        updated_at=now,
        expires_at=now + DRAFT_LIFE,
    )
    if taken_by:
        audit.record(
            actor=taken_by, action="draft.taken_in", subject=f"draft:{draft.pk}", channel=str(channel)
        )
    return draft


def get(draft_id: uuid.UUID) -> Draft:
    """Return a draft that has not expired, as it was left; ``versions.get`` is for whoever goes on with it.

    Raises:
        NotFoundError: none such, or its time is over.
    """
    draft = Draft.objects.filter(pk=draft_id, expires_at__gt=clock.now()).first()
    if draft is None:
        raise NotFoundError(draft=str(draft_id))
    return draft


@transaction.atomic
def locked(draft_id: uuid.UUID) -> Draft:
    """Return the draft under a row lock for a change; call inside a transaction.

    Raises:
        NotFoundError: none such, or its time is over.
        AlreadyFiledError: it has become a dossier.
    """
    in_time = Draft.objects.filter(pk=draft_id, expires_at__gt=clock.now())
    draft = in_time.select_for_update(no_key=True).first()
    if draft is None:
        raise NotFoundError(draft=str(draft_id))
    if hasattr(draft, "dossier"):
        raise AlreadyFiledError(draft=str(draft_id), dossier=draft.dossier.code)
    if draft.parent is not None and hasattr(draft.parent, "dossier"):
        raise AlreadyFiledError(draft=str(draft_id), dossier=draft.parent.dossier.code)
    if draft.completed_at is not None:  # whoever changes their part confirms it again
        draft.completed_at = None
        draft.save(update_fields=["completed_at"])
    return draft


@transaction.atomic
def save_answers(
    draft_id: uuid.UUID, answers: Mapping[str, Any], *, confirmed: frozenset[str] = frozenset()
) -> Draft:
    """Keep the answers of one page.

    Args:
        answers: form field -> JSON value, merged over what is there.
        confirmed: fields the person says to have looked at although the reading doubted them. A field whose
            answer differs from the pre-filled value counts as looked at: somebody typed it.
    """
    draft = locked(draft_id)
    before = prefilling.person_of(draft)
    draft.answers = {**draft.answers, **answers}
    # Told of what one person has, nobody was told of what the next one has.
    draft.collision_acknowledged = draft.collision_acknowledged and prefilling.person_of(draft) == before
    changed = {
        name
        for name, value in answers.items()
        if name in draft.prefilled and value != draft.prefilled[name]["value"]
    }
    draft.confirmed = sorted({*draft.confirmed, *confirmed, *changed})
    _touch(draft)
    return draft


@transaction.atomic
def record_agreement(draft_id: uuid.UUID, *, face: bool, language: str, search: bool = False) -> None:
    """Keep that the person agreed to the processing of the card's photos and, separately, of the face.

    Args:
        face: a no after an earlier yes withdraws it, and what was shown to the camera is removed; the photo
            itself is the caller's to remove.
        search: whether the face may also be searched for; no longer, if an earlier answer was another.
    """
    draft = locked(draft_id)
    purposes = [CONSENT_IDENTITY, *([CONSENT_FACE] if face else [])]
    if not face and people.withdraw_consent(subject=subject_of(draft.pk), purpose=CONSENT_FACE):
        presence.forget(subject_of(draft.pk))
    if face and search:
        purposes.append(CONSENT_SEARCH)
    else:
        people.withdraw_consent(subject=subject_of(draft.pk), purpose=CONSENT_SEARCH)
    # An envelope holds the signed paper; the officer keeps that it was there.
    wording = f"{CONSENT_WORDING}/paper" if draft.channel == Channel.POST else CONSENT_WORDING
    for purpose in purposes:
        people.record_consent(
            subject=subject_of(draft.pk), purpose=purpose, wording=wording, language=language
        )
    draft.language = language
    _touch(draft)


def has_agreed(draft: Draft, *, face: bool = False) -> bool:
    """Whether the agreement to the processing of the card (or of the face) stands."""
    return people.has_consent(
        subject=subject_of(draft.pk), purpose=CONSENT_FACE if face else CONSENT_IDENTITY
    )


def has_agreed_to_search(draft: Draft) -> bool:
    """Whether the filed face may be searched for among those who can be found by theirs."""
    return has_agreed(draft, face=True) and people.has_consent(
        subject=subject_of(draft.pk), purpose=CONSENT_SEARCH
    )


@transaction.atomic
def acknowledge_collision(draft_id: uuid.UUID) -> None:
    """Keep that the person was told of what they already have, and goes on."""
    draft = locked(draft_id)
    draft.collision_acknowledged = True
    _touch(draft)
    audit.record(
        actor=f"citizen:{draft.pk}", action="draft.collision_acknowledged", subject=f"draft:{draft.pk}"
    )


@transaction.atomic
def issue_resume_code(draft_id: uuid.UUID) -> str:
    """Return a fresh code that opens the draft on another device; an earlier one stops working.

    Only a keyed digest is kept, so a copy of the database opens nothing.
    """
    draft = locked(draft_id)
    code = ids.new_resume_code()
    draft.resume_digest = _digest(code)
    _touch(draft)
    return code


def resume(code: str, *, officer: str | None = None) -> Draft:
    """Return the draft a resume code opens. The caller limits attempts.

    Args:
        officer: ``officer:<username>`` who opens it, where it is not the citizen.

    Raises:
        NotFoundError: no draft has this code.
        ids.ResumeCodeError: the code cannot be one.
    """
    draft = Draft.objects.filter(
        resume_digest=_digest(ids.parse_resume_code(code)), expires_at__gt=clock.now()
    ).first()
    if draft is None:
        raise NotFoundError(what="resume code")
    actor = officer or f"citizen:{draft.pk}"
    audit.record(actor=actor, action="draft.resumed", subject=f"draft:{draft.pk}")
    return draft


def revoke_codes() -> int:
    """End all resume codes and unused links to take part; returns how many filings they would have opened."""
    return Draft.objects.filter(expires_at__gt=clock.now()).exclude(resume_digest="").update(resume_digest="")


@transaction.atomic
def sweep() -> int:
    """Remove drafts whose time is over and that were never filed, photos included; returns how many."""
    expired = Draft.objects.filter(
        expires_at__lte=clock.now(), dossier__isnull=True, parent__dossier__isnull=True
    )
    count = 0
    for draft in expired.select_for_update(skip_locked=True, of=("self",)):
        for slot in draft.photos.all():
            people.delete_photo(slot.photo)
        presence.forget(subject_of(draft.pk))
        draft.delete()
        count += 1
    return count


def _touch(draft: Draft) -> None:
    draft.updated_at = clock.now()
    draft.save()


def _digest(code: str) -> str:
    return hashlib.blake2b(
        code.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32, person=b"resume"
    ).hexdigest()
