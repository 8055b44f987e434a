"""The look: base page, components, errors in words."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look: base page, components, errors in words."""

    name = "motcua.ui"
    label = "ui"
