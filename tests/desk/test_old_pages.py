"""A page left open: what was decided on it is done only while the dossier is what it was."""

import re

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.desk import people

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State

pytestmark = pytest.mark.django_db
REASON = "Tên trùng với hộ kinh doanh đã đăng ký ở số 12."
STREET = ("Địa chỉ trụ sở", "office_street")


def at(dossier: Dossier, slug: str) -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/{slug}/"


def processing() -> Dossier:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    return dossier


def carried(client: Client, dossier: Dossier, slug: str) -> dict[str, str]:
    """Return what the open page carries of the dossier."""
    text = client.get(at(dossier, slug)).content.decode()
    return dict(re.findall(r'name="(seen|turn)" value="(\d+)"', text))


def to_the_citizen_and_back(dossier: Dossier) -> None:
    item, field = STREET
    services.ask_supplement(
        dossier.pk, actor="officer:an", reason="Thiếu số nhà.", items=[item], fields=[field]
    )
    services.answer_supplement(
        dossier.pk, actor=f"citizen:{dossier.draft_id}", note="", corrected={field: "99 Hàm Nghi"}
    )


@pytest.mark.parametrize(
    ("slug", "typed"), [("phe-duyet", {}), ("tu-choi", {"ground": "name_taken", "reason": REASON})]
)
def test_what_came_back_from_the_citizen_is_not_decided_on_an_older_page(
    decider: Client, slug: str, typed: dict[str, str]
) -> None:
    """The state is the same again: the certificate was made of answers that this officer never saw."""
    dossier = processing()
    open_page = carried(decider, dossier, slug)
    assert open_page["seen"] == str(int(State.PROCESSING))
    to_the_citizen_and_back(dossier)
    answer = decider.post(at(dossier, slug), {**open_page, **typed})
    assert answer.status_code == 409
    assert "đã thay đổi" in answer.content.decode()
    dossier.refresh_from_db()
    assert (dossier.state_enum, dossier.decision) == (State.PROCESSING, "")
    assert not ProcrastinateJob.objects.filter(task_name="outcomes.complete_approval").exists()
    # Opened anew, it is decided on what holds now.
    assert decider.post(at(dossier, slug), {**carried(decider, dossier, slug), **typed}).status_code == 302


def test_what_was_written_on_the_older_page_is_kept_and_can_be_sent_anew(decider: Client) -> None:
    dossier = processing()
    open_page = carried(decider, dossier, "tu-choi")
    to_the_citizen_and_back(dossier)
    decider.post(at(dossier, "tu-choi"), {**open_page, "ground": "name_taken", "reason": REASON})
    assert REASON in decider.get(at(dossier, "tu-choi")).content.decode()
    again = {**carried(decider, dossier, "tu-choi"), "ground": "name_taken", "reason": REASON}
    assert again["turn"] != open_page["turn"]
    assert decider.post(at(dossier, "tu-choi"), again).status_code == 302


def test_another_way_of_receiving_is_no_reason_to_decide_anew(decider: Client) -> None:
    dossier = processing()
    open_page = carried(decider, dossier, "phe-duyet")
    services.change_receiving(
        dossier.pk, actor=f"citizen:{dossier.draft_id}", way={"result_channel": "counter"}
    )
    assert decider.post(at(dossier, "phe-duyet"), open_page).status_code == 302
    dossier.refresh_from_db()
    assert dossier.decision == "approved"


def test_a_page_that_carries_no_number_does_nothing(decider: Client) -> None:
    dossier = processing()
    answer = decider.post(at(dossier, "phe-duyet"), {"seen": int(State.PROCESSING), "turn": "x"})
    assert answer.status_code == 409
    dossier.refresh_from_db()
    assert dossier.decision == ""
