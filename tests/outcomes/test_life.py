"""The whole life of dossiers, in any order of deeds by anybody, with workers dying and jobs lost.

No sequence may reach a state the law does not know, lose or double a paper, or count a day wrong. What is
right is written a second time and by hand: the states of the national portal, and a calendar walker.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.outcomes import life
from tests.outcomes.life import FATES, LAW, LIVES, PAUSED, STAY, TASKS, WORKING_DAYS, Belief, TaxOffice
from tests.support import filing
from tests.support.days import DayCounter, works

from motcua.dossiers import services
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.timing import deadlines
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.kernel import clock
from motcua.kernel.errors import MotcuaError
from motcua.outcomes import paper_data, selectors, tasks
from motcua.outcomes import services as outcomes
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import receipts
from motcua.outcomes.models import IssuedPaper


class Life(RuleBasedStateMachine):
    """Citizens, officers, workers and time, each doing what they like."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 1, 5, 9, tzinfo=clock.VIETNAM)
        self.tax = TaxOffice()
        self.beliefs: dict[int, Belief] = {}
        #: person -> the dossier that gave them their last certificate
        self.holders: dict[int, int] = {}
        # Where a stand-in cannot be put, those before it do not stay for the tests after this one.
        with ExitStack() as stack:
            stack.enter_context(transaction.atomic())
            for target, name, stand_in in (
                (clock, "_source", lambda: self.now),
                (interconnect, "tax", lambda: self.tax),
                (rendering, "render_slip", lambda data: f"{data.due_on}: {data.result_channel}".encode()),
                (rendering, "render_notice", lambda data: f"%PDF notice {data.number}".encode()),
                (rendering, "render_revocation", lambda data: f"%PDF {data.number}".encode()),
                (rendering, "render_certificate", lambda data: f"%PDF {data.business_code}".encode()),
                (paper_data, "sign_paper", lambda pdf, dossier, **_how: pdf),
                (receipts, "render_receipt", lambda data: f"%PDF receipt {data.number}".encode()),
            ):
                stack.enter_context(mock.patch.object(target, name, stand_in))
            self.stack = stack.pop_all()

    def teardown(self) -> None:
        try:
            self.settle()
            self.look_at_the_end()
        finally:
            transaction.set_rollback(True)
            self.stack.close()

    # -- what people do ------------------------------------------------------------------------------------

    @rule(person=st.integers(0, 3), channel=st.sampled_from(["online", "counter"]))
    def file(self, person: int, channel: str) -> None:
        draft = self._draft(person, channel)
        dossier = services.submit(draft.pk)
        assert services.submit(draft.pk).pk == dossier.pk  # pressing twice files once
        self.beliefs[dossier.pk] = Belief(
            DayCounter(self.now, WORKING_DAYS), person, owes=channel == "counter"
        )

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def accept(self, which: int) -> None:
        self._deed(which, {1}, 4, lambda pk: services.accept(pk, actor="officer:lan"))

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def refuse(self, which: int) -> None:
        belief = self.beliefs[self._pick(which)]
        name, target = ("refuse_intake", 3) if belief.state == 1 else ("reject", 8)
        self._deed(
            which, {1, 4, 5, 6}, target,
            lambda pk: services.refuse(pk, actor="officer:binh", ground="forbidden_trade", reason="Sai"),
            notice=name,
        )  # fmt: skip

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def ask_supplement(self, which: int) -> None:
        self._deed(
            which, {2, 4}, 5,
            lambda pk: services.ask_supplement(pk, actor="officer:lan", reason="Ảnh mờ", items=["Thẻ"]),
            notice="ask_supplement",
        )  # fmt: skip

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def answer(self, which: int) -> None:
        self._deed(which, {5}, 4, lambda pk: services.answer_supplement(pk, actor="citizen:x", note="Rồi"))

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def ask_payment(self, which: int) -> None:
        belief = self.beliefs[self._pick(which)]
        due = belief.owes and not belief.paid
        self._deed(
            which, {2, 4} if due else set(), 6, lambda pk: services.ask_payment(pk, actor="officer:lan")
        )

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def pay(self, which: int) -> None:
        done = self._deed(
            which, {6}, 4, lambda pk: services.pay_at_counter(pk, actor="officer:lan", receipt_no="BL-1")
        )
        if done:
            self.beliefs[self._pick(which)].paid = True

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def withdraw(self, which: int) -> None:
        self._deed(
            which, {1, 2, 4, 5, 6}, 7, lambda pk: services.withdraw(pk, actor="citizen:x"), notice="withdraw"
        )

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99), way=st.sampled_from(["download", "counter"]))
    def change_way(self, which: int, way: str) -> None:
        belief = self.beliefs[self._pick(which)]
        done = self._deed(
            which, {1, 2, 4, 5, 6} if belief.revoked else {1, 2, 4, 5, 6, 9}, None,
            lambda pk: services.change_receiving(pk, actor="citizen:x", way={"result_channel": way}),
            though_approved=True,
        )  # fmt: skip
        if done:
            belief.way = {"download": "Tải về", "counter": "Đến quầy"}[way]

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def hand_over(self, which: int) -> None:
        self._deed(which, {9}, 10, lambda pk: services.hand_over(pk, actor="officer:lan"))

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def take_back(self, which: int) -> None:
        belief = self.beliefs[self._pick(which)]
        stands = {9, 10} if not belief.revoked else set()
        if self._deed(
            which, stands, None,
            lambda pk: outcomes.revoke(
                self._certificate(pk), actor="officer:binh", ground="Giả mạo.", reason="Công an xác minh."
            ),
            notice="revoke",
        ):  # fmt: skip
            belief.revoked = True

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def give_back(self, which: int) -> None:
        pk = self._pick(which)
        belief = self.beliefs[pk]
        last = Dossier.objects.get(pk=pk).transitions.filter(move="revoke").last()
        signed = last is not None and IssuedPaper.objects.filter(transition=last).exists()
        # The register knows a person's last certificate only; an earlier one does not come back over it.
        fine = belief.revoked and signed and self.holders[belief.person] == pk
        if self._deed(
            which, {9, 10} if fine else set(), None,
            lambda pk: outcomes.restore(
                self._certificate(pk), actor="officer:binh", ground="Nhầm.", reason="Đúng là chủ hộ."
            ),
            notice="restore",
        ):  # fmt: skip
            belief.revoked = False

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99), days=st.integers(-3, 12))
    def extend(self, which: int, days: int) -> None:
        belief = self.beliefs[self._pick(which)]
        day = belief.days.due + timedelta(days=days)
        fine = not belief.extended and day > max(belief.days.due, self.now.date()) and works(day)
        done = self._deed(
            which, {2, 4} if fine else set(), None,
            lambda pk: services.extend(pk, actor="officer:binh", new_day=day, reason="Chờ thuế"),
            notice="extend", though_approved=True,
        )  # fmt: skip
        if done:
            belief.days.promise(day)
            belief.extended = True

    @precondition(lambda self: self.beliefs)
    @rule(which=st.integers(0, 99))
    def approve(self, which: int) -> None:
        pk = self._pick(which)
        belief = self.beliefs[pk]
        try:
            services.approve(pk, actor="officer:binh")
        except MotcuaError:
            assert belief.state != 4 or (self._is_registered(belief.person) and not belief.approved)
        else:
            assert belief.state == 4
            assert belief.approved or not self._is_registered(belief.person)
            belief.approved = True

    # -- what machines do ----------------------------------------------------------------------------------

    @rule(mood=st.sampled_from(["accept", "accept", "refuse", "down"]))
    def tax_office_is(self, mood: str) -> None:
        self.tax.mood = mood

    @rule(which=st.integers(0, 99), fate=st.sampled_from(FATES))
    def worker(self, which: int, fate: str) -> None:
        """Any job that waits, in any order; the worker may die on either side, or the queue forget it."""
        jobs = self._jobs()
        if not jobs:
            return
        job, name, argument = jobs[which % len(jobs)]
        if fate not in {"lost", "died before"}:
            failed = self._run(name, argument)
            fate = "failed" if failed else fate
        with connection.cursor() as cursor:
            if fate in {"done", "lost"}:
                cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
            elif fate != "failed":  # a job that failed waits for its next try
                cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job])

    @rule(minutes=st.integers(1, 60 * 24 * 4))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def sweep(self) -> None:
        deadlines.sweep()
        for pk, belief in self.beliefs.items():
            if belief.state in {1, 2, 4} and belief.days.due < self.now.date():
                marks = Dossier.objects.get(pk=pk).deadline_marks
                assert marks.filter(kind="late", due_on=belief.days.due).exists()

    @rule()
    def recover(self) -> None:
        tasks.requeue_owed()

    # -- what must hold ------------------------------------------------------------------------------------

    @invariant()
    def every_dossier_is_where_the_law_says(self) -> None:
        for dossier in Dossier.objects.filter(pk__in=self.beliefs):
            belief = self.beliefs[dossier.pk]
            assert (dossier.state, dossier.due_on) == (belief.state, belief.days.due)

    def look_at_the_end(self) -> None:
        """Every move lawful, each paper owed there once, each certificate with its decision."""
        serials = defaultdict(list)
        for dossier in Dossier.objects.filter(pk__in=self.beliefs):
            belief = self.beliefs[dossier.pk]
            before = None
            for step in dossier.transitions.all():
                assert step.source == before
                assert step.target in LAW.get(before, set()) or (step.move in STAY and step.target == before)
                before = step.target
            assert dossier.state == before
            papers = list(dossier.issued_papers.all())
            kinds = Counter(paper.kind for paper in papers)
            life.look_at_slips(papers, belief)
            assert life.told_of(papers) == belief.owed
            assert kinds["certificate"] == (dossier.state in {9, 10})
            assert kinds["receipt"] == belief.paid
            decided = belief.owed["revoke"] + belief.owed["restore"]
            subject = f"dossier:{dossier.code}"
            assert OutboxMessage.objects.filter(channel="tax", subject=subject).count() == decided
            if dossier.state in {9, 10}:
                certificate = next(paper for paper in papers if paper.kind == "certificate")
                assert selectors.standing(certificate) == ("revoked" if belief.revoked else "valid")
                assert dossier.tax_code == dossier.certificate_number == dossier.personal_number
                assert self.tax.registered[dossier.code] == 1
            for mark in dossier.deadline_marks.filter(kind="late"):
                assert mark.noticed_at.astimezone(clock.VIETNAM).date() > mark.due_on
            day, serial = dossier.code.rsplit("-", 1)
            serials[day].append(int(serial))
        for found in serials.values():
            assert sorted(found) == list(range(1, len(found) + 1))

    def settle(self) -> None:
        """Everything works again, and an hour or two goes by."""
        self.tax.mood = "accept"
        for _ in range(4):
            self.now += timedelta(hours=1)
            tasks.requeue_owed()
            for job, name, argument in self._jobs():
                assert not self._run(name, argument)
                with connection.cursor() as cursor:
                    cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [job])
        assert not any(belief.approved and belief.state == 4 for belief in self.beliefs.values())

    # -- helpers -------------------------------------------------------------------------------------------

    def _pick(self, which: int) -> int:
        return sorted(self.beliefs)[which % len(self.beliefs)]

    def _is_registered(self, person: int) -> bool:
        """Whether the person's business is in the register; nobody has a second one."""
        theirs = (belief for belief in self.beliefs.values() if belief.person == person)
        return any(belief.state in {9, 10} and not belief.revoked for belief in theirs)

    def _certificate(self, dossier: int) -> int:
        """Return the number of the row of a dossier's certificate, 0 where there is none."""
        found = IssuedPaper.objects.filter(dossier=dossier, kind="certificate").first()
        return found.pk if found is not None else 0

    def _draft(self, person: int, channel: str) -> Draft:
        made = filing.draft(
            channel=channel,
            personal_number=f"07919000123{person}",
            own_name=f"PHỞ MINH NGUYỆT {len(self.beliefs) + 1}",
        )
        services.acknowledge_collision(made.pk)
        return made

    def _deed(
        self,
        which: int,
        lawful: set[int],
        target: int | None,
        act: Callable[[int], Any],
        *,
        notice: str = "",
        though_approved: bool = False,
    ) -> bool:
        """Do it; it must succeed exactly when the law allows it, and change nothing otherwise."""
        pk = self._pick(which)
        belief = self.beliefs[pk]
        waits_for_tax = belief.approved and belief.state == 4 and not though_approved
        try:
            with transaction.atomic():
                act(pk)
        except MotcuaError:
            assert belief.state not in lawful or waits_for_tax
            return False
        assert belief.state in lawful
        assert not waits_for_tax
        if target is not None:
            if target in PAUSED:
                belief.days.pause(self.now)
            elif belief.state in PAUSED and target not in PAUSED:
                belief.days.go_on(self.now)
            belief.state = target
        belief.owed[notice] += bool(notice)
        belief.owed += Counter()
        return True

    def _jobs(self) -> list[tuple[int, str, int]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, task_name, args FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id"
            )
            rows = cursor.fetchall()
        return [(row[0], row[1], next(iter(json.loads(row[2]).values()))) for row in rows if row[1] in TASKS]

    def _run(self, name: str, argument: int) -> bool:
        """Run a job as a worker does; tells whether it failed."""
        try:
            with transaction.atomic():
                TASKS[name](argument)
        except MotcuaError:
            return True
        if name == "outcomes.complete_approval":
            belief = self.beliefs[argument]
            if belief.approved and belief.state == 4:
                belief.approved = False
                if self._is_registered(belief.person):
                    # Approved beside another of the same person that was granted first: taken back, once.
                    assert Dossier.objects.get(pk=argument).decision == "taken_back"
                elif self.tax.mood == "accept" or self.tax.registered[Dossier.objects.get(pk=argument).code]:
                    belief.state = 9
                    self.holders[belief.person] = argument
        return False


@pytest.mark.django_db
def test_no_order_of_deeds_breaks_the_law_loses_a_paper_or_counts_a_day_wrong() -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=LIVES, stateful_step_count=40))
