"""The second factor: asked for after the password, set up and taken away by the officer."""

from datetime import timedelta
from typing import Any, Final

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.accounts import selectors as accounts
from motcua.accounts import services
from motcua.accounts.models import User
from motcua.audit import services as audit
from motcua.desk import attempts
from motcua.desk.access import SECOND_PASSED, account_page, actor, officer
from motcua.desk.forms import SecondFactorForm
from motcua.kernel import clock
from motcua.ui import network

#: Whose password was right, until the code is; the account's own digest ends it when the password changes.
_HALF: Final = "desk_half"
_HALF_LASTS: Final = timedelta(minutes=10)
_PER_ACCOUNT, _PER_ADDRESS, _WINDOW = 6, 40, timedelta(minutes=15)


def ask(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Remember whose password was right, and lead to the page that asks for the code."""
    request.session[_HALF] = {
        "name": user.get_username(),
        "hash": user.get_session_auth_hash(),
        "until": (clock.now() + _HALF_LASTS).timestamp(),
        "next": wanted,
    }
    return redirect("desk:second-factor")


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code; a right one signs the officer in. Who is signed in already goes on to the queue.

    Raises:
        TooManyAttemptsError: too many wrong codes for this account or from this address.
    """
    half: dict[str, Any] = request.session.get(_HALF, {})
    user = _half_signed_in(half)
    if user is None:
        if request.user.is_authenticated:  # came by hand, or in a second tab: nothing is left to ask
            return redirect("desk:queue")
        begun = request.session.pop(_HALF, None) is not None
        if begun or request.method == "POST":  # who never began has lost nothing
            messages.warning(request, _("Bước đăng nhập đã quá lâu. Hãy nhập lại tên và mật khẩu."))
        return redirect("desk:login")
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proof = _tried(request, user, form.cleaned_data["code"])
        if proof is not None:
            del request.session[_HALF]
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            request.session[SECOND_PASSED] = True
            name = user.get_username()
            audit.clear_attempts(attempts.on_account(name))
            audit.record(
                actor=f"officer:{name}",
                action="officer.signed_in",
                subject=f"officer:{name}",
                second=str(proof),
            )
            return _onward(request, user, proof, half["next"])
        form.add_error("code", _("Mã chưa đúng hoặc đã dùng rồi. Hãy nhập mã đang hiện trong ứng dụng."))
    return render(request, "desk/second_factor.html", {"form": form})


@account_page
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Show whether there is a second factor; begin, confirm, renew the codes on paper, take it away.

    Raises:
        TooManyAttemptsError: too many wrong codes for this account or from this address.
    """
    user, action = officer(request), request.POST.get("action", "")
    if action == "begin":
        services.begin_second_factor(user)
        return redirect("desk:second-factor-set-up")
    offer = services.pending_second_factor(user)
    form = SecondFactorForm(request.POST if action else None, app_only=offer is not None)
    if action in _STEPS and form.is_valid():
        done = _STEPS[action](request, user, form.cleaned_data["code"])
        if done is not None:
            return done
        form.add_error("code", _("Mã chưa đúng hoặc đã dùng rồi. Hãy nhập mã đang hiện trong ứng dụng."))
    return render(request, "desk/second_factor_set_up.html", _shown(user, form, offer))


def _confirm(request: HttpRequest, user: User, code: str) -> HttpResponse | None:
    with transaction.atomic():
        codes = services.confirm_second_factor(user, code)
        if not codes:
            return None
        # A password that leaked may have let somebody in before.
        services.end_other_sessions(user, but=request.session.session_key)
        _record(request, "set_up")
    return _with_codes(request, codes, first=True)


def _renew(request: HttpRequest, user: User, code: str) -> HttpResponse | None:
    if _tried(request, user, code) is None:
        return None
    with transaction.atomic():
        codes = services.renew_recovery_codes(user)
        _record(request, "recovery_codes_renewed")
    return _with_codes(request, codes, first=False)


def _remove(request: HttpRequest, user: User, code: str) -> HttpResponse | None:
    if settings.OFFICERS_SECOND_FACTOR == "required" or _tried(request, user, code) is None:
        return None
    with transaction.atomic():
        services.remove_second_factor(user)
        _record(request, "removed")
    request.session.pop(SECOND_PASSED, None)
    messages.success(request, _("Đã tắt xác thực hai bước."))
    return redirect("desk:second-factor-set-up")


_STEPS: Final = {"confirm": _confirm, "renew": _renew, "remove": _remove}


def _with_codes(request: HttpRequest, codes: list[str], *, first: bool) -> HttpResponse:
    """Show codes for paper, this once: they are nowhere in the clear afterwards."""
    request.session[SECOND_PASSED] = True
    return render(request, "desk/recovery_codes.html", {"codes": codes, "first": first})


def _shown(user: User, form: SecondFactorForm, offer: services.Offer | None) -> dict[str, Any]:
    return {
        "form": form,
        "here": "second-factor",
        "stands": services.second_factor_stands(user),
        "left": services.recovery_codes_left(user),
        "required": settings.OFFICERS_SECOND_FACTOR == "required",
        "offer": offer,
        "qr": offer and segno.make(offer.uri, error="m").svg_data_uri(border=3, omitsize=True),
    }


def _tried(request: HttpRequest, user: User, code: str) -> services.Proof | None:
    """Count the attempt before the code is looked at; a right one forgets earlier slips."""
    key = f"second:account:{user.get_username().lower()}"
    audit.limit_attempts(f"second:address:{network.address(request)}", most=_PER_ADDRESS, window=_WINDOW)
    audit.limit_attempts(key, most=_PER_ACCOUNT, window=_WINDOW)
    proof = services.passes_second_factor(user, code)
    if proof is not None:
        audit.clear_attempts(key)
    return proof


def _half_signed_in(half: dict[str, Any]) -> User | None:
    if not half or half["until"] < clock.now().timestamp():
        return None
    user = accounts.officer(half["name"])
    unchanged = user is not None and user.is_active and user.get_session_auth_hash() == half["hash"]
    return user if unchanged else None


def _onward(request: HttpRequest, user: User, proof: services.Proof, wanted: str) -> HttpResponse:
    if proof is services.Proof.PAPER:
        left = services.recovery_codes_left(user)
        messages.warning(
            request,
            _("Bạn vừa dùng một mã giấy, còn %(left)s mã. Mất điện thoại? Báo người quản trị.")
            % {"left": left},
        )
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(wanted if wanted and safe else reverse("desk:queue"))


def _record(request: HttpRequest, what: str) -> None:
    name = actor(request)
    audit.record(actor=name, action=f"officer.second_factor.{what}", subject=name)
