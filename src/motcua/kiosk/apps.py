"""The machine in the hall."""

from django.apps import AppConfig


class KioskConfig(AppConfig):
    """The machine in the hall."""

    name = "motcua.kiosk"
    label = "kiosk"
