"""Signing in with the State's identity provider: who sits at the browser, what that fills in and opens.

A personal number in a dossier is typed by anybody, so one is opened only where number, birth date and name
are all those of the person whom the provider knows well enough (``IDENTITY["levels"]``).
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from motcua.audit import services as audit
from motcua.dossiers.drafting import external_data, population_fetch, prefilling
from motcua.dossiers.drafting.drafts import get, subject_of
from motcua.dossiers.drafting.prefilling import IDENTITY
from motcua.dossiers.models import Dossier, Draft
from motcua.interconnect import services as interconnect
from motcua.interconnect.types import LoginStart
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import fold
from motcua.people import services as people
from motcua.people.types import SignedIn

CONSENT: Final = "identity_claims"
#: The text on the page that leads to the provider.
WORDING: Final = "2026-11-identity"
#: How long somebody may stay at the provider's page.
_AWAY = timedelta(minutes=10)
_MOST = 20
_ANY_NAME = Bilingual("tài khoản định danh điện tử", "your electronic identity account")


class StaleSignInError(MotcuaError):
    """The browser came back from a sign-in that was not begun in it, was used already, or took too long."""

    code = "sign_in_stale"
    status = 400
    default_message = Bilingual(
        vi="Lượt đăng nhập này đã được dùng hoặc đã quá thời gian. Vui lòng đăng nhập lại.",
        en="This sign-in was used already or took too long. Please sign in again.",
    )


def is_offered() -> bool:
    """Whether this installation is connected to an identity provider."""
    return interconnect.is_connected("identity")


def provider_name() -> Bilingual:
    """Return what the provider is called on pages (``MOTCUA_IDENTITY_NAME``, in English ``…_NAME_EN``)."""
    name = settings.IDENTITY["name"]
    return Bilingual(name, settings.IDENTITY["name_en"] or name) if name else _ANY_NAME


def begin(redirect_uri: str) -> tuple[str, dict[str, str]]:
    """Return where to send the browser, and what its session must keep until it comes back.

    Raises:
        OutsideSystemError: the provider cannot be used now.
    """
    kept = asdict(interconnect.identity().start(redirect_uri))
    address = kept.pop("address")
    return address, {**kept, "begun": kept["begun"].isoformat()}


def finish(kept: Mapping[str, str], *, redirect_uri: str, state: str, code: str) -> SignedIn:
    """Return who signed in; ``kept`` must be forgotten before, so that nobody comes back with it twice.

    Raises:
        StaleSignInError: nothing was begun in this browser, or too long ago.
        OutsideSystemError: the provider gave no usable answer, or one that is not for this sign-in.
    """
    begun = datetime.fromisoformat(kept["begun"]) if "begun" in kept else None
    if begun is None or clock.now() - begun > _AWAY:
        raise StaleSignInError
    start = LoginStart("", kept["state"], kept["nonce"], kept["verifier"], begun)
    said = interconnect.identity().finish(start, redirect_uri=redirect_uri, state=state, code=code)
    with transaction.atomic():
        person = people.open_sign_in(
            subject=said.subject,
            personal_number=said.personal_number,
            full_name=said.full_name,
            date_of_birth=said.date_of_birth,
            level=said.level,
        )
        _record("identity.signed_in", person)
    return person


def end(person: SignedIn | None, *, back: str) -> str:
    """End it here; returns where the browser signs out of the provider too, empty where that is not known.

    ``person`` is None where it ended here by itself: the provider may keep them longer.
    """
    if person is not None:
        with transaction.atomic():
            people.close_sign_in(person.id)
            _record("identity.signed_out", person)
    return interconnect.identity().leave(back) if is_offered() else ""


def is_known_well(person: SignedIn) -> bool:
    """Whether the provider knows the person well enough to open what is theirs."""
    return person.level in settings.IDENTITY["levels"]


def dossiers_of(person: SignedIn) -> list[Dossier]:
    """Return the person's own dossiers, the newest first; none where they are not known well enough."""
    if not is_known_well(person):
        return []
    found = Dossier.objects.filter(
        personal_number=person.personal_number,
        date_of_birth=person.date_of_birth,
        folded_name=fold(person.full_name),
    )
    return list(found.order_by("-submitted_at")[:_MOST])


@transaction.atomic
def give_to(draft_id: uuid.UUID, person: SignedIn, *, language: str) -> Draft:
    """Fill the draft's form with what the provider says of the person who signed in to have it filled.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`motcua.dossiers.drafting.drafts.locked`.
    """
    people.record_consent(subject=subject_of(draft_id), purpose=CONSENT, wording=WORDING, language=language)
    fields = {
        "personal_number": person.personal_number,
        "full_name": person.full_name,
        "date_of_birth": person.date_of_birth.isoformat(),
    }
    before = get(draft_id).given.get(IDENTITY)
    if before and before["fields"]["personal_number"] != person.personal_number:
        # What somebody else agreed to is no consent of this person's.
        people.withdraw_consent(subject=subject_of(draft_id), purpose=population_fetch.CONSENT)
    record = prefilling.record(fields, level=person.level, provider=provider_name().vi)
    return external_data.keep(draft_id, IDENTITY, record)


def _record(action: str, person: SignedIn, **data: Any) -> None:
    audit.record(
        actor="citizen:identity",
        action=action,
        subject=f"person:{person.personal_number}",
        level=person.level,
        **data,
    )
