"""Who may open which page: officers only, and only their own office's dossiers."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from motcua.accounts import services as accounts
from motcua.accounts.models import User
from motcua.desk.dossier_parts import last_step
from motcua.dossiers import selectors
from motcua.dossiers.models import Dossier
from motcua.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.ui import unsaved_input

log = logging.getLogger(__name__)
#: Addresses whose form shows again what was typed into it.
_FORMS = frozenset({"action", "revoke", "restore", "talk", "transfer"})
#: Addresses that do something with the dossiers ticked in the list, whose codes come under this name.
_OF_SEVERAL, CODES = frozenset({"assign", "take-in"}), "ma"
#: More than a page of the list has, and no longer than an address may be.
_MOST_TICKED = 50
#: What forms carry without anybody writing it.
_HIDDEN = frozenset({"csrfmiddlewaretoken", "seen", "turn", "asked", "confirm", "edit"})
#: What is written in one's own words.
_WORDS = ("reason", "note", "text")
#: The button that leads from a form back to its dossier and keeps what was written.
KEEP = "giu"
#: The session knows that this officer has passed the second factor in it.
SECOND_PASSED = "desk_second_passed"
#: What the session keeps of the queue: the filters and page an officer looked at last.
LAST_LOOK = "desk_queue"
View = Callable[..., HttpResponse]

_NO_OFFICE = Bilingual(
    vi="Tài khoản này chưa được gắn với cơ quan nào. Vui lòng liên hệ người quản trị hệ thống.",
    en="This account belongs to no office yet. Please ask the administrator.",
)
NOT_TAKING_IN = Bilingual(
    vi="Việc này dành cho cán bộ tiếp nhận hoặc giải quyết hồ sơ.",
    en="Only officers who work on dossiers may do this.",
)


def officer_page(view: View) -> View:
    """Let signed-in officers of an office in; nothing of the page stays in a cache on a shared computer.

    Where a second factor is required, who has passed none is led to it first.
    """

    @wraps(view)
    def with_second(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if settings.OFFICERS_SECOND_FACTOR == "required" and not request.session.get(SECOND_PASSED):
            if not accounts.second_factor_stands(officer(request)):
                return redirect("desk:second-factor-set-up")
            logout(request)
            return redirect_to_login(request.path)
        return view(request, *args, **kwargs)

    return account_page(with_second)


def account_page(view: View) -> View:
    """As :func:`officer_page`, for the page on which an officer sets the second factor up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if not officer(request).office:
                raise NotAllowedError(_NO_OFFICE, user=officer(request).get_username())
            return view(request, *args, **kwargs)
        except (ConflictError, NotAllowedError, NotFoundError) as error:
            log.info("%s at %s %s", error.code, request.path, error.details)
            # Not the citizen's error page: an officer goes on from the dossier or the queue.
            code = "" if isinstance(error, NotFoundError) else kwargs.get("code", "")
            kept = _wrote(request)
            written = [] if kept else _written(request)
            context = {"error": error, "code": code, "kept": kept, "written": written}
            if code and isinstance(error, ConflictError):  # who was quicker may sit in the next room
                context["last"] = last_step(own_dossier(request, code))
            return render(request, "desk/refused.html", context, status=error.status)

    @wraps(view)
    def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return _sign_in_first(request, **kwargs)
        return login_required(guarded)(request, *args, **kwargs)

    return cache_control(private=True, no_store=True)(signed_in)


def _sign_in_first(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Say that what was sent is not recorded, keep it for its form, and come back to a page that shows it."""
    match = request.resolver_match
    has_form = match is not None and match.url_name in _FORMS
    if has_form:
        keep_typed(request)
    messages.warning(
        request,
        _("Phiên làm việc đã hết nên việc vừa gửi chưa được ghi. Hãy đăng nhập, xem lại rồi gửi lần nữa."),
    )
    if match is not None and match.url_name in _OF_SEVERAL and "ve" not in request.POST:
        return redirect_to_login(_list_as_ticked(request))
    return redirect_to_login(request.path if has_form else _page_with_button(**kwargs))


def _list_as_ticked(request: HttpRequest) -> str:
    """Return the address of the list that the button stood on, with what was ticked there."""
    came, queue = urlsplit(request.headers.get("Referer", "")), reverse("desk:queue")
    address = QueryDict(came.query if came.path == queue else "", mutable=True)
    address.setlist(CODES, request.POST.getlist(CODES)[:_MOST_TICKED])
    return f"{queue}?{address.urlencode()}"


def posted_only(view: View) -> View:
    """Let a view do what a button says (POST); who comes back to its address is led to the button's page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return redirect(_page_with_button(**kwargs))
        return view(request, *args, **kwargs)

    return guarded


def _page_with_button(**kwargs: Any) -> str:
    if "draft_id" in kwargs:
        return reverse("desk:intake")
    return reverse("desk:dossier", args=[kwargs["code"]]) if "code" in kwargs else reverse("desk:queue")


def keep_typed(request: HttpRequest) -> None:
    """Keep what was typed into a form that was not right, or sent after the session had ended."""
    unsaved_input.keep(request, request.path)


def kept_typed(request: HttpRequest, at: str = "") -> QueryDict | None:
    """Return what waits of the form at this address (or at ``at``), None where nothing does."""
    return unsaved_input.of(request, at or request.path)


def _wrote(request: HttpRequest) -> bool:
    """Tell whether an officer who reads why something could not be done had written something for it."""
    kept = kept_typed(request) if request.method == "POST" else None
    return kept is not None and any(
        text.strip() for name in kept.keys() - _HIDDEN for text in map(str, kept.getlist(name))
    )


def _written(request: HttpRequest) -> list[str]:
    """Return what an officer wrote for what cannot be done any more: no form is left that would show it."""
    return [text for name in _WORDS if (text := request.POST.get(name, "").strip())]


def forget_typed(request: HttpRequest) -> None:
    """Drop what was kept of the form at this address: it is done."""
    unsaved_input.forget(request, request.path)


def handler_page(view: View) -> View:
    """As :func:`officer_page`, for those who work on dossiers; an accountant is refused.

    Citizens agreed that only they look at card and face, and only who met a person can say so.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not officer(request).may_take_in:
            raise NotAllowedError(NOT_TAKING_IN, user=officer(request).get_username())
        return view(request, *args, **kwargs)

    return officer_page(guarded)


def officer(request: HttpRequest) -> User:
    """Return who is signed in; only behind :func:`officer_page`."""
    assert isinstance(request.user, User)
    return request.user


def actor(request: HttpRequest) -> str:
    """Return the name under which this officer's acts are recorded."""
    return f"officer:{officer(request).get_username()}"


def own_dossier(request: HttpRequest, code: str) -> Dossier:
    """Return a dossier of the officer's own office.

    Raises:
        NotFoundError: there is none, or it is another office's: an officer may not learn that it exists.
    """
    mine = selectors.queue(office=officer(request).office)
    found = mine.filter(code=code).first() if code.isprintable() else None
    if found is None:
        raise NotFoundError(dossier=code, officer=officer(request).get_username())
    return found
