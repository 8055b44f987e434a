"""``python -m tests.e2e.desk_ready``: what officers find in an installation where work has been going on.

It fills the installation, makes the papers owed as a worker would, and prints what there is, a line of JSON.
Told ``papers`` after that it makes the papers owed since, told ``kiosk NAME`` it does as that command does,
and prints a line each time: starting anew takes seconds.
"""

import json
import sys
from contextlib import suppress
from typing import Any

from motcua.cli import setup_django
from motcua.cli.demonstration import installation
from motcua.cli.kiosk import kiosk


def main() -> None:
    """Do so until nothing more is sent."""
    installation.prepare()
    setup_django.hold_database()
    found = _make()
    _papers()
    print(json.dumps(found), flush=True)  # noqa: T201 - who started this reads it
    for line in sys.stdin:
        if line.startswith("kiosk "):
            kiosk.main(line.split()[1:], standalone_mode=False)
        else:
            _papers()
            print("made", flush=True)  # noqa: T201 - likewise


def _make() -> dict[str, Any]:
    from tests.desk.certificates import registered  # noqa: PLC0415 - needs Django
    from tests.support import filing  # noqa: PLC0415

    from motcua.dossiers import services  # noqa: PLC0415
    from motcua.dossiers.models import PaymentOrder  # noqa: PLC0415
    from motcua.dossiers.money import payments  # noqa: PLC0415
    from motcua.interconnect.types import BankTransfer  # noqa: PLC0415
    from motcua.kernel import clock  # noqa: PLC0415

    granted, _ = registered()
    owing = services.submit(filing.draft(channel="counter", personal_number="079190005678").pk)
    services.accept(owing.pk, actor="officer:tiepnhan")
    services.ask_payment(owing.pk, actor="officer:ketoan")
    reference = PaymentOrder.objects.get().reference
    payer = "NGUYEN THI MINH NGUYET"
    came = (
        ("FT26330000000000001", f"{payer} CHUYEN TIEN NOP LE PHI HO SO {owing.code} PHUONG SAI GON"),
        ("FT2", "le phi"),
        ("FT3", reference),
        ("FT4", f"{reference} nop lan 2"),
    )
    for number, content in came:
        payments.record_transfer(BankTransfer(number, "0000740000", 100_000, content, payer, clock.now()))
    new = [_new(number, name) for number, name in enumerate(("AN", "BÌNH", "CÚC", "DUNG"))]
    return {
        "granted": granted.code,
        "mistold": [_mistold(n, system) for n, system in enumerate(("tax", "timestamps"))],
        "owing": owing.code,
        "asked": [_asked(n) for n in range(4)],
        "new": new,
    }


def _new(number: int, name: str) -> str:
    """Return the code of a dossier taken down at the counter about which nothing is left to ask."""
    from tests.support import filing  # noqa: PLC0415

    from motcua.dossiers import services  # noqa: PLC0415

    answers = {"full_name": f"LÊ THỊ {name}", "date_of_birth": f"196{number}-03-02"}
    personal = {"personal_number": f"07916{number}00900{number}"}
    return services.submit(filing.draft(channel="counter", **answers, **personal).pk).code


def _mistold(number: int, system: str) -> str:
    """Return the code of an approved dossier about which a system answers wrongly."""
    from tests.support import filing  # noqa: PLC0415

    from motcua.dossiers import services  # noqa: PLC0415
    from motcua.interconnect.types import OutsideCallError  # noqa: PLC0415
    from motcua.outcomes.tax import trouble  # noqa: PLC0415

    dossier = services.submit(filing.draft(personal_number=f"07919000550{number}").pk)
    services.accept(dossier.pk, actor="officer:tiepnhan")
    services.approve(dossier.pk, actor="officer:giaiquyet")
    with suppress(OutsideCallError), trouble.recording(dossier.pk):
        raise OutsideCallError(system, "wrong_answer", "the answer is not JSON")
    return dossier.code


def _asked(number: int) -> str:
    """Return the code of a dossier of which the office wants answers put right."""
    from tests.support import filing  # noqa: PLC0415

    from motcua.dossiers import services  # noqa: PLC0415

    fields = ("contact_same", "contact_address", "office_street", "main_line", "capital")
    dossier = services.submit(filing.draft(personal_number=f"07919000600{number}").pk)
    services.accept(dossier.pk, actor="officer:tiepnhan")
    services.ask_supplement(
        dossier.pk,
        actor="officer:tiepnhan",
        reason="Số nhà thiếu chữ A; vốn ghi nhầm.",
        items=["Địa chỉ liên lạc", "Địa chỉ trụ sở: số nhà, ngách, hẻm, ngõ, đường phố/tổ/xóm/ấp/thôn",
               "Ngành, nghề kinh doanh chính (mã ngành cấp 4)", "Vốn kinh doanh (VNĐ)"],
        fields=fields,
    )  # fmt: skip
    return dossier.code


def _papers() -> None:
    from motcua.dossiers.models import Dossier, PaymentOrder, Transition  # noqa: PLC0415
    from motcua.outcomes.issuance import receipts, slips_and_notices  # noqa: PLC0415

    for dossier in Dossier.objects.all():
        slips_and_notices.slip_for(dossier)
    for step in Transition.objects.filter(notice=None, move__in=slips_and_notices.NOTICE_MOVES):
        slips_and_notices.notice_for(step)
    for order in PaymentOrder.objects.exclude(paid_at=None):
        receipts.receipt_for(order)


if __name__ == "__main__":
    main()
