"""The catalogue of procedures."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """The catalogue of procedures."""

    name = "motcua.procedures"
    label = "procedures"
