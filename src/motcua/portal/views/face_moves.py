"""The moves before the camera of who looks up by face: as ``views.presence``, for a device, not a draft."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.dossiers.faces import by_face
from motcua.kernel.errors import NotFoundError
from motcua.portal import access
from motcua.portal.views.face import device_of, visitor_of
from motcua.portal.views.presence import asked, frame_of
from motcua.ui import device


@require_POST
@access.citizens_only
def begin(request: HttpRequest) -> HttpResponse:
    """Answer with a signed token and what to ask for, each with its milliseconds."""
    return asked(by_face.ask_moves(**visitor_of(request)))


@require_POST
@access.citizens_only
def frame(request: HttpRequest) -> HttpResponse:
    """Take the next frame in."""
    by_face.add_frame(request.POST.get("token", ""), device=device_of(request), **frame_of(request))
    return JsonResponse({"taken": True})


@require_POST
@access.citizens_only
def finish(request: HttpRequest) -> HttpResponse:
    """Have a worker judge the moves and look whose face it is; say where the answer will be."""
    visit = by_face.look_up_moved(
        request.POST.get("token", ""),
        device=device_of(request),
        camera=request.POST.get("camera", ""),
        kiosk=device.kiosk_of(request),
    )
    return JsonResponse({"next": reverse("portal:face-visit", kwargs={"visit": visit})})


@require_POST
@access.citizens_only
def finish_enrolling(request: HttpRequest, code: str) -> HttpResponse:
    """Have a worker judge the moves and keep the face; say where it is told how that came out."""
    found = access.seen_dossier(request, code)
    if found is None:
        raise NotFoundError(dossier=code)
    visit = by_face.enrol_moved(
        found,
        request.POST.get("token", ""),
        device=device_of(request),
        camera=request.POST.get("camera", ""),
    )
    return JsonResponse({"next": reverse("portal:face-enrolling", kwargs={"code": code, "visit": visit})})
