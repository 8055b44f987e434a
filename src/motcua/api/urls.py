"""Addresses of the programming interface, under ``/api/v1/``."""

from django.urls import path

from motcua.api.interface import api

urlpatterns = [path("", api.urls)]
