"""How the result comes to the person, changed after filing: until it is on its way or in their hands.

The filing itself stays readable: the draft keeps its answers, the move keeps what stood before and after.
Messages go on to the telephone and e-mail of the filing, so that whoever filed learns of a change they did
not make; the number given here is only for who brings the result.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db import transaction

from motcua.dossiers import deliveries, withheld
from motcua.dossiers.business.revocations import is_certificate_revoked
from motcua.dossiers.errors import MoveNotAllowedError
from motcua.dossiers.locks import lock_dossier
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.moves import hand_over, move
from motcua.dossiers.states import MOVES, NAMES, State
from motcua.dossiers.timing.appointments import CHANGE_OF_WAY
from motcua.kernel.errors import ConflictError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.procedures import services as forms
from motcua.procedures.corrections import CorrectionForm
from motcua.procedures.types import Condition, FieldSpec, Procedure

CHANNEL, ADDRESS, PHONE = "result_channel", "result_address", "result_phone"
POST: Final = "post"
DOWNLOAD: Final = "download"
#: The move by which who has the result as a file is given it on paper.
PAPER_COPY: Final = "paper_copy"
#: In a move's data: what stood before and after, by field.
KEY: Final = "receiving"
_PHONE: Final = FieldSpec(
    name=PHONE,
    kind="phone",
    label=Bilingual("Số điện thoại người nhận bưu phẩm", "Phone number of who receives it"),
    legal_name=Bilingual("Điện thoại người nhận kết quả", "Phone of the receiver"),
    hint=Bilingual(
        "Để trống nếu bưu điện gọi số bạn đã ghi trong đơn.",
        "Leave it empty if the post should call the number on your form.",
    ),
    required=False,
    when=Condition(CHANNEL, (POST,)),
)
_ON_ITS_WAY = Bilingual(
    "Kết quả đã giao cho bưu điện nên không đổi được cách nhận. Hãy gọi cơ quan nếu cần.",
    "The result is with the post, so the way of receiving it cannot change. Call the office if you need to.",
)
_TAKEN_BACK = Bilingual(
    "Giấy chứng nhận đã bị thu hồi nên không còn kết quả để nhận.",
    "The certificate was revoked, so there is no result to receive.",
)


_NOT_AS_FILE = Bilingual(
    "Kết quả của hồ sơ này không trả dưới dạng tệp, nên bản giấy đã được trao khi trả kết quả.",
    "The result of this dossier was not given as a file: its paper was handed out with it.",
)
_PAPER_GIVEN = Bilingual(
    "Bản giấy của kết quả này đã được trao một lần. Nếu mất hoặc hỏng, công dân làm thủ tục cấp lại.",
    "The paper copy of this result was handed out once. Who lost it asks for the result again.",
)


@dataclass(frozen=True, slots=True)
class DeliveryMethod:
    """How the result comes now, in words of both languages; ``address`` and ``phone`` where it is posted."""

    channel: str
    name: Bilingual
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class DeliveryChange:
    """One thing that was changed; both values in words, empty where there was or is none."""

    label: Bilingual
    before: Bilingual
    after: Bilingual


def delivery_method_of(dossier: Dossier) -> DeliveryMethod | None:
    """Return how the result comes, None where the procedure does not ask."""
    channel = next((spec for spec in _specs(dossier) if spec.name == CHANNEL), None)
    if channel is None:
        return None
    answers, value = dossier.answers, str(dossier.answers.get(CHANNEL) or "")
    posted = value == POST
    return DeliveryMethod(
        channel=value,
        name=_named(channel, value),
        address=str(answers.get(ADDRESS) or forms.contact_address(answers)) if posted else "",
        phone=str(answers.get(PHONE) or answers.get("phone") or "") if posted else "",
    )


def change_hindrance(dossier: Dossier) -> Bilingual | None:
    """Return why the way of receiving cannot be changed, in words; None where it can."""
    if dossier.state_enum not in MOVES[CHANGE_OF_WAY].sources or not _specs(dossier):
        state = NAMES[dossier.state_enum]
        return Bilingual(
            f"Hồ sơ đang ở trạng thái “{state.vi}” nên không đổi được cách nhận kết quả.",
            f"The dossier is “{state.en}”, so the way of receiving the result cannot change.",
        )
    if dossier.has_result and is_certificate_revoked(dossier):
        return _TAKEN_BACK
    delivery = deliveries.of(dossier)
    return None if delivery is None or delivery.ended else _ON_ITS_WAY


def form_for(
    dossier: Dossier, *, data: Mapping[str, Any] | None = None, typed: Mapping[str, Any] | None = None
) -> CorrectionForm:
    """Return the form; ``data`` is what was sent, ``typed`` what was written before and not taken.

    What came back from the post, or was refused by it, is not posted again. The postal address is the
    contact address until another was given.
    """
    specs = _specs(dossier)
    if deliveries.of(dossier) is not None:
        specs = tuple(_without_post(spec) for spec in specs if spec.name == CHANNEL)
    shown = withheld.open_answers(dossier)
    if not shown.get(ADDRESS):
        shown[ADDRESS] = forms.contact_address(shown)
    return CorrectionForm(
        _procedure(dossier),
        specs,
        procedures.get_office(dossier.office),
        filed=dossier.answers,
        shown=shown,
        data=data,
        typed=typed,
    )


def may_be_posted(form: CorrectionForm) -> bool:
    """Tell whether a :func:`form_for` offers the post."""
    return any(choice.value == POST for spec in form.specs() for choice in spec.choices)


@transaction.atomic
def change(dossier_id: int, *, actor: str, way: Mapping[str, Any]) -> Transition | None:
    """Let the result come another way; None where ``way`` is how it comes already.

    In one transaction: the answers, the move with what stood before and after, the record, what the person
    and the national portal are told, the mark for officers, the post's order where the result is there, and
    the request for a slip that says so.

    Args:
        actor: ``citizen:<draft>``, or ``officer:<username>`` for who asks for it at the counter.
        way: the ``changed()`` answers of a valid :func:`form_for`.

    Raises:
        NotFoundError: no such dossier.
        MoveNotAllowedError: it cannot be changed (any more).
    """
    dossier = lock_dossier(dossier_id)
    if (why := change_hindrance(dossier)) is not None:
        raise MoveNotAllowedError(why, dossier=dossier.code, move=CHANGE_OF_WAY)
    record = {
        name: {"before": str(dossier.answers.get(name) or ""), "after": str(way[name] or "")}
        for name in (CHANNEL, ADDRESS, PHONE)
        if name in way and (way[name] or "") != (dossier.answers.get(name) or "")
    }
    if not record:
        return None
    dossier.answers = {**dossier.answers, **{name: item["after"] for name, item in record.items()}}
    dossier.way_unseen = not actor.startswith("officer:")  # an officer who wrote it down has seen it
    dossier.save(update_fields=["answers", "way_unseen"])
    return move(dossier_id, CHANGE_OF_WAY, actor=actor, data={KEY: record})


def download(dossier: Dossier) -> None:
    """Note that the citizen has taken the result as a file: handed over, where that is how it was to come.

    Else an officer closed each by hand, and those that wait at the counter could not be found among them.
    """
    delivery = deliveries.of(dossier)
    if not _comes_as_file(dossier) or (delivery is not None and not delivery.ended):
        return
    # Pressed twice at once, or an officer was faster: it is handed over.
    with suppress(ConflictError):
        hand_over(dossier.pk, actor=f"citizen:{dossier.draft_id}", seen=State.DECIDED)


def paper_hindrance(dossier: Dossier) -> Bilingual | None:
    """Return why no paper copy of a result taken as a file can be handed out, in words; None where one can.

    Once for a dossier: a paper that was lost or spoilt is given again by a procedure of its own (Decree
    168/2025/NĐ-CP, Article 110).
    """
    if dossier.state_enum not in MOVES[PAPER_COPY].sources:
        state = NAMES[dossier.state_enum]
        return Bilingual(
            f"Hồ sơ đang ở trạng thái “{state.vi}” nên chưa trao bản giấy sau khi đã nhận tệp.",
            f"The dossier is “{state.en}”: no paper copy of a result that was taken as a file.",
        )
    if is_certificate_revoked(dossier):
        return _TAKEN_BACK
    if not _comes_as_file(dossier):
        return _NOT_AS_FILE
    return _PAPER_GIVEN if dossier.transitions.filter(move=PAPER_COPY).exists() else None


@transaction.atomic
def give_paper(dossier_id: int, *, actor: str, seen: State | None = None) -> Transition:
    """Record that who has the result as a file was given it on paper at the counter.

    Raises:
        NotFoundError: no such dossier.
        ConflictError: ``seen`` is no longer the state.
        MoveNotAllowedError: none can be handed out (any more).
    """
    dossier = lock_dossier(dossier_id)
    if (why := paper_hindrance(dossier)) is not None:
        raise MoveNotAllowedError(why, dossier=dossier.code, move=PAPER_COPY)
    return move(dossier_id, PAPER_COPY, actor=actor, seen=seen)


def changes_of(step: Transition) -> tuple[DeliveryChange, ...]:
    """Return what a move changed of the way of receiving, in words; nothing for other moves."""
    record = step.data.get(KEY, {})
    return tuple(
        DeliveryChange(
            spec.legal_name, *(_named(spec, record[spec.name][when]) for when in ("before", "after"))
        )
        for spec in (_specs(step.dossier) if record else ())
        if spec.name in record
    )


def last_change(dossier: Dossier) -> Transition | None:
    """Return the last step after which the result may come another way than before, None where none was."""
    return dossier.transitions.filter(move__in=(CHANGE_OF_WAY, "supplement")).last()


def mark_seen(dossier: Dossier) -> None:
    """Note that an officer has the dossier open and sees how the result is to come."""
    if dossier.way_unseen:
        Dossier.objects.filter(pk=dossier.pk).update(way_unseen=False)


def _specs(dossier: Dossier) -> tuple[FieldSpec, ...]:
    asked = tuple(spec for spec in _procedure(dossier).all_fields() if spec.name in {CHANNEL, ADDRESS})
    return (*asked, _PHONE) if asked else ()


def _comes_as_file(dossier: Dossier) -> bool:
    return str(dossier.answers.get(CHANNEL) or DOWNLOAD) == DOWNLOAD


def _without_post(spec: FieldSpec) -> FieldSpec:
    return replace(spec, choices=tuple(item for item in spec.choices if item.value != POST))


def _named(spec: FieldSpec, value: str) -> Bilingual:
    if spec.kind == "phone":
        value = forms.group_phone(value)
    label = next((item.label for item in spec.choices if item.value == value), None)
    return label or Bilingual(value, value)


def _procedure(dossier: Dossier) -> Procedure:
    return procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
