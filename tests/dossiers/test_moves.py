"""The life of a dossier after filing: only moves the law knows, each with its row."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support import filing as support

from motcua.dossiers import services
from motcua.dossiers.errors import MoveNotAllowedError, ReasonNeededError
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import MOVES, NAMES, OPEN, State
from motcua.kernel.errors import ConflictError

pytestmark = pytest.mark.django_db


def _filed() -> Dossier:
    return services.submit(support.draft().pk)


@settings(max_examples=30)
@given(names=st.lists(st.sampled_from(sorted(MOVES)), max_size=8))
def test_no_order_of_moves_leaves_the_table_or_a_move_without_its_row(names: list[str]) -> None:
    draft = support.draft()
    services.acknowledge_collision(draft.pk)
    dossier = services.submit(draft.pk)
    done = 1
    for name in names:
        before = Dossier.objects.get(pk=dossier.pk).state_enum
        try:
            services.move(
                dossier.pk, name, actor="officer:lan", reason="lý do", data={"due_on": "2026-12-31"}
            )
        except MoveNotAllowedError:
            assert before not in MOVES[name].sources
            continue
        done += 1
        assert before in MOVES[name].sources
    steps = list(dossier.transitions.all())
    assert len(steps) == done
    assert all(later.source == earlier.target for earlier, later in pairwise(steps))
    assert steps[-1].target == Dossier.objects.get(pk=dossier.pk).state


def test_every_state_has_a_name_and_every_open_one_a_way_out() -> None:
    assert set(NAMES) == set(State)
    ways_out = {source for move in MOVES.values() for source in move.sources}
    assert ways_out >= OPEN - {State.PAYMENT_REQUIRED}


@pytest.mark.parametrize("name", sorted(name for name, move in MOVES.items() if move.needs_reason))
def test_a_refusal_or_request_without_a_reason_is_not_possible(name: str) -> None:
    dossier = _filed()
    if State.SUBMITTED not in MOVES[name].sources:
        services.accept(dossier.pk, actor="officer:lan")
    if not MOVES[name].sources & OPEN:
        Dossier.objects.filter(pk=dossier.pk).update(state=State.DECIDED)
    with pytest.raises(ReasonNeededError):
        services.move(dossier.pk, name, actor="officer:lan", reason="  ")


def test_two_officers_cannot_decide_on_what_one_of_them_no_longer_sees() -> None:
    dossier = _filed()
    services.accept(dossier.pk, actor="officer:lan", seen=State.SUBMITTED)
    with pytest.raises(ConflictError):
        services.refuse(dossier.pk, actor="officer:minh", ground="name", reason="x", seen=State.SUBMITTED)
    assert Dossier.objects.get(pk=dossier.pk).state_enum == State.PROCESSING


def test_a_refusal_before_and_after_taking_in_are_different_states() -> None:
    early, late = _filed(), None
    services.refuse(early.pk, actor="officer:lan", ground="name", reason="x")
    late = _filed()
    services.accept(late.pk, actor="officer:lan")
    services.refuse(late.pk, actor="officer:lan", ground="name", reason="x")
    assert Dossier.objects.get(pk=early.pk).state_enum == State.NOT_RECEIVED
    assert Dossier.objects.get(pk=late.pk).state_enum == State.STOPPED


def test_granting_twice_gives_one_certificate_and_one_row() -> None:
    dossier = _filed()
    services.accept(dossier.pk, actor="officer:lan")
    services.approve(dossier.pk, actor="officer:lan")
    services.approve(dossier.pk, actor="officer:lan")
    facts = {"tax_code": "079190001234", "tax_office": "Thuế cơ sở 1", "certificate_number": "079190001234"}
    assert services.grant(dossier.pk, **facts) is not None
    assert services.grant(dossier.pk, **facts) is None
    assert [step.move for step in dossier.transitions.all()] == ["submit", "accept", "begin", "grant"]


def test_a_supplement_goes_to_the_citizen_and_back() -> None:
    dossier = _filed()
    services.accept(dossier.pk, actor="officer:lan")
    services.ask_supplement(dossier.pk, actor="officer:lan", reason="Ảnh mờ", items=["Mặt trước thẻ"])
    services.answer_supplement(dossier.pk, actor="citizen:x", note="Đã gửi lại")
    assert Dossier.objects.get(pk=dossier.pk).state_enum == State.PROCESSING
    assert dossier.transitions.get(move="ask_supplement").data == {"items": ["Mặt trước thẻ"]}


@pytest.mark.parametrize("name", ["withdraw", "reject", "ask_supplement"])
def test_while_the_tax_office_is_asked_nothing_else_can_happen_to_the_dossier(name: str) -> None:
    dossier = _filed()
    services.accept(dossier.pk, actor="officer:lan")
    services.approve(dossier.pk, actor="officer:lan")
    with pytest.raises(MoveNotAllowedError):
        services.move(dossier.pk, name, actor="citizen:x", reason="đổi ý")
    services.tax_refused(dossier.pk, reason="Không phù hợp", reference="r1")
    services.move(dossier.pk, name, actor="citizen:x", reason="đổi ý")
