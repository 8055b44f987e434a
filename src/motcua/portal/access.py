"""Whose draft, whose dossier: what a visitor may open is what this visitor's session holds.

An address alone opens nothing. A draft enters a session when it is begun or resumed with its code, a
dossier when its code was given together with a second fact, or while its person is signed in.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import signing_in
from motcua.dossiers.models import Channel, Dossier, Draft
from motcua.kernel.errors import NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.people import services as people
from motcua.people.types import SignedIn
from motcua.portal.closed import closed
from motcua.ui import device, post_redirect_get, unsaved_input

_DRAFTS, _DOSSIERS, _PERSON, _OWN = "drafts", "dossiers", "person", "own_dossiers"
#: What :mod:`motcua.portal.views.face` keeps: an answer about a face is one person's.
FACE_DEVICE = "face_device"
#: Its visits that led to nothing.
FACE_FAILED = "face_failed"
#: A session that begins more than this many filings forgets the oldest.
_MOST = 20

DraftView = Callable[..., HttpResponseBase]

_NOT_FOR_OFFICERS = Bilingual(
    vi="Bạn đang đăng nhập bằng tài khoản cán bộ. Việc này chỉ người nộp hồ sơ được làm, trên thiết bị của "
    "họ hoặc trên máy không có cán bộ nào đăng nhập.",
    en="You are signed in as an officer. Only the applicant does this, on their own device or on one where "
    "no officer is signed in.",
)
_NO_FILES_HERE = Bilingual(
    vi="Máy này nhiều người dùng chung nên không tải tệp về. Hãy in giấy tại máy, hoặc mở hồ sơ trên điện "
    "thoại của bạn để tải.",
    en="Many people use this machine, so no file is saved on it. Print the paper here, or open the dossier "
    "on your phone to download it.",
)


def remember_draft(request: HttpRequest, draft: Draft) -> None:
    """Let this session open the draft; the session gets a new key, so that an older key opens nothing."""
    _remember(request, _DRAFTS, str(draft.pk))


def remember_dossier(request: HttpRequest, dossier: Dossier, *, keep_key: bool = False) -> None:
    """Let this session see the dossier, until it ends.

    Right after filing the session keeps its key: it held the draft already, and if the server dies before
    the answer arrives, the old key is all the person has to find what they filed.
    """
    _remember(request, _DOSSIERS, dossier.code, new_key=not keep_key)


def remember_looked_up(request: HttpRequest, dossier: Dossier) -> None:
    """Let this session see a dossier whose code and second fact were given.

    At a machine of the hall whatever was opened before it is closed: it may be the last visitor's. The page
    warns before, as that of the look-up by face does.
    """
    begin_anew_at_kiosk(request)
    remember_dossier(request, dossier)


def begin_anew_at_kiosk(request: HttpRequest) -> None:
    """Close everything that is open at a machine of the hall: who begins something there may be the next."""
    if device.kiosk_of(request):
        forget_all(request)


def remember_person(request: HttpRequest, person: SignedIn, *, draft: Draft | None = None) -> None:
    """Let this session be the person's; what anybody opened in it before is closed first.

    Only the draft that the sign-in was begun for stays, unless somebody else is signed in still.
    """
    before = person_of(request)
    if before is None or before.personal_number != person.personal_number:
        forget_all(request)
        if draft is not None and before is None:
            remember_draft(request, draft)
    request.session[_PERSON] = str(person.id)
    request.session.cycle_key()


def remember_found(request: HttpRequest, found: list[Dossier]) -> None:
    """Let this session see the dossiers (at least one) of a person who was found by face, and nobody else's.

    What was opened before is closed first, as in :func:`remember_person`: at a tablet it was another's. On a
    phone of one's own one's unfinished filings stay, told by the personal number in them, and so does one's
    sign-in. A machine of the hall keeps neither: who fills in a form and who looks up may be two people. The
    page warns before anything is closed, while the code to go on with can still be had.
    """
    number, person = found[0].personal_number, person_of(request)
    own: dict[str, Any] = {}
    if not device.kiosk_of(request):
        drafts = [draft for draft in drafts_of(request) if draft.answers.get("personal_number") == number]
        own[_DRAFTS] = [str(draft.pk) for draft in reversed(drafts)]
        if person is not None and person.personal_number == number:
            own[_PERSON] = request.session[_PERSON]
    forget_all(request)
    request.session.update(own)
    for dossier in reversed(found):
        remember_dossier(request, dossier)


def at_officers(request: HttpRequest, draft: Draft) -> bool:
    """Whether an officer fills the draft in, so that who signs in here would not be its applicant.

    What was taken in at the counter and goes on at the person's own device is not.
    """
    return draft.channel == Channel.POST or bool(draft.taken_by and request.user.is_authenticated)


def person_of(request: HttpRequest) -> SignedIn | None:
    """Return who is signed in at this browser, None for nobody."""
    held = request.session.get(_PERSON)
    return people.signed_in(uuid.UUID(held)) if held else None


def open_own(request: HttpRequest, person: SignedIn) -> None:
    """Let this session see the person's own dossiers, while the person is signed in."""
    request.session[_OWN] = [dossier.code for dossier in signing_in.dossiers_of(person)]


def forget_all(request: HttpRequest) -> None:
    """Close every draft and dossier for this session, whose key changes; an officer stays signed in.

    At a machine of the hall nothing stays of who was there before, nor what they typed and did not send.
    """
    if device.kiosk_of(request) and not request.user.is_authenticated:
        request.session.flush()
        return
    for key in (
        _DRAFTS,
        _DOSSIERS,
        _PERSON,
        _OWN,
        FACE_DEVICE,
        FACE_FAILED,
        post_redirect_get.KEY,
        unsaved_input.KEY,
    ):
        request.session.pop(key, None)
    request.session.cycle_key()


def close(request: HttpRequest, at: str) -> str:
    """Close everything here for who is signed in and the rest; an officer stays signed in.

    Returns where the browser goes on: signing out of the identity provider too, which leads back to ``at`` (a
    path of ours), or ``at`` where nobody was signed in or the provider cannot be left. Then it says so.
    """
    signed_in, person = _PERSON in request.session, person_of(request)
    if request.user.is_authenticated:
        forget_all(request)
    else:
        request.session.flush()
    if not signed_in:
        return at
    away = signing_in.end(person, back=settings.PUBLIC_URL + at)
    if not away:
        messages.warning(
            request,
            _("Bạn có thể vẫn còn đăng nhập ở trang định danh trên máy này. Hãy đóng hẳn trình duyệt."),
        )
    return away or at


def drafts_of(request: HttpRequest) -> list[Draft]:
    """Return the unfinished drafts this session may open, the newest first."""
    found = []
    for identifier in reversed(request.session.get(_DRAFTS, [])):
        try:
            draft = dossiers.get(uuid.UUID(identifier))
        except NotFoundError:
            continue
        if dossier_of(draft) is None and not is_filed_part(draft):
            found.append(draft)
    return found


def may_see(request: HttpRequest, code: str) -> bool:
    """Whether this session has shown the second fact for the dossier, or its person is signed in."""
    return code in _codes(request)


def seen_dossier(request: HttpRequest, code: str) -> Dossier | None:
    """Return the dossier if this session may see it."""
    return Dossier.objects.filter(code=code).first() if may_see(request, code) else None


def seen_dossiers(request: HttpRequest) -> list[Dossier]:
    """Return the dossiers this session may see, the newest first."""
    return list(Dossier.objects.filter(code__in=_codes(request)).order_by("-submitted_at"))


def holds(request: HttpRequest, draft_id: uuid.UUID) -> bool:
    """Whether this session may open the draft."""
    return str(draft_id) in request.session.get(_DRAFTS, [])


def has_others(request: HttpRequest, draft: Draft | None) -> bool:
    """Whether signing in for the draft would close something else that this session has open."""
    if person_of(request) is not None:
        return False  # another person's; or the same, who loses nothing
    return has_open(request, but=draft)


def has_open(request: HttpRequest, *, but: Draft | None = None) -> bool:
    """Whether this session has a draft or dossier open besides the one given."""
    drafts = set(request.session.get(_DRAFTS, [])) - {str(but.pk) if but is not None else ""}
    return bool(drafts or request.session.get(_DOSSIERS))


def dossier_of(draft: Draft) -> Dossier | None:
    """Return what the draft became, or None while it is one."""
    try:
        return draft.dossier
    except Dossier.DoesNotExist:
        return None


def is_filed_part(draft: Draft) -> bool:
    """Whether it is somebody's part in a filing that has been sent: nothing of it can change any more."""
    return draft.parent is not None and dossier_of(draft.parent) is not None


def with_draft(view: DraftView) -> DraftView:
    """Give the view the draft named in the address, if this session holds it and it is not yet filed.

    A part of a filing that was sent leads to the page that says so, a draft not held to one that says how it
    is opened: another visitor's looks exactly like one that never was.
    """

    @wraps(view)
    def guarded(request: HttpRequest, draft_id: uuid.UUID, **given: Any) -> HttpResponseBase:
        draft = _own(request, draft_id)
        if draft is None:
            return closed(request, draft_id, given)
        if dossier_of(draft) is not None:
            return redirect("portal:filed", draft_id=draft.pk)
        if is_filed_part(draft):
            return redirect("portal:joined", draft_id=draft.pk)
        return private(view(request, draft=draft, **given))

    return guarded


def with_part(view: DraftView) -> DraftView:
    """Give the view the part of a filing that this session holds, the filing sent or not."""

    @wraps(view)
    def guarded(request: HttpRequest, draft_id: uuid.UUID, **given: Any) -> HttpResponseBase:
        draft = _own(request, draft_id)
        if draft is None:
            return closed(request, draft_id, given)
        if draft.parent_id is None:
            raise NotFoundError(draft=str(draft_id), what="not somebody's part")
        return private(view(request, draft=draft, **given))

    return guarded


def with_filed_draft(view: DraftView) -> DraftView:
    """Give the view the dossier that this session's draft became; an unfiled draft goes to its check page."""

    @wraps(view)
    def guarded(request: HttpRequest, draft_id: uuid.UUID, **given: Any) -> HttpResponseBase:
        draft = _own(request, draft_id)
        if draft is None:
            return closed(request, draft_id, given)
        dossier = dossier_of(draft)
        if dossier is None:
            return redirect("portal:check", draft_id=draft.pk)
        return private(view(request, dossier=dossier, **given))

    return guarded


def citizens_only(view: DraftView) -> DraftView:
    """Keep officers from what is recorded as the citizen's own act, whatever their session still holds.

    Raises:
        NotAllowedError: an officer is signed in.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            raise NotAllowedError(_NOT_FOR_OFFICERS, user=request.user.get_username())
        return view(request, *args, **given)

    return guarded


def no_kiosk(view: DraftView) -> DraftView:
    """Keep files off a machine of the hall, where the next person would find them.

    Raises:
        NotAllowedError: the browser is one.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **given: Any) -> HttpResponseBase:
        kiosk = device.kiosk_of(request)
        if kiosk:
            raise NotAllowedError(_NO_FILES_HERE, kiosk=kiosk)
        return view(request, *args, **given)

    return guarded


def takes(request: HttpRequest) -> bool:
    """Whether the citizen takes a file: not an officer who looks, nor a browser that only asks about it."""
    return request.method == "GET" and not request.user.is_authenticated


def officer_of(request: HttpRequest) -> str | None:
    """Return ``officer:<username>`` of who is signed in, whose looks are recorded; None for a citizen."""
    return f"officer:{request.user.get_username()}" if request.user.is_authenticated else None


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Keep the answer out of every cache, the browser's own included."""
    patch_cache_control(response, private=True, no_store=True)
    return response


def language() -> str:
    """Return ``vi`` or ``en``, the language the visitor reads."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _codes(request: HttpRequest) -> list[str]:
    own = request.session.get(_OWN, [])
    return [*request.session.get(_DOSSIERS, []), *(own if own and person_of(request) is not None else [])]


def _own(request: HttpRequest, draft_id: uuid.UUID) -> Draft | None:
    if not holds(request, draft_id):
        return None
    try:
        return dossiers.get(draft_id)
    except NotFoundError:
        return None


def _remember(request: HttpRequest, key: str, value: str, *, new_key: bool = True) -> None:
    held = [item for item in request.session.get(key, []) if item != value]
    request.session[key] = [*held, value][-_MOST:]
    if new_key:
        request.session.cycle_key()
