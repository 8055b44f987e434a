"""The face store."""

from django.apps import AppConfig


class GalleryConfig(AppConfig):
    """The face store."""

    name = "motcua.gallery"
    label = "gallery"
