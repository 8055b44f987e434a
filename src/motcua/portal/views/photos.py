"""Taking the photos, and showing them to nobody but the person who took them."""

import uuid
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.drafting import population_fetch, presence
from motcua.dossiers.models import Draft
from motcua.kernel.errors import MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as papers_photo
from motcua.people import services as people
from motcua.portal import access, path
from motcua.portal.slots import BACK, FRONT, SELFIE, SLOTS, Slot, by_slug
from motcua.portal.views.reading import signature
from motcua.ui import device
from motcua.ui.errors import wants_json

_NO_FILE = Bilingual("Hãy chụp hoặc chọn một ảnh trước khi gửi.", "Take or choose a photo before sending.")
#: Retaking is welcome; a script that fills the store is not.
UPLOAD_LIMIT, UPLOAD_WINDOW = 60, timedelta(hours=1)


_SKIP = {
    FRONT.name: gettext_lazy("Bỏ qua, thông tin của tôi đã có"),
    BACK.name: gettext_lazy("Giấy của tôi không có mặt sau (hộ chiếu)"),
    SELFIE.name: gettext_lazy("Tôi không muốn chụp khuôn mặt"),
}


class NoPhotoError(papers_photo.PhotoEmptyError):
    """The form came without a file."""

    default_message = _NO_FILE


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def photo(request: HttpRequest, draft: Draft, slot: str) -> HttpResponse:
    """One photo: the page with camera and file input, and where both send to."""
    wanted = by_slug(slot)
    if not dossiers.has_agreed(draft, face=wanted is SELFIE):
        return redirect("portal:agreement", draft_id=draft.pk)
    if request.method != "POST":
        return _page(request, draft, wanted)
    if "skip" in request.POST and wanted is FRONT and population_fetch.spares_card(draft):
        dossiers.remove_photo(draft.pk, FRONT.name, BACK.name)
        return redirect(path.reading_address(draft))
    if "skip" in request.POST and wanted in {BACK, SELFIE}:
        dossiers.remove_photo(draft.pk, wanted.name)
        return redirect(path.after_photo(draft, wanted))
    try:
        _keep(request, draft, wanted)
    except MotcuaError as error:
        if error.status >= 500 or wants_json(request):
            raise
        return _page(request, draft, wanted, problem=error.message)
    address = path.after_photo(draft, wanted)
    return JsonResponse({"next": address}) if wants_json(request) else redirect(address)


@require_safe
@access.with_draft
def image(request: HttpRequest, draft: Draft, slot: str) -> HttpResponse:
    """The photo itself, for the session that took it; with ``?khung`` what is wrong on it outlined."""
    wanted = by_slug(slot)
    data = _bytes_of(request, draft, wanted.name)
    places = selectors.identity_status(draft).slots[wanted.name].places if "khung" in request.GET else ()
    return HttpResponse(papers_photo.mark(data, places) if places else data, content_type="image/jpeg")


@require_safe
@access.with_draft
def crop(request: HttpRequest, draft: Draft, field: str) -> HttpResponse:
    """The strip of the photo that a field of the reading was read from."""
    reading = selectors.identity_status(draft).reading
    value = reading.fields.get(field.replace("-", "_")) if reading is not None else None
    if value is None or value.region is None:
        raise NotFoundError(field=field)
    placed = [slot for slot in ("front", "back") if draft.photos.filter(slot=slot).exists()]
    if value.region.image >= len(placed):
        raise NotFoundError(field=field)
    strip = papers_photo.crop(
        _bytes_of(request, draft, placed[value.region.image]), value.region.quad, margin=0.8, lit=True
    )
    return HttpResponse(strip, content_type="image/jpeg")


def _keep(request: HttpRequest, draft: Draft, wanted: Slot) -> None:
    audit.limit_attempts(f"upload:{draft.pk}", most=UPLOAD_LIMIT, window=UPLOAD_WINDOW)
    upload = request.FILES.get("photo")
    if upload is None:
        raise NoPhotoError
    if upload.size is not None and upload.size > papers_photo.MAX_BYTES:
        raise papers_photo.PhotoTooLargeError(bytes=upload.size)
    capture = "camera" if request.POST.get("capture") == "camera" else "file"
    dossiers.put_photo(draft.pk, wanted.name, upload.read(), capture=capture)


def _bytes_of(request: HttpRequest, draft: Draft, name: str) -> bytes:
    placed = draft.photos.filter(slot=name).first()
    if placed is None:
        raise NotFoundError(slot=name)
    identifier = placed.photo if isinstance(placed.photo, uuid.UUID) else uuid.UUID(str(placed.photo))
    viewer = access.officer_of(request)
    return people.load_photo(identifier, viewer=viewer, reason=f"draft:{draft.pk} {name}")


def _page(request: HttpRequest, draft: Draft, wanted: Slot, problem: Bilingual | None = None) -> HttpResponse:
    status = selectors.identity_status(draft)
    shown = presence.of_draft(draft.pk) if wanted is SELFIE else None
    context = {
        "draft": draft,
        "slot": wanted,
        "status": status.slots[wanted.name],
        "others": [
            (slot, status.slots[slot.name])
            for slot in SLOTS
            if slot is not wanted and status.slots[slot.name].status != "missing"
        ],
        "pending": status.pending,
        "signature": signature(status),
        "progress": path.photo_progress(draft, wanted),
        "back": path.before_photo(draft, wanted),
        "next": path.after_photo(draft, wanted),
        "errors": [("id_photo", problem.in_language(access.language()))] if problem else [],
        "face": wanted is SELFIE,
        # The moves before the camera; who showed too little twice is not asked for them again.
        "moves": shown is not None and not shown.offer_officer,
        "presence": shown,
        "fixed_camera": bool(device.kiosk_of(request)) or access.at_officers(request, draft),
        "may_skip": wanted is not FRONT or population_fetch.spares_card(draft),
        "skip_text": _SKIP[wanted.name],
    }
    return render(request, "portal/photo.html", context, status=422 if problem else 200)
