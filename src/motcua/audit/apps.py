"""Who did and saw what."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did and saw what."""

    name = "motcua.audit"
    label = "audit"
