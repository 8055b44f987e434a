"""The other people of a filing: invited by a link each, the authorisation, and the page behind the link."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import participants
from motcua.dossiers.models import Draft, DraftPhoto
from motcua.kernel.errors import ConflictError, MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as papers_photo
from motcua.people import services as people
from motcua.portal import access, path
from motcua.portal.views.photos import UPLOAD_LIMIT, UPLOAD_WINDOW, NoPhotoError
from motcua.ui import network

_LIMIT, _WINDOW = 60, timedelta(hours=1)
_LINK, _USED = "participant_link", "participant_links_used"
#: Who files for the owner says that this device is theirs: a link would have to be opened on another.
_HERE = "here:agent"

_OWN_FILING = Bilingual(
    vi="Liên kết này dành cho người được mời và phải mở trên máy của người ấy. Nếu người ấy dùng chung máy "
    "này, hãy lấy mã làm tiếp cho hồ sơ của bạn, đóng hồ sơ trên máy này rồi mở lại liên kết.",
    en="This link is for the person invited, to be opened on their own device. If they share this one, get a "
    "resume code for your filing, close it on this device, then open the link again.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def manage(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Who takes part and how far each is; adds, removes, and takes the photo of the authorisation."""
    if not (path.has_others(draft) or participants.of(draft)):  # an old address, or the answers changed since
        return redirect("portal:check", draft_id=draft.pk)
    answers = dossiers.effective_answers(draft)
    files_for, problem = answers.get("filer") == participants.AGENT, ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == _HERE:
                return redirect(path.where_left_off(_open_here(request, draft)))
            if _do(request, draft):
                return redirect("portal:people", draft_id=draft.pk)
        except MotcuaError as error:
            if error.status >= 500:
                raise
            problem = error.message.in_language(access.language())
    there = participants.of(draft)
    agent = next((item for item in there if item.role == participants.AGENT), None)
    context = {
        "draft": draft,
        "people": there,
        "family": answers.get("subject") == "household",
        # Another one takes the place of who has begun or confirmed: not by a button pressed once more.
        "add_agent": files_for and agent is None,
        "agent_here": files_for
        and (agent is None or agent.renewable or (access.holds(request, agent.draft) and not agent.done)),
        "here": _HERE,
        "mandate": draft.photos.filter(slot=DraftPhoto.Slot.MANDATE).first(),
        "link": request.session.pop(_LINK, ""),
        "errors": [("id_photo", problem)] if problem else [],
        "progress": path.Progress(3, _("Những người cùng tham gia")),
        "back": path.step_address(draft, path.slugs_of(draft, path.procedure_of(draft))[-1]),
    }
    return render(request, "portal/people.html", context, status=422 if problem else 200)


@require_safe
@access.with_draft
def mandate(request: HttpRequest, draft: Draft) -> HttpResponse:
    """The photo of the authorisation, for the session that took it."""
    placed = draft.photos.filter(slot=DraftPhoto.Slot.MANDATE).first()
    if placed is None:
        return HttpResponse(status=404)
    viewer, reason = access.officer_of(request), f"draft:{draft.pk} mandate"
    image = people.load_photo(placed.photo, viewer=viewer, reason=reason)
    return HttpResponse(image, content_type="image/jpeg")


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Behind a link: says what it is about; going on opens the person's own part in this session, once.

    The session that used the link finds its part behind it again; every other needs a resume code.
    """
    audit.limit_attempts(f"join:{network.address(request)}", most=_LIMIT, window=_WINDOW)
    opened = _opened_here(request, token)
    if opened is not None:
        return redirect(path.where_left_off(opened))
    part = participants.by_link(token)
    if part.parent_id is not None and access.holds(request, part.parent_id):
        if part.role == participants.AGENT:  # who fills in for the owner and has this one device
            return redirect("portal:people", draft_id=part.parent_id)
        raise ConflictError(_OWN_FILING, part=str(part.pk))
    if request.method == "POST":
        part = participants.use_link(token)
        request.session[_USED] = {**request.session.get(_USED, {}), token: str(part.pk)}
        access.remember_draft(request, part)
        return redirect(path.where_left_off(part))
    answer = render(request, "portal/join.html", {"part": part, "procedure": path.procedure_of(part)})
    return access.private(answer)


@require_safe
@access.with_part
def joined(request: HttpRequest, draft: Draft) -> HttpResponseBase:
    """The person's part is confirmed, or the filing was sent with it."""
    filed = access.is_filed_part(draft)
    if draft.completed_at is None and not filed:
        return redirect(path.where_left_off(draft))
    context = {
        "draft": draft,
        "procedure": path.procedure_of(draft),
        "filed": filed,
        # Who files for somebody from this very device goes on with the filing.
        "filing": draft.parent
        if draft.parent is not None and not filed and access.holds(request, draft.parent.pk)
        else None,
    }
    return render(request, "portal/joined.html", context)


def _opened_here(request: HttpRequest, token: str) -> Draft | None:
    """Return the unfiled part that this session opened with the link."""
    used = request.session.get(_USED, {}).get(token)
    return next((draft for draft in access.drafts_of(request) if str(draft.pk) == used), None)


def _do(request: HttpRequest, draft: Draft) -> bool:
    """Do what the button says; tells whether the page is to be loaded afresh."""
    match request.POST.get("do", "").partition(":"):
        case ("invite", _, (participants.MEMBER | participants.AGENT) as role):
            _show_link(request, draft, lambda: participants.invite(draft.pk, role=role))
        case ("again", _, identifier):
            _show_link(request, draft, lambda: participants.invite_again(draft.pk, _part_id(identifier)))
        case ("remove", _, identifier):
            participants.remove(draft.pk, _part_id(identifier))
        case _:
            audit.limit_attempts(f"upload:{draft.pk}", most=UPLOAD_LIMIT, window=UPLOAD_WINDOW)
            upload = request.FILES.get("photo")
            if upload is None:
                raise NoPhotoError
            if upload.size is not None and upload.size > papers_photo.MAX_BYTES:
                raise papers_photo.PhotoTooLargeError(bytes=upload.size)
            dossiers.put_photo(draft.pk, DraftPhoto.Slot.MANDATE, upload.read(), capture="file")
    return True


def _open_here(request: HttpRequest, draft: Draft) -> Draft:
    """Open the part of who files for the owner in this session: the one begun here, else a new one."""
    if dossiers.effective_answers(draft).get("filer") != participants.AGENT:
        raise NotFoundError(draft=str(draft.pk), what="nobody files for the owner")
    for part in access.drafts_of(request):
        if part.parent_id == draft.pk and part.role == participants.AGENT:
            return part
    audit.limit_attempts(f"invite:{draft.pk}", most=_LIMIT, window=_WINDOW)
    _part, token = participants.invite(draft.pk, role=participants.AGENT)
    part = participants.use_link(token)
    access.remember_draft(request, part)
    return part


def _part_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise NotFoundError(part=text) from error


def _show_link(request: HttpRequest, draft: Draft, make: Callable[[], tuple[Draft, str]]) -> None:
    audit.limit_attempts(f"invite:{draft.pk}", most=_LIMIT, window=_WINDOW)
    _part, token = make()
    request.session[_LINK] = settings.PUBLIC_URL + reverse("portal:join", args=[token])
