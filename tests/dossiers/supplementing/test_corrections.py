"""Corrections in an answer: they take the place of what was filed, and what was filed stays readable."""

from datetime import date

import pytest
from django.db import transaction
from tests.support import filing

from motcua.audit.models import Event
from motcua.dossiers import moves, selectors, services
from motcua.dossiers.business import registers
from motcua.dossiers.drafting import presence
from motcua.dossiers.errors import WrongCorrectionError
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import State
from motcua.dossiers.supplementing import corrections
from motcua.kernel.vietnamese import fold

pytestmark = pytest.mark.django_db


def _asked(*fields: str, **answers: object) -> Dossier:
    dossier = services.submit(filing.draft(**answers).pk)
    services.accept(dossier.pk, actor="officer:lan")
    services.ask_supplement(
        dossier.pk, actor="officer:lan", reason="Sai so với thẻ.", items=["Mục"], fields=fields
    )
    return Dossier.objects.get(pk=dossier.pk)


def _answer(dossier: Dossier, **corrected: object) -> Dossier:
    services.answer_supplement(dossier.pk, actor="citizen:x", note="", corrected=corrected)
    return Dossier.objects.get(pk=dossier.pk)


def test_a_corrected_answer_is_the_dossiers_and_the_filed_one_stays_readable() -> None:
    dossier = _asked("office_street", "capital")
    after = _answer(dossier, office_street="45A Lê Lợi")
    assert after.state_enum == State.PROCESSING
    assert after.answers == {**dossier.answers, "office_street": "45A Lê Lợi"}
    assert after.draft.answers["office_street"] == "45 Lê Lợi"
    assert after.evidence == dossier.evidence
    step = after.transitions.get(move="supplement")
    assert step.data == {"corrected": {"office_street": {"before": "45 Lê Lợi", "after": "45A Lê Lợi"}}}
    (view,) = selectors.views_of(after)
    assert view.corrected == step.data["corrected"]
    event = Event.objects.get(action="dossier.answers_corrected")
    assert "Lê Lợi" not in str(event.__dict__), "the record names fields, not what they hold"


def test_a_corrected_person_is_found_and_asked_about_under_the_new_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked_about: list[str] = []
    monkeypatch.setattr(
        registers, "request_answers", lambda answers: asked_about.append(answers["personal_number"])
    )
    dossier = _asked("personal_number", "full_name", "date_of_birth", "phone", "sex")
    asked_about.clear()
    after = _answer(
        dossier,
        personal_number="079191005678",
        full_name="NGUYỄN THỊ MINH NGUYỆN",
        date_of_birth="1991-05-14",
        phone="0907654321",
    )
    assert (after.personal_number, after.full_name) == ("079191005678", "NGUYỄN THỊ MINH NGUYỆN")
    assert (after.folded_name, after.phone) == (fold("Nguyễn Thị Minh Nguyện"), "0907654321")
    assert list(selectors.queue(office=after.office, text="nguyen nguyen 0907 654 321")) == []
    assert list(selectors.queue(office=after.office, text="thi nguyen")) == [after]
    assert after.date_of_birth == date(1991, 5, 14)
    assert asked_about == ["079191005678"]


def test_what_was_not_asked_for_cannot_be_changed_and_nothing_of_the_answer_is_taken() -> None:
    dossier = _asked("office_street")
    with pytest.raises(WrongCorrectionError) as refused:
        _answer(dossier, office_street="45A Lê Lợi", capital=1)
    assert set(refused.value.fields) == {"capital"}
    after = Dossier.objects.get(pk=dossier.pk)
    assert (after.answers, after.state) == (dossier.answers, dossier.state)
    assert not after.transitions.filter(move="supplement").exists()


def test_a_request_about_papers_lets_no_answer_be_changed() -> None:
    dossier = _asked()
    asked = selectors.request_of(dossier)
    assert asked is not None
    assert corrections.form_for(dossier, asked) is None
    with pytest.raises(WrongCorrectionError):
        _answer(dossier, capital=1)


def test_a_name_that_another_business_has_is_refused_with_a_free_one() -> None:
    other = services.submit(filing.draft(personal_number="079190001235", own_name="PHỞ HAI").pk)
    services.accept(other.pk, actor="officer:lan")
    services.approve(other.pk, actor="officer:lan")
    dossier = _asked("own_name")
    with pytest.raises(WrongCorrectionError) as refused:
        _answer(dossier, own_name="PHỞ HAI")
    taken, free = refused.value.fields["own_name"]
    assert "PHỞ HAI" in taken.vi
    assert free.vi.startswith("Tên còn dùng được")
    assert _answer(dossier, own_name="PHỞ BA").answers["own_name"] == "PHỞ BA"


def test_a_failing_move_leaves_the_answers_as_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = _asked("capital")

    def fail(*_: object, **__: object) -> None:
        raise OSError("database")

    monkeypatch.setattr(moves, "move", fail)
    with pytest.raises(OSError, match="database"), transaction.atomic():
        _answer(dossier, capital=99_000_000)
    assert Dossier.objects.get(pk=dossier.pk).answers == dossier.answers


def test_debts_of_a_number_that_was_wrong_are_not_shown_as_those_of_the_right_one() -> None:
    dossier = _asked("personal_number", "capital")
    dossier.evidence = {**dossier.evidence, "tax_debt": {"amount": 900_000, "as_of": "2026-11-01"}}
    dossier.save(update_fields=["evidence"])
    again = _answer(dossier, capital=60_000_000)
    assert "tax_debt" in again.evidence, "whose debts they are has not changed"
    services.ask_supplement(
        dossier.pk, actor="officer:lan", reason="Sai số.", items=["Số"], fields=["personal_number"]
    )
    assert "tax_debt" not in _answer(again, personal_number="079190005678").evidence


def test_an_answer_of_the_register_that_its_owner_put_right_is_withheld_no_longer() -> None:
    dossier = _asked("email")
    dossier.evidence = {**dossier.evidence, "withheld": ["email", "phone"]}
    dossier.answers = {**dossier.answers, "email": "cu@vidu.vn"}
    dossier.save(update_fields=["evidence", "answers"])
    after = _answer(dossier, email="moi@vidu.vn")
    assert selectors.open_answers(after)["email"] == "moi@vidu.vn"
    assert "phone" not in selectors.open_answers(after)


def test_another_number_is_another_person_whom_no_officer_has_met() -> None:
    """Who was met under the first number could be found by face under the second, which nobody compared."""
    dossier = _asked("personal_number", "capital")
    presence.meet(dossier.draft_id, actor="officer:lan")
    again = _answer(dossier, capital=60_000_000)
    assert presence.of_draft(dossier.draft_id).level == "officer", "who they are has not changed"
    services.ask_supplement(
        dossier.pk, actor="officer:lan", reason="Sai số.", items=["Số"], fields=["personal_number"]
    )
    _answer(again, personal_number="079190005678")
    assert presence.of_draft(dossier.draft_id).level != "officer"
