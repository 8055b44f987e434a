"""Photos, papers and the postal label of a dossier; each look at a photo is recorded."""

import uuid

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.audit import services as audit
from motcua.desk.access import actor, handler_page, officer, officer_page, own_dossier
from motcua.desk.evidence import known_now, places_on, reading_of
from motcua.desk.money import PAPER as MONEY_PAPER
from motcua.dossiers import selectors
from motcua.kernel.errors import NotFoundError
from motcua.outcomes import selectors as outcomes
from motcua.papers import photo as photos
from motcua.people import services as people
from motcua.procedures import selectors as procedures

_THUMBNAIL_SIDE = 720
_CROP_WIDTH = 640


@require_safe
@handler_page
def photo(request: HttpRequest, code: str, slot: str) -> HttpResponse:
    """Show one photo of the dossier; with ``?nho`` smaller, with ``?khung`` what was noticed outlined."""
    dossier = own_dossier(request, code)
    placed = (dossier.evidence.get("photos") or {}).get(slot)
    if placed is None:
        raise NotFoundError(dossier=code, slot=slot)
    image = people.load_photo(
        uuid.UUID(placed["photo"]), viewer=actor(request), reason=f"dossier:{code} {slot}"
    )
    places = places_on(known_now(dossier), slot) if "khung" in request.GET else []
    return _jpeg(photos.mark(image, places) if places else _sized(request, image))


@require_safe
@handler_page
def participant_photo(request: HttpRequest, code: str, number: int, slot: str) -> HttpResponse:
    """Show a photo of somebody who takes part in the dossier; with ``?nho`` a smaller copy."""
    dossier = own_dossier(request, code)
    there = dossier.evidence.get("participants") or []
    placed = there[number]["photos"].get(slot) if number < len(there) else None
    if placed is None:
        raise NotFoundError(dossier=code, participant=number, slot=slot)
    reason = f"dossier:{code} participant {number} {slot}"
    return _jpeg(
        _sized(request, people.load_photo(uuid.UUID(placed["photo"]), viewer=actor(request), reason=reason))
    )


@require_safe
@handler_page
def supplement_photo(request: HttpRequest, code: str, photo: int) -> HttpResponse:
    """Show a photo that came with an answer to a request for more; with ``?nho`` a smaller copy."""
    found = selectors.sent_photo(own_dossier(request, code), photo)
    reason = f"dossier:{code} supplement {found.slot}"
    return _jpeg(_sized(request, people.load_photo(found.photo, viewer=actor(request), reason=reason)))


@require_safe
@handler_page
def crop(request: HttpRequest, code: str, field: str) -> HttpResponse:
    """Show the part of the photo where a value was read."""
    dossier = own_dossier(request, code)
    reading = reading_of(known_now(dossier))
    value = reading.fields.get(field) if reading is not None else None
    if value is None or value.region is None:
        raise NotFoundError(dossier=code, field=field)
    placed = dossier.evidence.get("photos") or {}
    cards = [placed[slot] for slot in ("front", "back") if slot in placed]
    if value.region.image >= len(cards):
        raise NotFoundError(dossier=code, field=field, image=value.region.image)
    identifier = uuid.UUID(cards[value.region.image]["photo"])
    image = people.load_photo(identifier, viewer=actor(request), reason=f"dossier:{code} {field}")
    return _jpeg(photos.crop(image, value.region.quad, width=_CROP_WIDTH, margin=0.8, lit=True))


@require_safe
@officer_page
def paper(request: HttpRequest, code: str, paper: int) -> HttpResponse:
    """Show a paper that the office has given out, with the stamps added since; the look is recorded.

    Raises:
        NotFoundError: the dossier has no such paper, or for an accountant: none about money.
    """
    dossier = own_dossier(request, code)
    theirs = outcomes.papers_of(dossier.pk)
    if not officer(request).may_take_in:
        theirs = [item for item in theirs if item.kind == MONEY_PAPER]
    found = next((item for item in theirs if item.pk == paper), None)
    if found is None:
        raise NotFoundError(dossier=code, paper=paper)
    audit.record(actor=actor(request), action="paper.viewed", subject=f"dossier:{code}", paper=found.number)
    response = HttpResponse(outcomes.pdf_of(found), content_type="application/pdf")
    name = f"{found.kind}-{found.number}".replace("/", "-")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _sized(request: HttpRequest, image: bytes) -> bytes:
    if "nho" not in request.GET:
        return image
    return photos.encode(photos.decode(image, max_side=_THUMBNAIL_SIDE))


def _jpeg(image: bytes) -> HttpResponse:
    return HttpResponse(image, content_type="image/jpeg")


@require_safe
@handler_page
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Show the label of a result that goes by post, to be printed.

    Raises:
        NotFoundError: it does not go by post, or the post has not taken the order yet.
    """
    dossier = own_dossier(request, code)
    delivery = selectors.delivery_of(dossier)
    if delivery is None or not delivery.tracking_number:
        raise NotFoundError(dossier=code, what="no label yet")
    context = {
        "dossier": dossier,
        "delivery": delivery,
        "office": procedures.get_office(dossier.office),
        "qr": segno.make(delivery.tracking_number, error="m").svg_data_uri(border=2, omitsize=True),
    }
    return render(request, "desk/label.html", context)
