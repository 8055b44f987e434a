"""Who may do what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who may do what."""

    name = "motcua.accounts"
    label = "accounts"
