"""From approval to certificate with the real tax stand-in: never lost, never double, never a wrong code."""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job
from tests.desk import people
from tests.interconnect.stand_in import a_request
from tests.support import filing

from motcua.audit.models import Event
from motcua.cli.checkup import outside
from motcua.dossiers import services
from motcua.dossiers.models import Business, Counter, Dossier, PaymentOrder
from motcua.dossiers.states import State
from motcua.interconnect import services as interconnect
from motcua.interconnect.sandbox import tax as sandbox
from motcua.interconnect.sandbox.server import make_server
from motcua.interconnect.sandbox.wrongness import Wrong
from motcua.kernel import clock
from motcua.kernel.errors import OutsideSystemError, SetupError
from motcua.outcomes import paper_data, selectors, tasks
from motcua.outcomes.issuance import approval, receipts
from motcua.outcomes.models import IssuedPaper
from motcua.outcomes.pki import signing_folder
from motcua.outcomes.services import make_demo_key
from motcua.outcomes.tax import trouble

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))


@dataclass(frozen=True)
class Tax:
    """The running stand-in: its faults and what it has registered."""

    faults: sandbox.TaxFaults
    registry: sandbox.Registry


@pytest.fixture
def tax(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tax]:
    stand_in = sandbox.make(SECRET)
    server = make_server(stand_in, 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    folder = tmp_path_factory.mktemp("signing")
    make_demo_key(folder, office="Phường Sài Gòn", department="Kinh tế", now=clock.now())
    settings.SIGNING_FOLDER, settings.TAX_SECRET = folder, SECRET  # type: ignore[attr-defined]
    settings.TAX_URL = f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    yield Tax(stand_in.faults, stand_in.handle.__self__)  # type: ignore[arg-type, attr-defined]
    interconnect.close_all()
    stand_in.stopping.set()
    server.shutdown()
    thread.join()
    server.server_close()


def approved(**answers: object) -> Dossier:
    dossier = services.submit(filing.draft(**answers).pk)
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    return Dossier.objects.get(pk=dossier.pk)


def test_accepted_by_tax_becomes_a_certificate_with_the_owners_number(tax: Tax) -> None:
    dossier = approved()
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    assert dossier.tax_code == dossier.certificate_number == dossier.personal_number
    assert dossier.tax_office == "Thuế cơ sở 1 Thành phố Hồ Chí Minh"
    assert [paper.kind for paper in selectors.papers_of(dossier.pk)] == ["certificate"]


def test_doing_it_again_changes_nothing(tax: Tax) -> None:
    dossier = approved()
    for _ in range(3):
        approval.complete(dossier.pk)
    assert tax.registry.asked == 1
    assert len(selectors.papers_of(dossier.pk)) == 1
    assert dossier.transitions.filter(move="grant").count() == 1


def test_refused_by_tax_comes_back_to_the_officer_and_can_be_approved_again(tax: Tax) -> None:
    tax.faults.refuse = "Chủ hộ còn nợ thuế."
    dossier = approved()
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decision) == (State.PROCESSING, "tax_refused")
    assert dossier.evidence["tax_refusal"]["reason"] == "Chủ hộ còn nợ thuế."
    assert selectors.papers_of(dossier.pk) == []
    tax.faults.refuse = ""
    services.approve(dossier.pk, actor="officer:binh")
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED


@pytest.mark.parametrize(
    "fault", [{"down": True}, {"error_rate": 1}, {"wrong": "wrong_value"}, {"wrong": "signature"}]
)
def test_a_fault_leaves_the_dossier_waiting_and_the_next_try_ends_it(
    tax: Tax, fault: dict[str, object]
) -> None:
    dossier = approved()
    tax.faults.change(fault)
    with pytest.raises(OutsideSystemError):
        approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decision) == (State.PROCESSING, "approved")
    tax.faults.clear()
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    assert len(tax.registry.entries) == 1


@pytest.mark.parametrize("wrong", [wrong for wrong in get_args(Wrong) if wrong])
def test_nothing_that_tax_answers_wrongly_is_registered_or_signed(tax: Tax, wrong: str) -> None:
    """A certificate with a tax office of “Thuáº¿ cÆ¡ sá»Ÿ 1” was signed and given out; control characters
    and an office of 5,000 letters broke the work on the dossier, and nobody but the log knew.
    """
    interconnect.tax().register(a_request())  # somebody else's, whose answer may come again
    dossier = approved()
    tax.faults.change({"wrong": wrong})
    with suppress(OutsideSystemError):
        tasks.complete_approval(dossier.pk)
    dossier.refresh_from_db()
    waits = dossier.state != State.DECIDED
    assert (trouble.of(dossier) is not None) is waits, "the officer is told"
    page = officer_page(dossier)
    assert ("Hệ thống thuế trả lời không đúng" in page) is waits
    assert ("Hệ thống ngoài trả lời không đúng" in officer_page()) is waits, "and sees it on the list"
    assert waits is bool([found for found in outside.answers() if "approved dossiers wait" in found.seen])
    tax.faults.clear()
    tasks.complete_approval(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, trouble.of(dossier)) == (State.DECIDED, None)
    assert (dossier.tax_code, dossier.tax_office) == (dossier.personal_number, sandbox.TAX_OFFICE)
    assert len(selectors.papers_of(dossier.pk)) == 1


def officer_page(dossier: Dossier | None = None) -> str:
    """Return the dossier's page, or the list, as the deciding officer sees it."""
    client = Client()
    client.force_login(people.officer("binh", role="decision"))
    at = reverse("desk:queue") if dossier is None else reverse("desk:dossier", args=[dossier.code])
    return client.get(at).content.decode()


def test_a_certificate_that_cannot_be_signed_leaves_nothing_half_done(tax: Tax, settings: object) -> None:
    dossier = approved()
    folder = settings.SIGNING_FOLDER  # type: ignore[attr-defined]
    settings.SIGNING_FOLDER = folder / "none"  # type: ignore[attr-defined]
    with pytest.raises(SetupError):
        approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.tax_code, selectors.papers_of(dossier.pk)) == (State.PROCESSING, "", [])
    settings.SIGNING_FOLDER = folder  # type: ignore[attr-defined]
    approval.complete(dossier.pk)
    assert tax.registry.asked == 1


def test_an_answer_that_comes_after_the_end_is_recorded_for_a_person(
    tax: Tax, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The citizen withdraws while tax is asked: no certificate, and somebody must undo the registration."""
    dossier = approved()
    register = type(interconnect.tax()).register

    def slow(self: object, request: object) -> object:
        answer = register(self, request)  # type: ignore[arg-type]
        Dossier.objects.filter(pk=dossier.pk).update(state=State.WITHDRAWN)
        return answer

    monkeypatch.setattr(type(interconnect.tax()), "register", slow)
    approval.complete(dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, selectors.papers_of(dossier.pk)) == (State.WITHDRAWN, [])
    assert Event.objects.filter(action="tax.registered_after_end").count() == 1


def test_what_is_not_approved_is_not_sent(tax: Tax) -> None:
    dossier = services.submit(filing.draft().pk)
    approval.complete(dossier.pk)
    assert tax.registry.asked == 0


def jobs(name: str) -> list[dict[str, int]]:
    return list(ProcrastinateJob.objects.filter(task_name=name, status="todo").values_list("args", flat=True))


def test_work_the_queue_lost_is_given_out_again_once() -> None:
    """A worker is killed: its jobs stay marked as being done, yet slip, notice and certificate must come."""
    with clock.frozen(filing.TUESDAY):
        first = approved()
        second = services.submit(filing.draft(personal_number="079190005678").pk)
        step = services.refuse(second.pk, actor="officer:an", ground="name_taken", reason="Trùng tên.")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with clock.frozen(filing.TUESDAY + timedelta(minutes=1)):
        assert tasks.requeue_owed() == 3
        assert tasks.requeue_owed() == 0
    assert jobs("outcomes.issue_slip") == [{"dossier_id": first.pk}]
    assert jobs("outcomes.complete_approval") == [{"dossier_id": first.pk}]
    assert jobs("outcomes.issue_notice") == [{"transition_id": step.pk}]


def test_retries_never_end_and_never_wait_for_hours() -> None:
    waits = []
    for attempts in (0, 1, 5, 20, 5000):
        job = Job(
            id=1,
            lock=None,
            queueing_lock=None,
            task_name="x",
            queue="outcomes",
            attempts=attempts,
            status="doing",
        )
        decision = tasks.PatientRetry().get_retry_decision(exception=OutsideSystemError(), job=job)
        assert decision.retry_at is not None
        waits.append((decision.retry_at - clock.now()).total_seconds())
    assert waits[0] <= 2
    assert max(waits) <= 600


def test_while_the_key_does_not_sign_the_dossier_stays_and_its_officer_is_told(
    tax: Tax, settings: object, client: Client
) -> None:
    """As when somebody pulls the token out; the tax office has accepted by then and is not asked for more."""
    dossier = approved()
    key = settings.SIGNING_FOLDER / signing_folder.KEY_FILE  # type: ignore[attr-defined]
    key.rename(key.with_suffix(".away"))
    for _ in range(2):
        with pytest.raises(SetupError):
            tasks.complete_approval(dossier_id=dossier.pk)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.decision) == (State.PROCESSING, "approved")
    assert selectors.papers_of(dossier.pk) == []
    client.force_login(people.officer("binh", role="decision"))
    for page in (reverse("desk:dossier", args=[dossier.code]), reverse("desk:queue")):
        assert "Chưa ký số được" in client.get(page).content.decode()
    key.with_suffix(".away").rename(key)
    tasks.complete_approval(dossier_id=dossier.pk)
    dossier.refresh_from_db()
    assert dossier.state == State.DECIDED
    assert len(selectors.papers_of(dossier.pk)) == 1
    assert tax.registry.asked == 1, "told again, it registers once"
    for page in (reverse("desk:dossier", args=[dossier.code]), reverse("desk:queue")):
        assert "Chưa ký số được" not in client.get(page).content.decode()


def slow_key(monkeypatch: pytest.MonkeyPatch, meanwhile: list[Callable[[], object]]) -> list[bytes]:
    """Let what is in the list happen while the key works, one a signature; returns what was signed."""
    sign, signed = paper_data.sign_paper, []

    def slow(pdf: bytes, dossier: Dossier, *, lasting: bool = False) -> bytes:
        signed.append(pdf)
        if meanwhile:
            meanwhile.pop(0)()
        return sign(pdf, dossier, lasting=lasting)

    monkeypatch.setattr(paper_data, "sign_paper", slow)
    return signed


def elsewhere(work: Callable[[], object]) -> object:
    """Do it on a connection of its own, as another process does."""

    def in_thread() -> object:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(in_thread).result(timeout=30)


@pytest.mark.django_db(transaction=True)
def test_while_a_slow_key_signs_nobody_waits_for_a_row(tax: Tax, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a time-stamping service that hangs, officers and citizens of the dossier waited for 28 s."""
    dossier = approved()
    free: list[object] = []

    def look() -> None:
        with transaction.atomic():  # raises where a row is held
            free.extend(Dossier.objects.select_for_update(nowait=True))
            free.extend(Counter.objects.select_for_update(nowait=True))

    slow_key(monkeypatch, [lambda: elsewhere(look), lambda: elsewhere(look)])
    approval.complete(dossier.pk)
    assert dossier in free
    order = PaymentOrder.objects.create(
        dossier=dossier, asked=dossier.transitions.last(), amount=1, purpose="x", reference="MC1",
        created_at=clock.now(), paid_at=clock.now(), paid_through="counter",
    )  # fmt: skip
    free.clear()
    receipts.receipt_for(order)
    assert dossier in free


class KilledError(BaseException):
    """The worker's process is gone: nothing after this line runs."""


def kill() -> None:
    raise KilledError


@pytest.mark.parametrize("deaths", [1, 2])
def test_a_worker_killed_while_signing_leaves_no_half_and_no_second_certificate(
    tax: Tax, monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    dossier = approved()
    slow_key(monkeypatch, [kill] * deaths)
    for _ in range(deaths):
        with pytest.raises(KilledError):
            approval.complete(dossier.pk)
        dossier.refresh_from_db()
        assert (dossier.state, dossier.decision) == (State.PROCESSING, "approved")
        assert not Business.objects.exists()
        assert selectors.papers_of(dossier.pk) == []
    approval.complete(dossier.pk)
    approval.complete(dossier.pk)
    assert [paper.number for paper in selectors.papers_of(dossier.pk)] == [dossier.personal_number]
    assert (tax.registry.asked, Business.objects.count()) == (1, 1)


def test_two_workers_on_one_dossier_give_out_one_certificate(
    tax: Tax, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = approved()
    signed = slow_key(monkeypatch, [lambda: approval.complete(dossier.pk)])
    approval.complete(dossier.pk)
    assert len(signed) == 2, "the other one was faster"
    assert len(selectors.papers_of(dossier.pk)) == 1
    assert dossier.transitions.filter(move="grant").count() == 1


def test_a_certificate_says_what_holds_when_it_is_given_out(
    tax: Tax, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key works over midnight: the paper is dated with the day on which the register was written."""
    evening = filing.TUESDAY.replace(hour=23, minute=59)
    with clock.frozen(evening):
        dossier = approved()
        with ExitStack() as stack:
            signed = slow_key(
                monkeypatch, [lambda: stack.enter_context(clock.frozen(evening + timedelta(minutes=2)))]
            )
            approval.complete(dossier.pk)
    assert len(signed) == 2
    business, paper = Business.objects.get(), IssuedPaper.objects.get(kind="certificate")
    assert business.registered_on == date(2026, 12, 2)
    assert paper.content is not None
    assert "2026-12-02" in json.dumps(paper.content)
    assert "2026-12-01" not in json.dumps(paper.content)


def test_what_changes_faster_than_it_is_signed_is_signed_all_the_same(
    tax: Tax, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = approved()
    with clock.frozen(filing.TUESDAY), ExitStack() as stack:
        days = [filing.TUESDAY + timedelta(days=number) for number in range(1, 9)]
        another = [lambda day=day: stack.enter_context(clock.frozen(day)) for day in days]
        signed = slow_key(monkeypatch, another)
        approval.complete(dossier.pk)
    assert len(signed) == 4
    assert len(selectors.papers_of(dossier.pk)) == 1
