"""Addresses of the citizen's pages."""

from django.urls import path

from motcua.portal.views import (
    agreement,
    business,
    collision,
    filed,
    form,
    payment,
    photos,
    reading,
    saving,
    start,
    status,
    supplement,
    verify,
)

app_name = "portal"
urlpatterns = [
    path("", start.home, name="home"),
    path("thu-tuc/<str:code>/", start.procedure, name="procedure"),
    path("thu-tuc/<str:code>/bat-dau/", start.begin, name="begin"),
    path("bao-ve-du-lieu/", start.privacy, name="privacy"),
    path("tro-giup/", start.help_page, name="help"),
    path("ket-thuc/", saving.finish, name="finish"),
    path("lam-tiep/", saving.resume, name="resume"),
    path("ho-so/<uuid:draft_id>/dong-y/", agreement.agreement, name="agreement"),
    path("ho-so/<uuid:draft_id>/anh/<slug:slot>/", photos.photo, name="photo"),
    path("ho-so/<uuid:draft_id>/anh/<slug:slot>/tep/", photos.image, name="image"),
    path("ho-so/<uuid:draft_id>/vung/<slug:field>/", photos.crop, name="crop"),
    path("ho-so/<uuid:draft_id>/doc/", reading.reading, name="reading"),
    path("ho-so/<uuid:draft_id>/doc/tinh-trang/", reading.progress, name="progress"),
    path("ho-so/<uuid:draft_id>/doc/da-co-ho-so/", collision.collision, name="collision"),
    path("ho-so/<uuid:draft_id>/ho-kinh-doanh/", business.business, name="business"),
    path("ho-so/<uuid:draft_id>/don/<slug:step>/", form.step, name="step"),
    path("ho-so/<uuid:draft_id>/nganh/", form.industries, name="industries"),
    path("ho-so/<uuid:draft_id>/kiem-tra/", form.check, name="check"),
    path("ho-so/<uuid:draft_id>/luu/", saving.save, name="save"),
    path("ho-so/<uuid:draft_id>/da-nop/", filed.filed, name="filed"),
    path("ho-so/<uuid:draft_id>/da-nop/giay/<int:paper>/", filed.paper, name="filed-paper"),
    path("tra-cuu/", status.look_up, name="look-up"),
    path("tra-cuu/<str:code>/", status.dossier, name="dossier"),
    path("tra-cuu/<str:code>/bo-sung/", supplement.answer, name="supplement"),
    path("tra-cuu/<str:code>/bo-sung/anh/<slug:slot>/", supplement.photo, name="supplement-photo"),
    path("tra-cuu/<str:code>/bo-sung/tep/<int:photo>/", supplement.image, name="supplement-image"),
    path("tra-cuu/<str:code>/nop-le-phi/", payment.pay, name="payment"),
    path("tra-cuu/<str:code>/rut/", status.withdraw, name="withdraw"),
    path("tra-cuu/<str:code>/giay/<int:paper>/", status.paper, name="dossier-paper"),
    path("xac-minh/<str:token>/", verify.paper, name="verify"),
]
