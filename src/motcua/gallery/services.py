"""What other rooms may do with the face store."""

from motcua.gallery.changing_keys import renew_templates, rotate_image_key
from motcua.gallery.enrolling import enrol, look, one_face
from motcua.gallery.erasing import overwrite_freed, sweep, withdraw

__all__ = [
    "enrol",
    "look",
    "one_face",
    "overwrite_freed",
    "renew_templates",
    "rotate_image_key",
    "sweep",
    "withdraw",
]
