"""Answering the office's request for more: answers corrected, photos one by one, a note, sent as one.

Answers and note are the page's one form; its buttons also lead to the photo pages and keep what was written,
so that nothing is lost on the way, with or without JavaScript.
"""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import MoveNotAllowedError, WrongCorrectionError
from motcua.dossiers.models import Dossier, SupplementPhoto
from motcua.dossiers.states import State
from motcua.dossiers.supplementing import corrections
from motcua.dossiers.supplementing.supplements import KEPT_UNSENT, MOST_NAME, MOST_OTHERS
from motcua.kernel.errors import MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as papers_photo
from motcua.people import services as people
from motcua.portal import access, papers
from motcua.portal.slots import OTHER, SELFIE, SLOTS, Slot, by_slug
from motcua.portal.timeline import timeline_of
from motcua.portal.views.photos import NoPhotoError
from motcua.portal.views.status import ask, last_of
from motcua.procedures import selectors as procedures
from motcua.procedures.corrections import CorrectionForm
from motcua.ui import device, sealed
from motcua.ui.errors import wants_json

_ALL = (*SLOTS, OTHER)
_UPLOAD_LIMIT, _UPLOAD_WINDOW = 60, timedelta(hours=1)
_NOTES, _TYPED = "supplement_notes", "supplement_answers"
#: More than any form's answers in characters: what is longer is not kept on the way to a photo.
_MOST_TYPED = 20_000
_ENDED = gettext_lazy(
    "Phiên đã hết nên bổ sung chưa được gửi. Hãy mở lại hồ sơ rồi bấm “Trả lời và bổ sung”: "
    "những gì bạn đã nhập vẫn còn."
)
_NOT_WAITING = gettext_lazy(
    "Hồ sơ này không còn chờ bổ sung, nên lần gửi vừa rồi không được nhận. "
    "Quá trình xử lý dưới đây ghi những gì đã nhận."
)
_STALE = gettext_lazy(
    "Cơ quan có yêu cầu mới sau khi bạn mở trang cũ, nên lần gửi vừa rồi không được nhận. "
    "Các ô dưới đây là nội dung hiện có: hãy xem yêu cầu, sửa rồi gửi lại."
)


class SupplementForm(forms.Form):
    """What the citizen answers to the office's request; photos may speak for themselves."""

    note = forms.CharField(
        label=gettext_lazy("Trả lời của bạn"),
        help_text=gettext_lazy("Viết những gì cán bộ hỏi hoặc những gì bạn muốn sửa."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": "6"}),
        error_messages={"required": gettext_lazy("Hãy viết trả lời của bạn")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def answer(request: HttpRequest, code: str) -> HttpResponseBase:
    """What was asked, what was added so far, and the note; sends all of it as one."""
    found = access.seen_dossier(request, code)
    if found is None:
        if request.method == "POST":
            request.session.pop(_NOTES, None)
            request.session.pop(_TYPED, None)  # of one dossier only: nobody has shown that it is theirs
            _keep_written(request, code)
            messages.warning(request, _ENDED)
        return ask(request, code)
    if found.state_enum != State.SUPPLEMENT_REQUIRED:
        return _too_late(request, found)
    return _posted(request, found) if request.method == "POST" else _fresh_page(request, found)


def _posted(request: HttpRequest, found: Dossier) -> HttpResponseBase:
    if request.POST.get("asked") != _key(found):
        # A page opened for an earlier request: its fields hold answers that were corrected since.
        _keep_on_the_way(request, _NOTES, found.code, request.POST.get("note", "")[:4000])
        return _fresh_page(request, found, stale=True)
    wish, _colon, which = request.POST.get("do", "send").partition(":")
    _keep_written(request, found.code)
    if wish == "send":
        return _send(request, found)
    if wish == "add":
        return redirect("portal:supplement-photo", code=found.code, slot=by_slug(which, _ALL).slug)
    if wish == "remove" and which.isdecimal() and len(which) < 16:
        dossiers.drop_supplement_photo(found.pk, int(which))
    return redirect("portal:supplement", code=found.code)


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def photo(request: HttpRequest, code: str, slot: str) -> HttpResponseBase:
    """One photo for the answer: the page with camera and file input, and where both send to."""
    found, wanted = _own(request, code), by_slug(slot, _ALL)
    asked = selectors.request_of(found)
    if asked is None:
        return redirect("portal:dossier", code=code)
    if wanted.name not in selectors.slots_of(found, asked):
        return redirect("portal:supplement", code=code)
    if request.method != "POST":
        return _photo_page(request, found, wanted)
    try:
        _keep(request, found, wanted)
    except MotcuaError as error:
        if error.status >= 500 or wants_json(request):
            raise
        return _photo_page(request, found, wanted, problem=error)
    address = reverse("portal:supplement", kwargs={"code": code}) + "#anh"
    return access.private(JsonResponse({"next": address}) if wants_json(request) else redirect(address))


@require_safe
@access.citizens_only
def image(request: HttpRequest, code: str, photo: int) -> HttpResponseBase:
    """A photo of the answer being written, for the session that may write it."""
    found = _own(request, code)
    placed = next((item for item in selectors.waiting(found.pk) if item.pk == photo), None)
    if placed is None:
        raise NotFoundError(dossier=code, photo=photo)
    return access.private(HttpResponse(people.load_photo(placed.photo), content_type="image/jpeg"))


def _send(request: HttpRequest, found: Dossier) -> HttpResponseBase:
    form, fixed = SupplementForm(request.POST), _corrections(found, data=request.POST)
    right = fixed is None or fixed.is_valid()
    changed = fixed.changed() if fixed is not None and right else {}
    added = selectors.waiting(found.pk)
    form.fields["note"].required = not added and fixed is None
    if form.is_valid() and right and not (added or changed or form.cleaned_data["note"]):
        form.add_error("note", _("Hãy sửa trên đơn, thêm ảnh hoặc viết trả lời của bạn"))
    if not form.is_valid() or not right:
        return _page(request, found, form, fixed)
    try:
        dossiers.answer_supplement(
            found.pk, actor=f"citizen:{found.draft_id}", note=form.cleaned_data["note"], corrected=changed
        )
    except WrongCorrectionError as error:
        assert fixed is not None
        for name, problems in error.fields.items():
            fixed.add_error(name, [_say(problem) for problem in problems])
        return _page(request, found, form, fixed)
    except MoveNotAllowedError:
        return _too_late(request, found)  # sent twice at once: the first one counted
    _keep_on_the_way(request, _NOTES, found.code, "")
    _keep_on_the_way(request, _TYPED, found.code, "")
    messages.success(request, _("Đã gửi bổ sung. Cơ quan sẽ xem và xử lý tiếp."))
    return redirect("portal:dossier", code=found.code)


def _too_late(request: HttpRequest, found: Dossier) -> HttpResponseBase:
    """Lead to the dossier; whoever sent from another page learns that this did not count."""
    if request.method == "POST":
        messages.warning(request, _NOT_WAITING)
    return redirect("portal:dossier", code=found.code)


def _own(request: HttpRequest, code: str) -> Dossier:
    found = access.seen_dossier(request, code)
    if found is None:
        raise NotFoundError(dossier=code, what="not of this session")
    return found


def _keep(request: HttpRequest, found: Dossier, wanted: Slot) -> None:
    audit.limit_attempts(f"supplement:{found.pk}", most=_UPLOAD_LIMIT, window=_UPLOAD_WINDOW)
    upload = request.FILES.get("photo")
    if upload is None:
        raise NoPhotoError
    if upload.size is not None and upload.size > papers_photo.MAX_BYTES:
        raise papers_photo.PhotoTooLargeError(bytes=upload.size)
    dossiers.add_supplement_photo(
        found.pk,
        wanted.name,
        upload.read(),
        capture="camera" if request.POST.get("capture") == "camera" else "file",
        name=request.POST.get("name", ""),
    )


def _fresh_page(request: HttpRequest, found: Dossier, *, stale: bool = False) -> HttpResponseBase:
    """Show the answers as they stand, and what was written on the way to a photo."""
    form = SupplementForm(initial={"note": _kept(request, _NOTES, found.code)})
    fixed = _corrections(found, typed=_typed(request, found))
    form.fields["note"].required = not selectors.waiting(found.pk) and fixed is None
    return _page(request, found, form, fixed, stale=stale)


def _page(
    request: HttpRequest,
    found: Dossier,
    form: SupplementForm,
    fixed: CorrectionForm | None,
    *,
    stale: bool = False,
) -> HttpResponseBase:
    asked = selectors.request_of(found)
    assert asked is not None
    if fixed is not None and device.kiosk_of(request):
        fixed.for_shared_device()
    slots, added = selectors.slots_of(found, asked), selectors.waiting(found.pk)
    others = [item for item in added if item.slot == OTHER.name]
    context: dict[str, Any] = {
        "form": form,
        "corrections": fixed,
        "key": asked.pk,
        "in_words": corrections.only_in_words(found, asked),
        "stale": [("", _STALE)] if stale else [],
        "dossier": found,
        "asked": last_of(timeline_of(found), "ask_supplement"),
        "office": procedures.get_office(found.office),
        "notice": next(
            (
                paper
                for paper in reversed(papers.papers_of(found))
                if paper.kind == "supplement_request" and paper.issued_at >= asked.at
            ),
            None,
        ),
        "places": [
            (slot, next((item for item in added if item.slot == slot.name), None))
            for slot in SLOTS
            if slot.name in slots
        ],
        "others": others,
        "other": OTHER,
        "most_others": MOST_OTHERS,
        "days_kept": KEPT_UNSENT.days,
        "may_add_other": OTHER.name in slots and len(others) < MOST_OTHERS,
        "no_photos": not slots,
        "no_face": SELFIE.name not in slots and selectors.photos_asked(found, asked),
    }
    status = 409 if stale else 422 if form.is_bound else 200
    return access.private(render(request, "portal/supplement.html", context, status=status))


def _photo_page(
    request: HttpRequest, found: Dossier, wanted: Slot, problem: MotcuaError | None = None
) -> HttpResponseBase:
    placed = _placed(found, wanted)
    context = {
        "dossier": found,
        "slot": wanted,
        "status": {"photo": None if placed is None else placed.photo},
        "placed": placed,
        "photo_url": placed
        and reverse("portal:supplement-image", kwargs={"code": found.code, "photo": placed.pk}),
        "errors": [(_target(problem), _say(problem.message))] if problem else [],
        "name_wrong": problem is not None and _target(problem) == "id_name",
        "name": request.POST.get("name", _paper_asked(found) if wanted is OTHER else "")[:MOST_NAME],
        "most_name": MOST_NAME,
        "is_other": wanted is OTHER,
        "no_camera": wanted is OTHER,
        "face": wanted is SELFIE,
    }
    status = 422 if problem else 200
    return access.private(render(request, "portal/supplement_photo.html", context, status=status))


def _paper_asked(found: Dossier) -> str:
    """Return the name of a paper the office asked for that was not added yet, for nobody to type it again."""
    asked = selectors.request_of(found)
    items = set() if asked is None else {str(item) for item in asked.data.get("items", ())}
    procedure = procedures.procedure_of(found.procedure_code, found.procedure_version)
    names = [_short(_say(paper.name)) for paper in procedure.papers
             if paper.given_as == "upload" and paper.name.vi in items]  # fmt: skip
    there = {item.name for item in selectors.waiting(found.pk)}
    return next((name for name in names if name not in there), "")


def _short(name: str) -> str:
    return name.partition(" (")[0]


def _placed(found: Dossier, wanted: Slot) -> SupplementPhoto | None:
    if wanted is OTHER:
        return None  # each is a further one
    return next((item for item in selectors.waiting(found.pk) if item.slot == wanted.name), None)


def _target(problem: MotcuaError) -> str:
    return "id_name" if problem.code == "paper_name_needed" else "id_photo"


def _say(message: Bilingual) -> str:
    return message.in_language(access.language())


def _corrections(
    found: Dossier, *, data: QueryDict | None = None, typed: dict[str, Any] | None = None
) -> CorrectionForm | None:
    asked = selectors.request_of(found)
    return None if asked is None else corrections.form_for(found, asked, data=data, typed=typed)


def _key(found: Dossier) -> str:
    """Return the request that waits for an answer, as its page carries it."""
    asked = selectors.request_of(found)
    return "" if asked is None else str(asked.pk)


def _typed(request: HttpRequest, found: Dossier) -> dict[str, Any]:
    """Return what stood in the fields when their writer went to a photo page for this same request."""
    typed = QueryDict(_kept(request, _TYPED, found.code))
    if typed.get("asked") != _key(found):
        return {}
    return {name: typed.getlist(name) if len(typed.getlist(name)) > 1 else typed[name] for name in typed}


def _kept(request: HttpRequest, where: str, code: str) -> str:
    return sealed.unseal(request, request.session.get(where, {}).get(code, ""), name=f"{where}/{code}") or ""


def _keep_written(request: HttpRequest, code: str) -> None:
    """Keep note and fields of the page; they are shown again to nobody who may not see the dossier."""
    _keep_on_the_way(request, _NOTES, code, request.POST.get("note", "")[:4000])
    typed = request.POST.urlencode()
    _keep_on_the_way(request, _TYPED, code, typed if len(typed) <= _MOST_TYPED else "")


def _keep_on_the_way(request: HttpRequest, where: str, code: str, text: str) -> None:
    """Keep what was written while its writer goes to a photo page; it ends with the session."""
    kept = {key: value for key, value in request.session.get(where, {}).items() if key != code}
    new = {code: sealed.seal(request, text, name=f"{where}/{code}")} if text else {}
    request.session[where] = {**kept, **new}
