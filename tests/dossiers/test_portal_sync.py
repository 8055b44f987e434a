"""The national portal hears of each move once and in order, though it may be away meanwhile."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.interconnect import outbox
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import portal as sandbox
from motcua.interconnect.sandbox.faults import Faults
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))


@pytest.fixture
def portal(settings: object) -> Iterator[tuple[sandbox.Portal, Faults]]:
    stand_in, found = sandbox.make(SECRET)
    with serving(stand_in) as address:
        settings.OUTSIDE = {**settings.OUTSIDE, "portal": (address, SECRET)}  # type: ignore[attr-defined]
        yield found, stand_in.faults


def test_nothing_is_kept_where_it_is_not_connected() -> None:
    services.submit(filing.draft().pk)
    assert not OutboxMessage.objects.exists()


def test_every_move_arrives_in_order_whatever_order_workers_take(
    portal: tuple[sandbox.Portal, Faults],
) -> None:
    found, faults = portal
    dossier = services.submit(filing.draft().pk)
    services.accept(dossier.pk, actor="officer:an")
    services.withdraw(dossier.pk, actor="citizen:x")
    rows = list(OutboxMessage.objects.order_by("-pk"))
    assert len(rows) == 5
    faults.error_rate = 1.0
    assert not outbox.deliver(rows[-1].pk, interconnect.send)
    faults.clear()
    for hour in range(1, 7):
        with clock.frozen(clock.now() + timedelta(hours=hour)):
            for row in rows:  # the newest first: it must wait for the others
                outbox.deliver(row.pk, interconnect.send)
    told = found.dossiers[dossier.code]
    assert [step["state"] for step in told["steps"]] == [1, 2, 4, 7]
    assert told["state"] == 7
    assert not OutboxMessage.objects.filter(sent_at=None).exists()


def test_a_certificate_taken_back_reaches_it_as_that_and_not_as_a_result_once_more(
    portal: tuple[sandbox.Portal, Faults],
) -> None:
    dossier = services.submit(filing.draft().pk)
    Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    services.move(dossier.pk, "revoke", actor="officer:binh", reason="Hồ sơ giả mạo.")
    body = OutboxMessage.objects.order_by("-pk")[0].body
    assert (body["state"], body["what"]) == (State.DECIDED, "Thu hồi giấy chứng nhận đã cấp")


def test_a_corrected_applicant_is_the_applicant_there_too(portal: tuple[sandbox.Portal, Faults]) -> None:
    """Before, the portal showed the dossier for ever under the name and number that were put right."""
    found, faults = portal
    dossier = services.submit(filing.draft().pk)
    services.accept(dossier.pk, actor="officer:an")
    fields = ("full_name", "personal_number", "date_of_birth")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Sai số.", items=["Số"], fields=fields)
    put_right = {"full_name": "NGUYỄN THỊ MINH NGUYỆN", "personal_number": "079191005678"}
    services.answer_supplement(dossier.pk, actor="citizen:x", note="", corrected=put_right)
    rows = list(OutboxMessage.objects.order_by("-pk"))
    faults.twice = True
    for hour in range(1, 9):
        with clock.frozen(clock.now() + timedelta(hours=hour)):
            for row in rows:
                outbox.deliver(row.pk, interconnect.send)
    told = found.dossiers[dossier.code]
    assert (told["applicant_name"], told["personal_number"]) == tuple(put_right.values())
    assert [step["state"] for step in told["steps"]] == [1, 2, 4, 5, 4], "its moves stay as they were"
    assert not OutboxMessage.objects.filter(sent_at=None).exists()
