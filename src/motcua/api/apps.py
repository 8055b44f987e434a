"""The programming interface."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The programming interface."""

    name = "motcua.api"
    label = "api"
