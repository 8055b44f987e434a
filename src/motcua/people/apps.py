"""Papers, photos and consents of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Papers, photos and consents of people."""

    name = "motcua.people"
    label = "people"
