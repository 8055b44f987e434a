"""What an approved dossier waits for is what its row and its page say: who mends it is another each time."""

from contextlib import suppress

import pytest
from django.test import Client
from tests.desk import people
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.interconnect.types import FailureKind, OutsideCallError
from motcua.kernel.errors import SetupError
from motcua.outcomes.signatures import delays
from motcua.outcomes.tax import trouble

pytestmark = pytest.mark.django_db
TAX, STAMP = "Đã duyệt, chờ cơ quan thuế", "Đã duyệt, chờ dấu thời gian"
KEY, MADE = "Đã duyệt, chờ ký số", "Đã duyệt, đang lập kết quả"
BEHIND = "Đã duyệt, chờ hồ sơ khác của hộ này"


def approved() -> Dossier:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    return dossier


def fails(dossier: Dossier, system: str, kind: FailureKind) -> None:
    with suppress(OutsideCallError), trouble.recording(dossier.pk):
        raise OutsideCallError(system, kind, "what happened")


def row(client: Client) -> tuple[str, str]:
    """Return what the list says of the only dossier there that waits, with its colour."""
    (found,) = client.get("/ban-lam-viec/?nhom=cho-co-quan").context["rows"]
    return found.state.vi, found.tone


def on_page(client: Client, dossier: Dossier) -> str:
    page = client.get(f"/ban-lam-viec/ho-so/{dossier.code}/")
    return f"{page.context['state'].vi}"


@pytest.mark.parametrize(("kind", "tone"), [("unreachable", "good"), ("wrong_answer", "warn")])
def test_who_waits_for_a_time_stamp_is_not_said_to_wait_for_the_tax_office(
    decider: Client, kind: FailureKind, tone: str
) -> None:
    """The tax office had answered long ago: an officer rang it in vain, dossier after dossier."""
    dossier = approved()
    assert row(decider) == (TAX, "good")
    fails(dossier, "tax", "wrong_answer")
    assert row(decider) == (TAX, "warn")
    fails(dossier, "timestamps", kind)
    assert row(decider) == (STAMP, tone)
    assert on_page(decider, dossier) == STAMP
    page = decider.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Hệ thống thuế trả lời không đúng" not in page, "it has answered rightly since"
    fails(dossier, "tax", "unreachable")
    assert row(decider) == (TAX, "good")
    with trouble.recording(dossier.pk):
        pass
    dossier.refresh_from_db()
    assert not {"waits_for", "outside_trouble"} & dossier.evidence.keys()


def test_who_waits_for_the_office_s_key_is_said_to(decider: Client) -> None:
    dossier = approved()
    with suppress(SetupError), delays.recording(dossier.pk):
        raise SetupError
    assert row(decider) == (KEY, "warn")
    assert on_page(decider, dossier) == KEY


def test_what_the_tax_office_is_not_asked_about_does_not_wait_for_it(decider: Client) -> None:
    dossier = approved()
    Dossier.objects.filter(pk=dossier.pk).update(procedure_code="2.000575", procedure_version="2025-07-01")
    assert row(decider) == (MADE, "good")


def two_about_a_business() -> list[Dossier]:
    """Return two approved changes of one business; the first has been told to the tax office."""
    first = services.submit(filing.draft().pk)
    business = services.write_to_register(first, code=first.personal_number)
    services.refuse(
        first.pk, actor="officer:an", ground="forbidden_trade", reason="Để khỏi hiện trong danh sách"
    )
    told = filing.answers()
    wanted = ("full_name", "date_of_birth", "sex", "personal_number", "phone", "result_channel", "commitment")
    found = []
    for capital in (80_000_000, 90_000_000):
        draft = services.begin(procedure_code="2.000720", office=filing.OFFICE, language="vi")
        services.link_business(draft.pk, business.pk)
        given = {"changes": ["capital"], "capital": capital}
        services.save_answers(draft.pk, {name: told[name] for name in wanted} | given)
        services.acknowledge_collision(draft.pk)
        dossier = services.submit(draft.pk)
        services.accept(dossier.pk, actor="officer:an")
        services.approve(dossier.pk, actor="officer:binh")
        found.append(dossier)
    assert services.take_turn(found[0].pk)
    return found


def test_who_waits_for_another_dossier_of_the_business_is_told_which(decider: Client) -> None:
    """Said to wait for the tax office, which had not been asked: an officer rang it about the wrong one."""
    first, second = two_about_a_business()
    assert not services.take_turn(second.pk)
    fails(second, "tax", "unreachable")
    rows = decider.get("/ban-lam-viec/?nhom=cho-co-quan").context["rows"]
    assert {row.dossier.code: row.state.vi for row in rows} == {first.code: TAX, second.code: BEHIND}
    assert on_page(decider, first) == TAX
    assert on_page(decider, second) == BEHIND
    page = decider.get(f"/ban-lam-viec/ho-so/{second.code}/").content.decode()
    notice = page.partition("Đang chờ:")[2].partition("Khi hồ sơ đó xong")[0]
    assert f'href="/ban-lam-viec/ho-so/{first.code}/"' in notice
    services.tax_refused(first.pk, reason="Chưa phù hợp.", reference="R-1")
    assert on_page(decider, second) == TAX, "it is its turn now"


def test_a_re_issue_waits_for_no_turn(decider: Client) -> None:
    _, second = two_about_a_business()
    Dossier.objects.filter(pk=second.pk).update(procedure_code="1.001570", procedure_version="2025-07-01")
    assert on_page(decider, second) == BEHIND
    Dossier.objects.filter(pk=second.pk).update(procedure_code="2.000575", procedure_version="2025-07-01")
    assert on_page(decider, second) == MADE
