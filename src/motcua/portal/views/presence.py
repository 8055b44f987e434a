"""The moves before the camera: asked for, sent frame by frame, and finished. Only the camera script calls."""

from typing import TypedDict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from motcua.dossiers.drafting import presence
from motcua.dossiers.models import Draft
from motcua.portal import access, path
from motcua.portal.slots import SELFIE
from motcua.presence.errors import FrameUnusableError
from motcua.presence.types import IssuedChallenge


@require_POST
@access.with_draft
def begin(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Answer with a signed token and what to ask for, each with its milliseconds."""
    del request
    return asked(presence.begin(draft.pk))


@require_POST
@access.with_draft
def frame(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the next frame in."""
    presence.add_frame(draft.pk, request.POST.get("token", ""), **frame_of(request))
    return JsonResponse({"taken": True})


@require_POST
@access.with_draft
def finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Keep the best frame as the face photo, and say where to go on."""
    presence.finish(draft.pk, request.POST.get("token", ""), camera=request.POST.get("camera", ""))
    return JsonResponse({"next": path.after_photo(draft, SELFIE)})


class FrameSent(TypedDict):
    """A frame as the camera script sends it."""

    number: int
    part: int
    at_ms: int
    image: bytes


def asked(issued: IssuedChallenge) -> JsonResponse:
    """Tell the camera script what to ask for."""
    steps = [{"action": str(step.action), "ms": step.milliseconds} for step in issued.steps]
    return JsonResponse({"token": issued.token, "steps": steps, "seconds": issued.seconds})


def frame_of(request: HttpRequest) -> FrameSent:
    """Return the frame that came.

    Raises:
        FrameUnusableError: there is none, or a number is none.
    """
    upload = request.FILES.get("frame")
    if upload is None:
        raise FrameUnusableError(what="no file")
    return FrameSent(
        number=_number(request, "number"),
        part=_number(request, "part"),
        at_ms=_number(request, "at"),
        image=upload.read(),
    )


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise FrameUnusableError(field=name)
    return int(text)
