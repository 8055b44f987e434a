"""The other people of a filing: members of the family, and who files for somebody else.

Each identifies themself: they get a link of their own, agree for themselves, photograph their card and
face, and confirm. Their part is a draft of a small form beside the filing's own. The link works once, so that
whoever invited them cannot see what they photograph; on another device they go on with a resume code.
Who files for somebody and fills the form in on their own device needs no link: nobody else would see it.
A family and an agent also need a written authorisation (Decree 168/2025/NĐ-CP, Articles 82.1, 93 and 99.2b).
"""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from motcua.audit import services as audit
from motcua.dossiers.drafting import analyses, drafts
from motcua.dossiers.errors import IncompleteDraftError
from motcua.dossiers.models import Analysis, Draft, DraftPhoto
from motcua.dossiers.types import Participant
from motcua.kernel import clock, ids
from motcua.kernel.errors import ConflictError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.people import services as people
from motcua.presence import services as presence
from motcua.procedures import selectors as procedures

MEMBER, AGENT = "member", "agent"
#: More than any family has; a limit against filling the store. A part has none of its own, so it bounds all.
MOST = 12

_TOO_MANY = Bilingual(f"Tối đa {MOST} người.", f"At most {MOST} people.")
_NOT_NEW = Bilingual(
    vi="Người này đã chụp ảnh hoặc đã xác nhận nên không tạo liên kết mới được. Nếu cần, hãy bỏ rồi thêm.",
    en="They have taken photos or confirmed, so there is no new link. If need be, remove and add them again.",
)
NO_MEMBER = Bilingual(
    vi="Hộ gia đình cần ít nhất một thành viên khác. Hãy mời từng người xác nhận bằng liên kết riêng.",
    en="A family needs at least one other member. Invite each to confirm by a link of their own.",
)
NO_AGENT = Bilingual(
    vi="Chưa có người nộp thay. Hãy thêm người đó để họ xác nhận danh tính.",
    en="Nobody who files for the owner is there yet. Add them, so that they identify themself.",
)
NOT_ALL = Bilingual(
    vi="Có người chưa xác nhận xong. Hồ sơ chỉ nộp được khi mọi người đã xác nhận.",
    en="Somebody has not confirmed yet. It can be filed when everybody has.",
)
NO_MANDATE = Bilingual(
    vi="Cần ảnh văn bản ủy quyền. Của hộ gia đình thì phải có công chứng hoặc chứng thực.",
    en="A photo of the authorisation is needed; that of a family must be notarised.",
)
SAME_PERSON = Bilingual(
    vi="Có người được kê hai lần: trùng số định danh với chủ hộ hoặc với thành viên khác. Hãy bỏ phần trùng; "
    "mỗi thành viên chụp thẻ căn cước của chính mình.",
    en="Somebody is there twice: with the number of the owner or of another member. Take one part out; each "
    "member photographs their own identity card.",
)
OWN_AGENT = Bilingual(
    vi="Người nộp thay có cùng số định danh với chủ hộ. Nếu chủ hộ tự nộp, hãy chọn như vậy trên đơn.",
    en="Who files for the owner has the owner's own number. If the owner files, choose so on the form.",
)

#: What is mended on the page about the people, whatever answer of the form calls for it.
ABOUT_PEOPLE = (NO_MEMBER, NO_AGENT, NOT_ALL, NO_MANDATE, SAME_PERSON, OWN_AGENT)


class SpentLinkError(NotFoundError):
    """The link opens nothing: it was used, replaced, or its time is over."""

    code = "participant_link_spent"
    default_message = Bilingual(
        vi="Liên kết này không còn dùng được: đã có người mở, đã hết hạn hoặc hồ sơ đã nộp. "
        "Hãy nhập mã làm tiếp nếu bạn có, hoặc nhờ người mời gửi liên kết mới.",
        en="This link no longer works: it was opened already, has expired, or the dossier was filed. "
        "Enter your resume code if you have one, or ask whoever invited you for a new link.",
    )


@transaction.atomic
def invite(draft_id: uuid.UUID, *, role: str) -> tuple[Draft, str]:
    """Add somebody to the filing; returns their part and the secret of the link that opens it.

    Only a keyed digest of the secret is kept.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`~motcua.dossiers.drafting.drafts.locked`; no invitation.
        ConflictError: there are too many already.
    """
    draft = drafts.locked(draft_id)
    if draft.parent_id is not None:
        raise NotFoundError(draft=str(draft_id), what="part of another filing")
    if role == AGENT:
        for before in draft.parts.select_for_update(no_key=True).filter(role=AGENT):
            _drop(before)
    if draft.parts.count() >= MOST:
        raise ConflictError(_TOO_MANY, draft=str(draft_id))
    procedure = procedures.part_of_form(role)
    now, token = clock.now(), ids.new_token()
    part = Draft.objects.create(
        parent=draft,
        role=role,
        office=draft.office,
        procedure_code=procedure.code,
        procedure_version=procedure.version,
        language=draft.language,
        resume_digest=_digest(token),
        created_at=now,
        updated_at=now,
        expires_at=draft.expires_at,
    )
    audit.record(actor=f"citizen:{draft.pk}", action=f"draft.{role}_invited", subject=f"draft:{draft.pk}")
    return part, token


@transaction.atomic
def invite_again(draft_id: uuid.UUID, part_id: uuid.UUID) -> tuple[Draft, str]:
    """Replace a link that was lost; as :func:`invite`.

    The person gets a new part: a session that opened the former link must not see what they photograph.

    Raises:
        NotFoundError, AlreadyFiledError: as :func:`~motcua.dossiers.drafting.drafts.locked`; not its.
        ConflictError: they have taken a photo or confirmed.
    """
    draft = drafts.locked(draft_id)
    part = draft.parts.select_for_update(no_key=True).filter(pk=part_id).first()
    if part is None:
        raise NotFoundError(draft=str(draft_id), part=str(part_id))
    if not _untouched(part):
        raise ConflictError(_NOT_NEW, part=str(part_id))
    _drop(part)
    return invite(draft_id, role=part.role)


def by_link(token: str) -> Draft:
    """Return the part an unused link would open. The caller limits attempts.

    Raises:
        SpentLinkError: no link has this secret, it was used, its time is over, or the dossier has been filed.
    """
    return _linked(Draft.objects.all(), token)


@transaction.atomic
def use_link(token: str) -> Draft:
    """Return the part a link opens, once: of two who use it together one gets it.

    Raises:
        SpentLinkError: as :func:`by_link`.
    """
    part = _linked(Draft.objects.select_for_update(no_key=True, of=("self",)), token)
    part.resume_digest = ""
    part.save(update_fields=["resume_digest"])
    audit.record(actor=f"citizen:{part.pk}", action="draft.part_opened", subject=f"draft:{part.parent_id}")
    return part


@transaction.atomic
def remove(draft_id: uuid.UUID, part_id: uuid.UUID) -> None:
    """Take somebody out of the filing; their photos go with them."""
    draft = drafts.locked(draft_id)
    part = draft.parts.select_for_update(no_key=True).filter(pk=part_id).first()
    if part is not None:
        _drop(part)


@transaction.atomic
def complete(part_id: uuid.UUID, problems: dict[str, list[str]]) -> Draft:
    """Keep that the person has confirmed their part; a later change of it takes that back.

    Raises:
        IncompleteDraftError: ``problems`` are not empty, or no card was photographed.
    """
    part = drafts.locked(part_id)
    if problems:
        raise IncompleteDraftError(problems)
    part.completed_at = clock.now()
    part.save(update_fields=["completed_at"])
    audit.record(actor=f"citizen:{part.pk}", action="draft.part_confirmed", subject=f"draft:{part.parent_id}")
    return part


def of(draft: Draft) -> list[Participant]:
    """Return the people of a filing in the order they were invited."""
    return [
        Participant(
            draft=part.pk,
            role=part.role,
            name=str({**_read(part), **part.answers}.get("full_name", "")),
            done=part.completed_at is not None,
            renewable=_untouched(part),
        )
        for part in draft.parts.order_by("created_at", "pk")
    ]


def missing(draft: Draft, answers: dict[str, Any]) -> dict[str, list[Bilingual]]:
    """Return what still keeps the filing from being sent, by the field of the form that calls for it."""
    there, found = of(draft), dict[str, list[Bilingual]]()
    family, agent = answers.get("subject") == "household", answers.get("filer") == AGENT
    if family and not any(item.role == MEMBER for item in there):
        found.setdefault("subject", []).append(NO_MEMBER)
    if agent and not any(item.role == AGENT for item in there):
        found.setdefault("filer", []).append(NO_AGENT)
    wanted = _wanted(answers)
    if any(not item.done for item in there if item.role in wanted):
        found.setdefault("filer" if agent else "subject", []).append(NOT_ALL)
    owner = str(answers.get("personal_number") or "")
    members = [owner, *_numbers(draft, MEMBER)] if family else []
    known = [number for number in members if number]
    if len(set(known)) < len(known):
        found.setdefault("subject", []).append(SAME_PERSON)
    if agent and owner and owner in _numbers(draft, AGENT):
        found.setdefault("filer", []).append(OWN_AGENT)
    if wanted and not draft.photos.filter(slot=DraftPhoto.Slot.MANDATE).exists():
        found.setdefault("filer" if agent else "subject", []).append(NO_MANDATE)
    return found


def _numbers(draft: Draft, role: str) -> list[str]:
    """Return the personal numbers of who takes part in a role, as far as they are known."""
    parts = draft.parts.filter(role=role)
    return [str({**_read(part), **part.answers}.get("personal_number") or "") for part in parts]


def evidence(draft: Draft, answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the officer gets to see of each person, frozen at submission; their photos stay with it."""
    kept = []
    for part in draft.parts.filter(role__in=_wanted(answers)).order_by("created_at", "pk"):
        paper, match = (
            analyses.current_analysis(part, Analysis.Kind.PAPER),
            analyses.current_analysis(part, Analysis.Kind.MATCH),
        )
        people.keep_photos([item.photo for item in part.photos.all()], until=None)
        kept.append(
            {
                "draft": str(part.pk),
                "role": part.role,
                "answers": {**_read(part), **part.answers},
                "photos": analyses.photos_of(part),
                "reading": paper.record if paper else None,
                "match": match.record if match else None,
                "confirmed_at": part.completed_at.isoformat() if part.completed_at else None,
            }
        )
    return kept


def drop_others(draft: Draft, answers: dict[str, Any]) -> None:
    """Remove whom the answers of a filing no longer call for: nothing of theirs belongs to its dossier."""
    for part in draft.parts.exclude(role__in=_wanted(answers)):
        _drop(part)


def _wanted(answers: dict[str, Any]) -> set[str]:
    """Return as what the answers call for other people."""
    family = {MEMBER} if answers.get("subject") == "household" else set()
    return family | ({AGENT} if answers.get("filer") == AGENT else set())


def _linked(among: QuerySet[Draft], token: str) -> Draft:
    part = among.filter(
        resume_digest=_digest(token),
        parent__isnull=False,
        parent__dossier__isnull=True,
        expires_at__gt=clock.now(),
    ).first()
    if part is None:
        raise SpentLinkError(what="participant link")
    return part


def _untouched(part: Draft) -> bool:
    return part.completed_at is None and not part.photos.exists()


def _drop(part: Draft) -> None:
    for slot in part.photos.all():
        people.delete_photo(slot.photo)
    presence.forget(drafts.subject_of(part.pk))
    part.delete()


def _read(part: Draft) -> dict[str, Any]:
    return {name: item["value"] for name, item in part.prefilled.items()}


def _digest(token: str) -> str:
    return hashlib.blake2b(
        token.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=32, person=b"participant"
    ).hexdigest()
