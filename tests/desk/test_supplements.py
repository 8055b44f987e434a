"""What the officer sees of an answer: new photos beside the form, and never in its place."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.support import filing

from motcua.desk.supplements import supplements_of
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Analysis, Dossier
from motcua.procedures.services import procedure_of

pytestmark = pytest.mark.django_db


def _answered(*slots: str) -> Dossier:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Mờ quá.", items=["x"], photos=True)
    for number, slot in enumerate(slots):
        services.add_supplement_photo(dossier.pk, slot, filing.photo(number), capture="file", name="Hợp đồng")
    services.answer_supplement(dossier.pk, actor=f"citizen:{dossier.draft_id}", note="Đây ạ.")
    return Dossier.objects.get(pk=dossier.pk)


def _read(dossier: Dossier, **values: str) -> None:
    record = filing.reading(**values).to_record()
    Analysis.objects.filter(draft=dossier.draft, kind="paper").update(status="done", record=record)


def _page(client: Client, dossier: Dossier) -> str:
    return client.get(reverse("desk:dossier", args=[dossier.code])).content.decode()


@pytest.mark.parametrize(
    ("items", "ground", "photos"),
    [
        (["paper:identity_photos"], "dossier_not_valid", True),
        (["field:full_name"], "photo_unclear", True),
        (["field:full_name"], "dossier_not_valid", False),
    ],
)
def test_asking_for_the_photos_or_calling_them_unclear_lets_the_citizen_send_new_ones(
    intake: Client, items: list[str], ground: str, photos: bool
) -> None:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    answer = intake.post(
        reverse("desk:action", args=[dossier.code, "yeu-cau-bo-sung"]),
        {"seen": dossier.state, "items": items, "ground": ground, "reason": "Xin gửi lại cho rõ hơn."},
    )
    assert answer.status_code == 302
    dossier.refresh_from_db()
    asked = selectors.request_of(dossier)
    assert asked is not None
    assert ("front" in selectors.slots_of(dossier, asked)) is photos


def test_only_real_differences_are_called_so() -> None:
    dossier = _answered("front")
    _read(
        dossier,
        full_name="Nguyễn Thị Minh Nguyệt",  # case is no difference
        personal_number="079190001235",
        date_of_issue="2022-01-05",  # the form has no answer here
    )
    procedure = procedure_of(dossier.procedure_code, dossier.procedure_version)
    (shown,) = supplements_of(dossier, procedure)
    rows = {row.label.vi: row for row in shown.compared}
    assert [row.read for row in rows.values() if row.differs] == ["079190001235"]
    assert [row.read for row in rows.values() if row.missing] != []
    assert shown.differing == 1


def test_photos_still_being_read_and_photos_that_say_nothing_are_told_apart(intake: Client) -> None:
    dossier = _answered("front")
    assert "Đang đọc ảnh mới" in _page(intake, dossier)
    Analysis.objects.filter(draft=dossier.draft).update(status="failed")
    text = _page(intake, dossier)
    assert "Không đọc được gì từ ảnh thẻ mới" in text
    assert "Đang đọc ảnh mới" not in text


def test_a_paper_with_a_name_like_markup_is_only_a_name(intake: Client) -> None:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Mờ quá.", items=["x"])
    name = "<script>alert(1)</script>"
    services.add_supplement_photo(dossier.pk, "other", filing.photo(), capture="file", name=name)
    services.answer_supplement(dossier.pk, actor="citizen:x", note="<b>đậm</b>")
    text = _page(intake, dossier)
    assert "<script>alert" not in text
    assert "<b>đậm" not in text


def test_an_answer_without_photos_shows_its_note(intake: Client) -> None:
    text = _page(intake, _answered())
    assert "Đây ạ." in text
    assert "Công dân không gửi thêm ảnh." in text
