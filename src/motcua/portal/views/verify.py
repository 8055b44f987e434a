"""Whether a paper somebody shows was given out by this office, still stands, and was not changed."""

from datetime import timedelta
from typing import Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.kernel.errors import MotcuaError
from motcua.outcomes import credentials, selectors, services
from motcua.outcomes.types import SignatureCheck
from motcua.portal import access, papers
from motcua.ui import network

#: A token is 32 random bytes: the limit is against noise, not against guessing.
_LIMIT, _WINDOW = 120, timedelta(minutes=15)
#: Our certificates have about 100 KB.
_LARGEST = 5 * 1024 * 1024

#: What comparing a file found. ``other``: another paper of ours; ``broken``: signed in our name, and not what
#: we gave out; ``unlisted``: our key signed it and it is whole, and the records do not have it, as after a
#: restore from a backup made before it; ``revoked``, ``lapsed``: the same, and nothing shows that it was
#: signed while the key's certificate counted; ``strange``: nothing of ours in it.
Found = Literal["", "same", "other", "broken", "unlisted", "revoked", "lapsed", "strange", "none", "large"]


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, token: str) -> HttpResponseBase:
    """The paper's kind, number, date and standing; a file can be compared.

    Of the person a certificate's page shows the first letters of the name (decision 28).
    """
    _limit(request)
    shown = papers.by_token(token)
    found: Found = ""
    if request.method == "POST":
        pdf = _file(request)
        found = pdf if isinstance(pdf, str) else _compared(pdf, shown.pk)
    return _page(request, {"paper": shown, "found": found}, found)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponseBase:
    """For whoever has a file and no QR code to scan."""
    _limit(request)
    found: Found = ""
    shown: papers.Paper | None = None
    if request.method == "POST":
        pdf = _file(request)
        known = None if isinstance(pdf, str) else selectors.paper_by_file(pdf)
        if known is not None:
            shown, found = papers.by_token(known.token), "same"
        else:
            found = pdf if isinstance(pdf, str) else _compared(pdf, None)
    return _page(request, {"paper": shown, "found": found}, found)


@require_safe
def status_list(request: HttpRequest, number: int) -> HttpResponse:
    """The list by which a program elsewhere learns that a certificate no longer stands."""
    _limit(request)
    address = settings.PUBLIC_URL + reverse("portal:status-list", args=[number])
    response = HttpResponse(
        services.signed_status_list(number, status_url=address), content_type=credentials.MEDIA_TYPE
    )
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def did_document(request: HttpRequest) -> JsonResponse:
    """The public keys of this office, where ``did:web`` looks for them."""
    _limit(request)
    response = JsonResponse(services.did_document(), content_type="application/did+json")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"  # wallets in a browser read it from elsewhere
    return response


def _page(request: HttpRequest, context: dict[str, object], found: Found) -> HttpResponseBase:
    status = 422 if found in {"none", "large"} else 200
    return access.private(render(request, "portal/verify.html", context, status=status))


def _limit(request: HttpRequest) -> None:
    audit.limit_attempts(f"verify:{network.address(request)}", most=_LIMIT, window=_WINDOW)


def _file(request: HttpRequest) -> bytes | Literal["none", "large"]:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        return "none"
    return "large" if (file.size or 0) > _LARGEST else file.read()


def _compared(pdf: bytes, paper: int | None) -> Found:
    known = selectors.paper_by_file(pdf)
    if known is not None:
        return "same" if known.pk == paper else "other"
    try:
        signature = services.check_signature(pdf)
    except MotcuaError:  # no PDF, or one that is damaged
        return "strange"
    return "strange" if signature is None or not signature.named else _named(signature)


def _named(signature: SignatureCheck) -> Found:
    if signature.good:
        return "unlisted"
    if not (signature.intact and signature.whole):
        return "broken"
    if signature.revoked_at is not None:
        return "revoked"
    return "lapsed" if signature.lapsed else "broken"
