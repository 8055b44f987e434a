"""What the office gives out."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """What the office gives out."""

    name = "motcua.outcomes"
    label = "outcomes"
