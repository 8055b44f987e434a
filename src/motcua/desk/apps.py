"""The officer's pages."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The officer's pages."""

    name = "motcua.desk"
    label = "desk"
