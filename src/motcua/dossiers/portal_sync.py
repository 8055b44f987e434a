"""The national portal is told of each dossier and each of its moves, in their order, by the outbox."""

import hashlib

from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import NAMES, State
from motcua.interconnect import services as interconnect
from motcua.procedures import selectors as procedures

#: The portal's codes of channels: 1 direct, 2 online, 3 by public post.
_CHANNELS = {"online": 2, "post": 3}
#: Moves that leave the state as it is say what they are; its name would tell the same thing again.
_OWN_WORDS = {
    "extend": "Gia hạn thời gian giải quyết",
    "change_receiving": "Công dân đổi cách nhận kết quả",
    "paper_copy": "Trao bản giấy của kết quả đã nhận dạng điện tử",
    "revoke": "Thu hồi giấy chứng nhận đã cấp",
    "restore": "Hủy bỏ quyết định thu hồi, khôi phục giấy chứng nhận",
}


def report(step: Transition) -> None:
    """Keep what the portal is told of a move; part of the move's transaction. Nothing where unconnected."""
    if not interconnect.is_connected("portal"):
        return
    dossier = step.dossier
    subject = f"dossier:{dossier.code}"
    if step.source is None:
        interconnect.put_message("portal", dossier.code, _whole(dossier), subject=subject)
    elif step.data.get("corrected"):
        # The applicant finds the dossier there under their name and number: a corrected one must follow.
        amended = {**_whole(dossier), "kind": "amend", "order": step.pk}
        interconnect.put_message("portal", f"{dossier.code}/{step.pk}/amended", amended, subject=subject)
    body = {
        "kind": "progress",
        "code": dossier.code,
        "order": step.pk,
        "state": step.target,
        "at": step.at.isoformat(),
        "unit": procedures.get_office(dossier.office).receiving_unit.vi,
        "what": words_of(step),
        "due_on": dossier.due_on.isoformat(),
    }
    interconnect.put_message("portal", f"{dossier.code}/{step.pk}", body, subject=subject)


def words_of(step: Transition) -> str:
    """Return what a move is, in Vietnamese as offices say it: its own words, or the state after it."""
    return _OWN_WORDS.get(step.move) or NAMES[State(step.target)].vi


def _whole(dossier: Dossier) -> dict[str, object]:
    answers = repr(sorted(dossier.answers.items())).encode()
    return {
        "kind": "submit",
        "code": dossier.code,
        "procedure_code": dossier.procedure_code,
        "office": procedures.get_office(dossier.office).identifier,
        "channel": _CHANNELS.get(dossier.channel, 1),
        "applicant_kind": 0,
        "applicant_name": dossier.full_name,
        "personal_number": dossier.personal_number,
        "submitted_at": dossier.submitted_at.isoformat(),
        "due_on": dossier.due_on.isoformat(),
        "papers": [["Tờ khai điện tử", hashlib.sha256(answers).hexdigest()]],
    }
