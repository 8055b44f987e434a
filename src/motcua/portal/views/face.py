"""Seeing one's own dossiers by one's face, and agreeing to be found by it (or no longer)."""

import secrets
import uuid
from typing import TypedDict

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.dossiers.drafting import signing_in
from motcua.dossiers.faces import by_face, face_facts, identity_proof
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import NAMES
from motcua.gallery import services as gallery
from motcua.gallery.types import Answer, Assurance, Outcome
from motcua.kernel.errors import MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers import photo as papers_photo
from motcua.portal import access
from motcua.portal.timeline import tone_of
from motcua.portal.views import status
from motcua.presence import services as presence
from motcua.procedures import selectors as procedures
from motcua.ui import device, network

#: After so many looks that led to nothing the page offers the code and the officer first.
_OFTEN = 2
#: In the address of who comes back from a look that led to nothing. At a machine of the hall all others begin
#: anew: the tries of the one before are not theirs.
_AGAIN = "thu-lai"
_NO_CAMERA = Bilingual(
    vi="Cần chụp trực tiếp bằng máy ảnh trong trang này. Không mở được máy ảnh? Hãy tra cứu bằng mã hồ sơ.",
    en="Your face must be taken with the camera in this page. No camera? Look up by the dossier code.",
)


class FactForm(forms.Form):
    """The second fact."""

    fact = forms.CharField(
        label=gettext_lazy("Ngày và tháng sinh của bạn, hoặc 3 số cuối điện thoại đã khai"),
        help_text=gettext_lazy(
            "Ví dụ 5/9 (ngày 5 tháng 9) hoặc 567. Nếu giấy tờ ghi ngày sinh 01/01 hoặc chỉ ghi năm sinh, "
            "hãy nhập 3 số cuối điện thoại."
        ),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        error_messages={"required": gettext_lazy("Hãy nhập ngày và tháng sinh, hoặc 3 số cuối điện thoại")},
    )

    def clean_fact(self) -> str:
        """Ask again for what is no fact at all: it must not cost one of the few tries."""
        fact = str(self.cleaned_data["fact"])
        if not face_facts.has_form_of_fact(fact):
            raise forms.ValidationError(
                _("Hãy ghi ngày rồi tháng bằng số, ví dụ 5/9, hoặc chỉ 3 số cuối điện thoại, ví dụ 567.")
            )
        return fact


class ConsentForm(forms.Form):
    """Agreeing to be found by one's face; apart from every other agreement."""

    agree = forms.BooleanField(
        label=gettext_lazy("Tôi đồng ý cho lưu khuôn mặt của tôi để tôi tra cứu hồ sơ bằng khuôn mặt"),
        error_messages={"required": gettext_lazy("Hãy đánh dấu vào ô đồng ý nếu bạn muốn dùng")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def look_up(request: HttpRequest) -> HttpResponseBase:
    """Take a live face and ask a worker whose it is."""
    problem: MotcuaError | None = None
    kiosk = device.kiosk_of(request)
    if kiosk and request.method == "GET":
        # Who comes next begins anew: neither the tries nor the answer of the one before are theirs.
        request.session.pop(access.FACE_DEVICE, None)
        if _AGAIN not in request.GET:
            request.session.pop(access.FACE_FAILED, None)
    if request.method == "POST":
        try:
            images, assurance = _frames(request)
            presence.ensure_real_camera(request.POST.get("camera", ""))
            visit = by_face.look_up(images, assurance=assurance, **visitor_of(request))
        except MotcuaError as error:
            if error.status >= 500:
                raise
            problem = error
        else:
            return redirect("portal:face-visit", visit=visit)
    context: dict[str, object] = {
        "problem": problem,
        "moves": True,
        "closes": access.has_open(request),
        "failed": len(request.session.get(access.FACE_FAILED, [])) >= _OFTEN,
        "alone": by_face.may_open_alone(kiosk),
    }
    return _page(request, "portal/face_look_up.html", context, problem)


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def visit(request: HttpRequest, visit: uuid.UUID) -> HttpResponseBase:
    """Wait for the worker; then open, ask for the second fact, or say not found."""
    try:
        answer = by_face.answer(visit, device=device_of(request))
    except NotFoundError:  # long ago, or of who stood here before: no try of this person
        return _refresh() if request.headers.get("HX-Request") else _not_found(request)
    try:
        return _until_done(request, answer) or _answered(request, visit, answer)
    except NotFoundError:
        _led_to_nothing(request, visit)
        return _not_found(request)


def _not_found(request: HttpRequest) -> HttpResponseBase:
    context = {"message": by_face.NOT_FOUND, "again": _again()}
    return access.private(render(request, "portal/face_not_found.html", context))


def _again() -> str:
    return f"{reverse('portal:face-look-up')}?{_AGAIN}"


def _led_to_nothing(request: HttpRequest, visit: uuid.UUID) -> None:
    before = [item for item in request.session.get(access.FACE_FAILED, []) if item != str(visit)]
    request.session[access.FACE_FAILED] = [*before, str(visit)][-_OFTEN:]


def _answered(request: HttpRequest, visit: uuid.UUID, answer: Answer) -> HttpResponseBase:
    if answer.state == "unusable":
        _led_to_nothing(request, visit)
        for reason in answer.reasons:
            messages.warning(request, reason.in_language(access.language()))
        return redirect(_again())
    if answer.outcome is Outcome.NOT_FOUND:
        raise NotFoundError(by_face.NOT_FOUND)
    is_found, browser = answer.outcome is Outcome.FOUND, device_of(request)
    if is_found and request.method == "POST":
        return _open(request, by_face.found(visit, device=browser))
    form = FactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        dossiers = by_face.confirm(visit, device=browser, fact=form.cleaned_data["fact"])
        if dossiers is not None:
            return _open(request, dossiers)
        text = _(
            "Chưa mở được: thông tin chưa đúng, hợp với hơn một người, hoặc đã thử nhiều lần nên phải chờ. "
            "Bạn còn một lần thử; hãy dùng thông tin còn lại."
        )
        form.add_error("fact", text)
    context = {"form": form, "found": is_found}
    code = 422 if form.is_bound else 200
    return access.private(render(request, "portal/face_answer.html", context, status=code))


@require_safe
def own(request: HttpRequest) -> HttpResponseBase:
    """The dossiers this session may see, those of who is signed in among them."""
    person = access.person_of(request)
    if person is not None:
        access.open_own(request, person)
    dossiers = access.seen_dossiers(request)
    if not dossiers and person is None:
        return redirect("portal:look-up")
    rows = [
        {
            "dossier": dossier,
            "procedure": procedures.procedure_of(dossier.procedure_code, dossier.procedure_version),
            "state": NAMES[dossier.state_enum],
            "tone": tone_of(dossier.state_enum),
        }
        for dossier in dossiers
    ]
    context = {
        "rows": rows,
        "person": person,
        "known_well": person is not None and signing_in.is_known_well(person),
    }
    return access.private(render(request, "portal/own_dossiers.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def consent(request: HttpRequest, code: str) -> HttpResponseBase:
    """What being found by one's face means; agreeing, and after that the way to the camera or back out."""
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(request, code)
    form, problem = ConsentForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            by_face.agree(found, language=access.language())
        except MotcuaError as error:
            if error.status >= 500:
                raise
            problem = error
        else:
            return redirect("portal:face-enrol", code=found.code)
    context = {
        "dossier": found,
        "form": form,
        "problem": problem,
        "enrolled": by_face.kept(found),
        "agreed": by_face.has_agreed(found),
        "up_to_date": by_face.has_agreed_to_several(found),
        "office": procedures.get_office(found.office),
    }
    return access.private(
        render(request, "portal/face_consent.html", context, status=422 if form.is_bound else 200)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.citizens_only
def enrol(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the live face that is to be kept."""
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(request, code)
    if not by_face.has_agreed(found):
        return redirect("portal:face-consent", code=code)
    problem: MotcuaError | None = None
    if request.method == "POST":
        try:
            images, assurance = _frames(request)
            presence.ensure_real_camera(request.POST.get("camera", ""))
            gallery.distinct_frames(images)  # said here, where the person still stands before the camera
            visit = by_face.enrol(
                found,
                images,
                assurance=assurance,
                **visitor_of(request),
            )
        except MotcuaError as error:
            if error.status >= 500:
                raise
            problem = error
        else:
            return redirect("portal:face-enrolling", code=code, visit=visit)
    context: dict[str, object] = {"dossier": found, "problem": problem, "moves": True}
    context["moves_only"] = not by_face.was_met(found)
    return _page(request, "portal/face_enrol.html", context, problem)


@require_safe
@access.citizens_only
def enrolling(request: HttpRequest, code: str, visit: uuid.UUID) -> HttpResponseBase:
    """Wait until the worker has looked, then say how it came out."""
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(request, code)
    try:
        answer = by_face.answer(visit, device=device_of(request))
    except NotFoundError:
        return _refresh() if request.headers.get("HX-Request") else redirect("portal:face-consent", code=code)
    waits = _until_done(request, answer)
    if waits is not None:
        return waits
    if answer.state == "done":
        if by_face.is_enrolled(found):
            messages.success(request, _("Đã lưu khuôn mặt. Lần sau bạn tra cứu được bằng khuôn mặt."))
        else:
            text = _("Không lưu khuôn mặt nào, vì sự đồng ý đã được rút lại trước khi máy xem xong.")
            messages.warning(request, text)
        return redirect("portal:face-consent", code=code)
    for reason in answer.reasons:
        messages.warning(request, reason.in_language(access.language()))
    text = _(
        "Chưa đăng ký được: ảnh chưa rõ, hoặc khuôn mặt không giống ảnh đã nộp cùng hồ sơ. Hãy thử lại. "
        "Thử hai lần vẫn chưa được? Hãy mang thẻ căn cước đến quầy, cán bộ sẽ giúp bạn."
    )
    messages.warning(request, text)
    return redirect("portal:face-enrol", code=code)


@require_POST
@access.citizens_only
def withdraw(request: HttpRequest, code: str) -> HttpResponseBase:
    """Withdraw the agreement; what was kept is erased at once."""
    found = access.seen_dossier(request, code)
    if found is None:
        return status.ask(request, code)
    if by_face.withdraw(found):
        messages.success(request, _("Đã rút lại đồng ý. Khuôn mặt của bạn đã được xóa khỏi kho."))
    return redirect("portal:face-consent", code=code)


def _frames(request: HttpRequest) -> tuple[list[bytes], Assurance]:
    """Return the frames that came, and what this page saw of the person's presence.

    Our camera took them, says the browser: passive at best. The moves can say more (``views.face_moves``).
    """
    uploads = request.FILES.getlist("frames")
    if request.POST.get("capture") != "camera" or not uploads:
        raise papers_photo.PhotoEmptyError(_NO_CAMERA)
    return [upload.read() for upload in uploads], Assurance.PASSIVE


class Visitor(TypedDict):
    """What attempts are counted by."""

    device: str
    network: str
    kiosk: str


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who comes, for the counters."""
    return Visitor(
        device=device_of(request),
        network=network.address(request),
        kiosk=device.kiosk_of(request),
    )


def device_of(request: HttpRequest) -> str:
    """Return what only this browser knows."""
    device: str = request.session.setdefault(access.FACE_DEVICE, secrets.token_urlsafe(18))
    return device


def _open(request: HttpRequest, dossiers: list[Dossier]) -> HttpResponseBase:
    access.remember_found(request, dossiers)
    if identity_proof.leaves_some(dossiers):
        text = _(
            "Còn hồ sơ khác ghi số định danh của bạn mà không mở bằng khuôn mặt được. "
            "Nếu là hồ sơ của bạn, hãy tra cứu bằng mã hồ sơ."
        )
        messages.warning(request, text)
    if len(dossiers) == 1:
        return redirect("portal:dossier", code=dossiers[0].code)
    return redirect("portal:own-dossiers")


def _page(
    request: HttpRequest, template: str, context: dict[str, object], problem: MotcuaError | None
) -> HttpResponseBase:
    errors = [("camera", problem.message.in_language(access.language()))] if problem is not None else []
    code = problem.status if problem is not None else 200
    return access.private(render(request, template, {**context, "errors": errors, "face": True}, status=code))


def _until_done(request: HttpRequest, answer: Answer) -> HttpResponseBase | None:
    """Return what is shown while a worker looks, None when the page has more to say now."""
    if request.headers.get("HX-Request"):
        # htmx leaves the page as it is, and a screen reader stays quiet, until there is something new.
        return HttpResponse(status=204) if answer.state == "waiting" else _refresh()
    if answer.state == "waiting":
        return access.private(render(request, "portal/face_waiting.html", {}))
    return None


def _refresh() -> HttpResponse:
    return HttpResponse(headers={"HX-Refresh": "true"})
