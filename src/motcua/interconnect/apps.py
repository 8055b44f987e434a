"""Ports to the systems of other agencies."""

from django.apps import AppConfig


class InterconnectConfig(AppConfig):
    """Ports to the systems of other agencies."""

    name = "motcua.interconnect"
    label = "interconnect"
