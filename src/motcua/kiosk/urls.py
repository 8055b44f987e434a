"""Addresses of the machine in the hall, under ``/may-tu-phuc-vu/``."""

from django.urls import path

from motcua.kiosk import views

app_name = "kiosk"
urlpatterns = [
    path("", views.home, name="home"),
    path("bat-may/<str:token>/", views.set_up, name="set-up"),
]
