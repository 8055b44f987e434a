"""The catalogue of procedures."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The catalogue of procedures."""

    name = "motcua.procedures"
    label = "procedures"

    def ready(self) -> None:
        """Read the whole catalogue, so that a broken file stops the program at start."""
        from motcua.procedures import catalogue_reader  # noqa: PLC0415 - apps are not loaded at import time

        catalogue_reader.check()
