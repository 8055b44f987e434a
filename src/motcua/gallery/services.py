"""What other rooms may do with the face store."""

from motcua.gallery.audited_search import follow_index, rebuild_index, search
from motcua.gallery.enrolment import analyse_frames, distinct_frames, enrol, sitting_template
from motcua.gallery.erasure import erase_again, sweep, withdraw
from motcua.gallery.erasure_journal import in_database as erasures_in_database
from motcua.gallery.erasure_journal import noted as erasures_noted
from motcua.gallery.errors import FramesError, NoFaceConsentError, NotLiveError
from motcua.gallery.identification import identify, similar_people
from motcua.gallery.key_rotation import renew_templates, rotate_image_key
from motcua.gallery.re_embedding import re_embed
from motcua.gallery.vacuum import overwrite_freed
from motcua.gallery.visits import answer_of as answer_of_visit
from motcua.gallery.visits import count_try, limit_visits, reset_limit
from motcua.gallery.visits import end as end_visit
from motcua.gallery.visits import process as process_visit
from motcua.gallery.visits import receive as receive_visit

__all__ = [
    "FramesError", "NoFaceConsentError", "NotLiveError", "analyse_frames", "answer_of_visit",
    "count_try", "distinct_frames", "end_visit", "enrol", "erase_again", "erasures_in_database",
    "erasures_noted", "follow_index", "identify", "limit_visits", "overwrite_freed", "process_visit",
    "re_embed", "rebuild_index", "receive_visit", "renew_templates", "reset_limit", "rotate_image_key",
    "search", "similar_people", "sitting_template", "sweep", "withdraw",
]  # fmt: skip
