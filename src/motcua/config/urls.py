"""Where each room's pages stand."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("ban-lam-viec/", include("motcua.desk.urls")),
    path("may-tu-phuc-vu/", include("motcua.kiosk.urls")),
    path("api/v1/", include("motcua.api.urls")),
    path("", include("motcua.portal.urls")),
]

handler404 = "motcua.ui.errors.not_found"
handler500 = "motcua.ui.errors.server_error"
handler403 = "motcua.ui.errors.forbidden"
handler400 = "motcua.ui.errors.bad_request"
