"""The citizen's pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The citizen's pages."""

    name = "motcua.portal"
    label = "portal"
