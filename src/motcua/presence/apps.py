"""Proof that a person is here."""

from django.apps import AppConfig


class PresenceConfig(AppConfig):
    """Proof that a person is here."""

    name = "motcua.presence"
    label = "presence"
