"""The moves before the camera: asked for, sent frame by frame, and finished. Only the camera script calls."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from motcua.dossiers import presence
from motcua.dossiers.models import Draft
from motcua.portal import access, path
from motcua.portal.slots import SELFIE
from motcua.presence.errors import FrameUnusableError


@require_POST
@access.with_draft
def begin(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Answer with a signed token and what to ask for, each with its milliseconds."""
    del request
    issued = presence.begin(draft.pk)
    steps = [{"action": str(step.action), "ms": step.milliseconds} for step in issued.steps]
    return JsonResponse({"token": issued.token, "steps": steps, "seconds": issued.seconds})


@require_POST
@access.with_draft
def frame(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the next frame in."""
    upload = request.FILES.get("frame")
    if upload is None:
        raise FrameUnusableError(draft=str(draft.pk), what="no file")
    presence.add_frame(
        draft.pk,
        request.POST.get("token", ""),
        number=_number(request, "number"),
        part=_number(request, "part"),
        at_ms=_number(request, "at"),
        image=upload.read(),
    )
    return JsonResponse({"taken": True})


@require_POST
@access.with_draft
def finish(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Keep the best frame as the face photo, and say where to go on."""
    presence.finish(draft.pk, request.POST.get("token", ""), camera=request.POST.get("camera", ""))
    return JsonResponse({"next": path.after_photo(draft, SELFIE)})


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 7):
        raise FrameUnusableError(field=name)
    return int(text)
