"""From a dossier to its slip and notices: what is printed, made, signed and kept once.

Papers are in Vietnamese whatever language a person used, with the lines in English that the templates carry.
"""

from datetime import date
from typing import Final

from django.db.transaction import atomic

from motcua.dossiers import selectors as dossiers
from motcua.dossiers.models import Channel, Dossier, Transition
from motcua.kernel import clock, money
from motcua.kernel.ids import new_token
from motcua.outcomes import paper_data, selectors
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import certificates, records, revocations
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.signatures import preservation
from motcua.outcomes.types import NoticeData, NoticeItem, NoticeKind, PaperKind, SlipData, SlipPaper
from motcua.procedures.types import Office, Procedure

#: Moves that give the citizen a notice, the notice, and the letters in its number.
_NOTICES: Final[dict[str, tuple[NoticeKind, str]]] = {
    "ask_supplement": ("supplement_request", "YCBS"),
    "refuse_intake": ("rejection", "TCHS"),
    "extend": ("extension", "XLGH"),
    "reject": ("stop", "DGQ"),
    "withdraw": ("stop", "DGQ"),
}
NOTICE_MOVES = frozenset({*_NOTICES, *revocations.DECISIONS})
#: How a slip says that a dossier came and was received: one taken in at the counter was not filed online.
_FILED_THROUGH: Final[dict[str, str]] = {
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.COUNTER: "Nộp tại quầy",
    Channel.POST: "Nộp qua bưu chính công ích",
    Channel.KIOSK: "Nộp tại máy tự phục vụ",
}
_TAKEN_BY_OFFICER, _TAKEN_BY_SYSTEM = "Cán bộ tiếp nhận", "Tiếp nhận trên hệ thống"
#: The photos of a filing, in the order a slip names them.
_CARD_AND_FACE: Final = {
    "front": "mặt trước giấy tờ", "back": "mặt sau giấy tờ", "selfie": "khuôn mặt"
}  # fmt: skip
_WITHDRAWN = "Người nộp hồ sơ đề nghị rút hồ sơ."


def slip_for(dossier: Dossier) -> IssuedPaper:
    """Give out form 01, or return the last one given out before.

    Raises:
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    known = selectors.latest(dossier.pk, "slip")
    if known is not None:
        return known
    pdf = paper_data.sign_paper(rendering.render_slip(slip_data(dossier)), dossier)
    return records.issue(dossier.pk, "slip", dossier.code, pdf)


def notice_for(transition: Transition) -> IssuedPaper:
    """Give out form 02 to 05, or the decision about a certificate, for a move; or the paper given out before.

    Raises:
        ValueError: the move gives no notice.
        PaperNotMadeError, SigningError, SetupError: it could not be made or signed.
    """
    if transition.move not in NOTICE_MOVES:
        raise ValueError(f"no notice for {transition.move}")
    known = IssuedPaper.objects.filter(transition=transition).first()
    if known is not None:
        return known
    dossier, token = transition.dossier, new_token()
    kind: PaperKind
    if transition.move in revocations.DECISIONS:
        kind, number = revocations.DECISIONS[transition.move][0], revocations.number_of(transition)
        data = certificates.revocation_data(transition, number=number, token=token)
        pdf = rendering.render_revocation(data)
    else:
        kind, letters = _NOTICES[transition.move]
        # The number follows from the move, so that making the paper again cannot make a second one.
        rank = dossier.transitions.filter(move=transition.move, pk__lte=transition.pk).count()
        number = f"{dossier.code}/{letters}-{rank}"
        pdf = rendering.render_notice(notice_data(transition, number=number))
    signed = paper_data.sign_paper(pdf, dossier, lasting=kind in preservation.KINDS)
    with atomic():
        paper = records.issue(
            dossier.pk, kind, number, signed,
            token=token, transition_id=transition.pk, issued_at=clock.now(),
        )  # fmt: skip
        later = dossier.transitions.filter(move="restore", pk__gt=transition.pk)
        # An older one that is signed last must not take the place that the newest gave.
        if transition.move == "restore" and not later.exists():
            IssuedPaper.objects.filter(pk=transition.data["paper"]).update(restored_by=paper)
    return paper


def slip_data(dossier: Dossier) -> SlipData:
    """Return what form 01 says."""
    procedure, office = paper_data.procedure_and_office(dossier)
    promised = dossiers.promised_at_receipt(dossier)  # also when the slip is made after a pause or extension
    taken_by = dossier.draft.taken_by
    receiver = paper_data.officer(taken_by, office)[0] if taken_by else ""
    photos = frozenset(dossier.evidence.get("photos") or ())
    return SlipData(
        code=dossier.code,
        office=paper_data.issuing_office(office),
        applicant=paper_data.applicant(dossier),
        procedure=procedure.name.vi,
        papers=tuple(
            SlipPaper(_photographed(photos) if paper.given_as == "photo" else paper.name.vi, "Bản điện tử")
            for paper in procedure.papers
            if paper.given_as == "form"
            or (paper.given_as == "photo" and photos & _CARD_AND_FACE.keys())
            or (paper.given_as == "upload" and paper.slug in photos)
        )
        + _added(dossier),
        working_days=procedure.working_days,
        received_at=dossier.submitted_at,
        counted_from=promised.counted_from,
        due_on=promised.due_on,
        result_channel=_receiving(procedure, dossier, office),
        fee=_fee(procedure, dossier),
        receiver=receiver or office.receiving_unit.vi,
        filed_through=_FILED_THROUGH[dossier.channel],
        taken_in_through=_TAKEN_BY_OFFICER if receiver else _TAKEN_BY_SYSTEM,
        status_url=paper_data.status_url(dossier),
        calendar_version=dossier.calendar_version,
    )


def notice_data(transition: Transition, *, number: str) -> NoticeData:
    """Return what form 02, 03, 04 or 05 says."""
    dossier = transition.dossier
    procedure, office = paper_data.procedure_and_office(dossier)
    name, title = paper_data.officer(transition.actor, office)
    return NoticeData(
        kind=_NOTICES[transition.move][0],
        number=number,
        code=dossier.code,
        office=paper_data.issuing_office(office),
        applicant=paper_data.applicant(dossier),
        procedure=procedure.name.vi,
        items=_notice_items(transition, procedure),
        reason=transition.reason,
        issued_on=paper_data.local_day(transition.at),
        signer_title=title,
        signer_name=name,
        status_url=paper_data.status_url(dossier),
        due_before=_day_of(transition.data.get("before")),
        due_on=_day_of(transition.data.get("due_on")),
    )


def _notice_items(transition: Transition, procedure: Procedure) -> tuple[NoticeItem, ...]:
    """What is asked for, or the ground; an extension has only its reason."""
    if transition.move == "withdraw":
        return (NoticeItem(_WITHDRAWN),)
    if "ground" in transition.data:
        ground = procedure.ground(transition.data["ground"])
        return (NoticeItem(ground.text.vi, ground.citation.vi),)
    return tuple(NoticeItem(text) for text in transition.data.get("items", ()))


def _receiving(procedure: Procedure, dossier: Dossier, office: Office) -> str:
    """Say how the result is received and where: "at the counter" is of no use without which and when."""
    way, where = paper_data.shown_answer(procedure, dossier, "result_channel"), ""
    match paper_data.answer_text(dossier.answers, "result_channel"):
        case "counter":
            hours = "; ".join(f"{item.days.vi}, {item.times}" for item in office.opening_hours)
            where = f"{office.receiving_unit.vi}, {office.address.vi}" + (f" ({hours})" if hours else "")
        case "post":
            where = paper_data.answer_text(dossier.answers, "result_address")
            if phone := paper_data.answer_text(dossier.answers, "result_phone"):
                where += f" (điện thoại {phone})"
    return f"{way}: {where}" if where else way


def _added(dossier: Dossier) -> tuple[SlipPaper, ...]:
    """Name what came with answers to the office, so that a later slip is the proof of that, too."""
    sent = [photo for step in dossier.transitions.all() for photo in step.data.get("photos", ())]
    names = [photo["name"] or f"Ảnh {_CARD_AND_FACE.get(photo['slot'], 'giấy tờ')}" for photo in sent]
    return tuple(SlipPaper(f"Bổ sung: {name}", "Bản điện tử") for name in dict.fromkeys(names))


def _photographed(photos: frozenset[str]) -> str:
    """Name the photos that were given, and no other: the receipt is the proof of what the office has."""
    return "Ảnh " + ", ".join(name for slot, name in _CARD_AND_FACE.items() if slot in photos)


def _fee(procedure: Procedure, dossier: Dossier) -> str:
    online = dossier.channel in {"online", "kiosk"}
    fee = procedure.fee("online" if online else "paper")
    if fee is None:
        return "Theo quy định của địa phương"
    if fee.amount == 0:
        return "Không thu khi nộp trực tuyến" if online else "Không thu"
    return money.format_amount(fee.amount)


def _day_of(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
