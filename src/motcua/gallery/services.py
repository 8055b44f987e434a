"""What other rooms may do with the face store."""

from motcua.gallery.changing_keys import renew_templates, rotate_image_key
from motcua.gallery.clearing import overwrite_freed
from motcua.gallery.enrolling import enrol, look, moving, one_face
from motcua.gallery.erasing import erase_again, sweep, withdraw
from motcua.gallery.erasure_journal import in_database as erasures_in_database
from motcua.gallery.erasure_journal import noted as erasures_noted
from motcua.gallery.errors import FramesError, NoFaceConsentError, NotLiveError
from motcua.gallery.identification import identify, others_like
from motcua.gallery.re_embedding import re_embed
from motcua.gallery.searching import follow_index, rebuild_index, search
from motcua.gallery.visits import answer_of as answer_of_visit
from motcua.gallery.visits import count_try, forgive, slow_down
from motcua.gallery.visits import end as end_visit
from motcua.gallery.visits import perform as perform_visit
from motcua.gallery.visits import receive as receive_visit

__all__ = [
    "FramesError", "NoFaceConsentError", "NotLiveError", "answer_of_visit", "count_try", "end_visit",
    "enrol", "erase_again", "erasures_in_database", "erasures_noted", "follow_index", "forgive",
    "identify", "look", "moving", "one_face", "others_like", "overwrite_freed", "perform_visit",
    "re_embed", "rebuild_index", "receive_visit", "renew_templates", "rotate_image_key", "search",
    "slow_down", "sweep", "withdraw",
]  # fmt: skip
