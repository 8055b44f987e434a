"""What other rooms may do with the face store."""

from motcua.gallery.changing_keys import renew_templates, rotate_image_key
from motcua.gallery.enrolling import enrol, look, one_face
from motcua.gallery.erasing import overwrite_freed, sweep, withdraw
from motcua.gallery.identification import identify, others_like
from motcua.gallery.search.postgres import build_index
from motcua.gallery.searching import search

__all__ = [
    "build_index",
    "enrol",
    "identify",
    "look",
    "one_face",
    "others_like",
    "overwrite_freed",
    "renew_templates",
    "rotate_image_key",
    "search",
    "sweep",
    "withdraw",
]
