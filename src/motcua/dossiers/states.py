"""The ten states of the national portal and the moves between them.

Codes and Vietnamese names as the National Public Service Portal exchanges them with local systems.
"""

from dataclasses import dataclass
from enum import IntEnum

from motcua.kernel.messages import Bilingual


class State(IntEnum):
    """Where a dossier stands; the numbers are the portal's codes."""

    SUBMITTED = 1
    RECEIVED = 2
    NOT_RECEIVED = 3
    PROCESSING = 4
    SUPPLEMENT_REQUIRED = 5
    PAYMENT_REQUIRED = 6
    WITHDRAWN = 7
    STOPPED = 8
    DECIDED = 9
    RETURNED = 10


NAMES: dict[State, Bilingual] = {
    State.SUBMITTED: Bilingual("Mới đăng ký", "Submitted"),
    State.RECEIVED: Bilingual("Được tiếp nhận", "Received"),
    State.NOT_RECEIVED: Bilingual("Không được tiếp nhận", "Not received"),
    State.PROCESSING: Bilingual("Đang xử lý", "In progress"),
    State.SUPPLEMENT_REQUIRED: Bilingual("Yêu cầu bổ sung giấy tờ", "More papers needed"),
    State.PAYMENT_REQUIRED: Bilingual("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment needed"),
    State.WITHDRAWN: Bilingual("Công dân yêu cầu rút hồ sơ", "Withdrawn by the citizen"),
    State.STOPPED: Bilingual("Dừng xử lý", "Stopped"),
    State.DECIDED: Bilingual("Đã xử lý xong", "Decided"),
    State.RETURNED: Bilingual("Đã trả kết quả", "Result handed over"),
}

#: Still with the office or the citizen: a second filing by the same person collides with these.
OPEN = frozenset(
    {
        State.SUBMITTED,
        State.RECEIVED,
        State.PROCESSING,
        State.SUPPLEMENT_REQUIRED,
        State.PAYMENT_REQUIRED,
    }
)
#: Something is with the citizen: the office's time does not run.
PAUSED = frozenset({State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED})
#: The office's time runs.
RUNNING = OPEN - PAUSED
#: Ended with a certificate.
GRANTED = frozenset({State.DECIDED, State.RETURNED})


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed move: its stable name, from where to where, and who may make it.

    A move without a ``target`` leaves the state as it is. ``notice``: the citizen gets a paper of it.
    """

    name: str
    sources: frozenset[State]
    target: State | None
    actors: frozenset[str]
    needs_reason: bool = False
    notice: bool = False


MOVES: dict[str, Move] = {
    move.name: move
    for move in (
        Move("accept", frozenset({State.SUBMITTED}), State.RECEIVED, frozenset({"intake"})),
        Move(
            "refuse_intake",
            frozenset({State.SUBMITTED}),
            State.NOT_RECEIVED,
            frozenset({"intake"}),
            needs_reason=True,
            notice=True,
        ),
        Move("begin", frozenset({State.RECEIVED}), State.PROCESSING, frozenset({"intake"})),
        Move(
            "ask_supplement",
            frozenset({State.RECEIVED, State.PROCESSING}),
            State.SUPPLEMENT_REQUIRED,
            frozenset({"intake"}),
            needs_reason=True,
            notice=True,
        ),
        Move(
            "supplement",
            frozenset({State.SUPPLEMENT_REQUIRED}),
            State.PROCESSING,
            frozenset({"citizen", "intake"}),  # who has no phone brings it to the counter
        ),
        Move(
            "ask_payment",
            frozenset({State.RECEIVED, State.PROCESSING}),
            State.PAYMENT_REQUIRED,
            frozenset({"intake", "accountant"}),
            needs_reason=True,
        ),
        Move(
            "pay",
            frozenset({State.PAYMENT_REQUIRED}),
            State.PROCESSING,
            frozenset({"intake", "accountant", "system"}),
        ),
        Move(
            "reject",
            frozenset({State.PROCESSING, State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED}),
            State.STOPPED,
            frozenset({"decision"}),
            needs_reason=True,
            notice=True,
        ),
        Move(
            "withdraw",
            OPEN,
            State.WITHDRAWN,
            frozenset({"citizen"}),
            notice=True,
        ),
        Move(
            "extend",
            frozenset({State.RECEIVED, State.PROCESSING}),
            None,
            frozenset({"decision"}),
            needs_reason=True,
            notice=True,
        ),
        Move("grant", frozenset({State.PROCESSING}), State.DECIDED, frozenset({"system"})),
        Move(
            "hand_over",
            frozenset({State.DECIDED}),
            State.RETURNED,
            frozenset({"intake", "citizen", "system"}),
        ),
        # How the result is to come: also while the tax office is asked, until it is on its way.
        Move(
            "change_receiving",
            OPEN | {State.DECIDED},
            None,
            frozenset({"citizen", "intake"}),  # who has no phone asks at the counter
        ),
        # Who has the result as a file may want it on paper, too.
        Move("paper_copy", frozenset({State.RETURNED}), None, frozenset({"intake"})),
        # What the office does to its own certificate: the dossier stays decided as it was.
        Move(
            "revoke",
            frozenset({State.DECIDED, State.RETURNED}),
            None,
            frozenset({"decision"}),
            needs_reason=True,
            notice=True,
        ),
        # That decision is cancelled: the certificate stands again.
        Move(
            "restore",
            frozenset({State.DECIDED, State.RETURNED}),
            None,
            frozenset({"decision"}),
            needs_reason=True,
            notice=True,
        ),
    )
}


#: What may be done while the tax office is asked about an approved dossier.
_WHILE_APPROVED = frozenset({"grant", "extend", "change_receiving"})


def refused(name: str, source: State, *, decision: str) -> Bilingual | None:
    """Return why the move cannot be made from this state, in words; None where it can.

    A dossier that is approved and waits for the tax office can only be granted, or given more time; how its
    result is to come may change.
    """
    if source not in MOVES[name].sources:
        state = NAMES[source]
        return Bilingual(
            vi=f"Không thể thực hiện việc này khi hồ sơ đang ở trạng thái “{state.vi}”.",
            en=f"This cannot be done while the dossier is “{state.en}”.",
        )
    if decision == "approved" and source in MOVES["grant"].sources and name not in _WHILE_APPROVED:
        return Bilingual(
            vi="Hồ sơ đã được duyệt, kết quả đang được lập. Vui lòng đợi kết quả.",
            en="The dossier is approved and its result is being made. Please wait for it.",
        )
    return None
