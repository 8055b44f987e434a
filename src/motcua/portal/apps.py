"""The citizen's pages."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The citizen's pages."""

    name = "motcua.portal"
    label = "portal"

    def ready(self) -> None:
        """Tell the base page which office it speaks for."""
        from motcua.procedures import selectors as procedures  # noqa: PLC0415 - needs a ready registry
        from motcua.ui.context import name_office_with  # noqa: PLC0415

        name_office_with(lambda: procedures.default_office().name)
