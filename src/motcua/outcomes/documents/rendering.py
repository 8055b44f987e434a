"""The papers an office gives out, from their data to a PDF."""

import json
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from motcua.kernel import money
from motcua.kernel.clock import VIETNAM
from motcua.outcomes.documents import machine_readable, pdf
from motcua.outcomes.types import CertificateData, ConfirmationData, NoticeData, RevocationData, SlipData

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def render_slip(slip: SlipData) -> bytes:
    """Return form 01, the receipt and appointment for the result, as a PDF.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    received, renewal = slip.received_at.astimezone(VIETNAM), slip.renewal
    data = _plain(slip) | {
        "dateline": day_in_words(renewal.made_on if renewal else received.date()),
        "renewal": renewal
        and {
            "rank": renewal.rank,
            "replaces_on": _short(renewal.replaces_on),
            "due_before": _short(renewal.due_before),
            "reason": renewal.reason,
        },
        "due_on": f"{slip.due_on:%d/%m/%Y}",
        "due_on_long": f"{_WEEKDAYS[slip.due_on.weekday()]}, {day_in_words(slip.due_on)}, trong giờ làm việc",
        "received_at": f"{received.hour} giờ {received.minute:02d} phút, {day_in_words(received.date())}",
        "counted_from_note": ""
        if slip.counted_from == received.date()
        else f"Nộp sau giờ nhận hoặc vào ngày nghỉ, tính như nhận ngày {slip.counted_from:%d/%m/%Y}.",
        "qr": pdf.qr_svg(slip.status_url),
    }
    return pdf.render("slip", data, made_at=_noon(renewal.made_on) if renewal else slip.received_at)


def render_notice(notice: NoticeData) -> bytes:
    """Return a notice, one of the forms 02 to 05, as a PDF.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    data = _plain(notice) | {
        "dateline": day_in_words(notice.issued_on),
        "answer_by": _short(notice.answer_by),
        "due_before": _short(notice.due_before),
        "due_on": _short(notice.due_on),
        "qr": pdf.qr_svg(notice.status_url),
    }
    return pdf.render("notice", data, made_at=_noon(notice.issued_on))


def render_certificate(certificate: CertificateData) -> bytes:
    """Return the household business registration certificate as a PDF, not signed yet.

    Its JSON twin lies inside as an attached file.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    data = _plain(certificate) | {
        "history": certificate.history or (f"Đăng ký lần đầu, {day_in_words(certificate.registered_on)}",),
        "dateline": day_in_words(certificate.registered_on),
        "registered_on": day_in_words(certificate.registered_on),
        "owner_date_of_birth": f"{certificate.owner_date_of_birth:%d/%m/%Y}",
        "capital": f"{money.group_digits(certificate.capital)} đồng",
        "capital_words": money.in_words(certificate.capital),
        "qr": pdf.qr_svg(certificate.verify_url),
    }
    inside = pdf.Attachment(
        name=machine_readable.FILE_NAME,
        text=json.dumps(machine_readable.as_json(certificate), ensure_ascii=False, indent=1),
        about="Nội dung giấy chứng nhận ở dạng máy đọc được",
    )
    return pdf.render("certificate", data, made_at=_noon(certificate.registered_on), attached=inside)


def render_confirmation(confirmation: ConfirmationData) -> bytes:
    """Return the confirmation of a suspension or cessation as a PDF, not signed yet.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    data = _plain(confirmation) | {
        "dateline": day_in_words(confirmation.issued_on),
        "qr": pdf.qr_svg(confirmation.verify_url),
    }
    return pdf.render("confirmation", data, made_at=_noon(confirmation.issued_on))


def render_revocation(revocation: RevocationData) -> bytes:
    """Return the decision that revokes a certificate, or cancels that, as a PDF, not signed yet.

    Raises:
        PaperNotMadeError: see :func:`motcua.outcomes.documents.pdf.render`.
    """
    data = _plain(revocation) | {
        "dateline": day_in_words(revocation.issued_on),
        "certificate_on": day_in_words(revocation.certificate_on),
        "cancels_on": day_in_words(revocation.cancels_on) if revocation.cancels_on else "",
        "qr": pdf.qr_svg(revocation.verify_url),
    }
    return pdf.render("revocation", data, made_at=_noon(revocation.issued_on))


def day_in_words(day: date) -> str:
    """Return a date as papers write it: ``ngày 05 tháng 9 năm 2026``.

    A day under 10 and the months 1 and 2 take a zero, so that no digit can be put before them
    (Decree 30/2020/NĐ-CP, Appendix I).
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def _short(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=VIETNAM)


_Data = SlipData | NoticeData | CertificateData | ConfirmationData | RevocationData


def _plain(item: _Data) -> dict[str, Any]:
    """Return the data in JSON types; dates shown in another way are replaced by the caller."""
    return {
        name: value.isoformat() if isinstance(value, date) else value for name, value in asdict(item).items()
    }
