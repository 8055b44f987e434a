"""Drafts and dossiers."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """Drafts and dossiers."""

    name = "motcua.dossiers"
    label = "dossiers"
