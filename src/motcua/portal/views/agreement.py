"""The agreement: nothing is photographed before the person knows what happens with it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from motcua.dossiers import services as dossiers
from motcua.dossiers.models import Channel, Draft
from motcua.portal import access, path
from motcua.portal.slots import FRONT, SELFIE
from motcua.procedures import selectors as procedures


class AgreementForm(forms.Form):
    """Separate agreements: the card's photos, the face, and searching for it. Silence is none of them."""

    card = forms.BooleanField(
        label=_("Tôi đồng ý cho đọc ảnh giấy tờ của tôi để điền đơn và giải quyết hồ sơ này"),
        error_messages={"required": _("Hãy đánh dấu vào ô đồng ý nếu bạn muốn làm hồ sơ bằng ảnh")},
    )
    face = forms.ChoiceField(
        label=_("Bạn có đồng ý chụp khuôn mặt để so với ảnh trên thẻ không?"),
        help_text=_("Bạn được tự do chọn. Không chụp thì hồ sơ vẫn được nhận như thường."),
        choices=[
            ("yes", _("Đồng ý, tôi sẽ chụp khuôn mặt")),
            ("no", _("Không, cán bộ sẽ đối chiếu tôi tại quầy")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn có hoặc không chụp khuôn mặt")},
    )
    search = forms.BooleanField(
        label=_(
            "Nếu tôi chụp khuôn mặt: tôi cũng đồng ý cho máy so một lần với những người đã đăng ký tra cứu "
            "bằng khuôn mặt, để cán bộ được báo nếu một người dùng hai số định danh"
        ),
        help_text=_("Dù giống ai, máy không từ chối: cán bộ xem giấy tờ và quyết định."),
        required=False,
    )


class PaperAgreementForm(forms.Form):
    """For an envelope: the person agreed in writing, and shows no face."""

    card = forms.BooleanField(
        label=_("Trong phong bì có đơn và bản đồng ý xử lý dữ liệu cá nhân, người nộp đã ký"),
        error_messages={"required": _("Thiếu bản đồng ý có chữ ký thì không được đọc ảnh giấy tờ")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@access.with_draft
def agreement(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Ask once; coming back shows what was chosen."""
    by_post = draft.channel == Channel.POST
    kind = PaperAgreementForm if by_post else AgreementForm
    form = kind(request.POST if request.method == "POST" else None)
    if form.is_valid():
        wants_face = form.cleaned_data.get("face") == "yes"
        search = bool(form.cleaned_data.get("search"))
        dossiers.record_agreement(draft.pk, face=wants_face, search=search, language=access.language())
        if not wants_face:
            dossiers.remove_photo(draft.pk, SELFIE.name)
        return redirect("portal:photo", draft_id=draft.pk, slot=FRONT.slug)
    context = {
        "draft": draft,
        "form": form,
        "by_post": by_post,
        "may_sign_in": not access.at_officers(request, draft),
        "office": procedures.get_office(draft.office),
        "procedure": path.procedure_of(draft),
        "progress": path.Progress(1, ""),
    }
    return render(request, "portal/agreement.html", context, status=422 if form.is_bound else 200)
