"""Signing in and out. Guessing is slowed down by address and by account."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from motcua.accounts import services as accounts
from motcua.audit import services as audit
from motcua.desk import attempts
from motcua.desk.forms import SignInForm
from motcua.desk.views import second_factor
from motcua.ui import network

#: An account may be tried this often in the window, an address (an office behind one) more often.
_PER_ACCOUNT, _PER_ADDRESS, _WINDOW = 8, 40, timedelta(minutes=15)


class SignIn(LoginView):
    """The sign-in page; somebody who is signed in already goes on to the queue."""

    template_name = "desk/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count the attempt before the password is looked at.

        Raises:
            TooManyAttemptsError: too many attempts on this account or from this address.
        """
        audit.limit_attempts(f"login:address:{network.address(request)}", most=_PER_ADDRESS, window=_WINDOW)
        audit.limit_attempts(
            attempts.on_account(request.POST.get("username", "")), most=_PER_ACCOUNT, window=_WINDOW
        )
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Forget the attempts on the account and record who came in; with a second factor its code first."""
        user = form.get_user()
        username = user.get_username()
        if accounts.second_factor_stands(user):
            return second_factor.ask(self.request, user, self.get_redirect_url())
        audit.clear_attempts(attempts.on_account(username))
        audit.record(actor=f"officer:{username}", action="officer.signed_in", subject=f"officer:{username}")
        return super().form_valid(form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        name = request.user.get_username()
        audit.record(actor=f"officer:{name}", action="officer.signed_out", subject=f"officer:{name}")
    logout(request)
    return redirect("desk:login")
