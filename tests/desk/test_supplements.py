"""What the officer sees of an answer: new photos beside the form, and never in its place."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.desk import people
from tests.support import filing

from motcua.desk.supplements import supplements_of
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Analysis, Dossier
from motcua.dossiers.states import State
from motcua.kernel.errors import InvalidInputError
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


def _asked() -> Dossier:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Mờ quá.", items=["x"], photos=True)
    return Dossier.objects.get(pk=dossier.pk)


def _bring(client: Client, dossier: Dossier, **given: object) -> HttpResponse:
    address = reverse("desk:action", args=[dossier.code, "nhan-bo-sung"])
    asked = selectors.request_of(dossier)
    sent = {"seen": dossier.state, "asked": asked.pk if asked else "", **given}
    return client.post(address, sent)  # type: ignore[return-value] # no stream


def _file(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("anh.jpg", data)


def test_who_has_no_phone_answers_at_the_counter(intake: Client) -> None:
    """Before, only the citizen's own device could answer: at the counter nobody could take the papers."""
    dossier = _asked()
    assert "nhan-bo-sung" in _page(intake, dossier)
    given = {"back": _file(filing.photo(1)), "other": _file(filing.photo(2)), "name": "Hợp đồng thuê nhà"}
    answer = _bring(intake, dossier, note="Số nhà là 45A.", **given)
    assert answer.status_code == 302
    dossier.refresh_from_db()
    assert dossier.state_enum == State.PROCESSING
    step = dossier.transitions.get(move="supplement")
    assert (step.actor, step.reason) == ("officer:an", "Số nhà là 45A.")
    assert [photo["slot"] for photo in step.data["photos"]] == ["back", "other"]
    page = _page(intake, dossier)
    assert "Nhận bổ sung tại quầy" in page
    assert "Hợp đồng thuê nhà" in page


def test_a_file_that_is_no_photo_costs_nothing_of_the_answer(intake: Client) -> None:
    dossier = _asked()
    given = {"front": _file(filing.photo()), "back": _file(b"khong phai anh")}
    answer = _bring(intake, dossier, note="Đây là ảnh mới.", **given)
    assert answer.status_code == 422
    assert "id_back_error" in answer.content.decode()
    assert "Đây là ảnh mới." in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.state_enum == State.SUPPLEMENT_REQUIRED
    assert selectors.waiting(dossier.pk) == []


def test_an_answer_refused_for_no_photos_sake_is_explained(
    intake: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An officer in front of a citizen gets words, not a broken page."""
    dossier = _asked()

    def refused(*_: object, **__: object) -> None:
        raise InvalidInputError

    monkeypatch.setattr(services, "answer_supplement", refused)
    answer = _bring(intake, dossier, note="Số nhà đúng là 45A.")
    assert answer.status_code == 422
    assert InvalidInputError().message.vi in answer.content.decode()


def test_an_empty_answer_is_not_taken_and_a_paper_needs_its_name(intake: Client) -> None:
    dossier = _asked()
    assert "id_note_error" in _bring(intake, dossier, note=" ").content.decode()
    unnamed = _bring(intake, dossier, other=_file(filing.photo()))
    assert "id_name_error" in unnamed.content.decode()


def test_photos_a_citizen_has_not_sent_stay_theirs_when_they_come_to_the_counter(intake: Client) -> None:
    dossier = _asked()
    services.add_supplement_photo(dossier.pk, "other", filing.photo(3), capture="file", name="Chưa gửi")
    _bring(intake, dossier, note="Tôi mang giấy đến.")
    step = dossier.transitions.get(move="supplement")
    assert "photos" not in step.data


def test_approving_shows_what_the_citizen_corrected_in_words(intake: Client, decider: Client) -> None:
    """The certificate is printed from the form: a correction in words would silently be lost."""
    dossier = _asked()
    _bring(intake, dossier, note="Số nhà là 45A.")
    page = decider.get(reverse("desk:action", args=[dossier.code, "phe-duyet"])).content.decode()
    assert "Số nhà là 45A." in page
    assert "không tự đi vào đơn" in page


def test_the_officer_asks_for_an_answer_and_corrects_it_for_who_comes_to_the_counter(intake: Client) -> None:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    dossier.refresh_from_db()
    intake.post(
        reverse("desk:action", args=[dossier.code, "yeu-cau-bo-sung"]),
        {
            "seen": dossier.state,
            "items": ["field:capital", "field:contact_address"],
            "ground": "dossier_not_valid",
            "reason": "Vốn ghi bằng số chưa đúng.",
        },
    )
    dossier.refresh_from_db()
    asked = selectors.request_of(dossier)
    assert asked is not None
    assert asked.data["fields"] == ["capital", "contact_same", "contact_address"]
    address = reverse("desk:action", args=[dossier.code, "nhan-bo-sung"])
    page = intake.get(address).content.decode()
    assert 'name="capital"' in page
    # An office's browser offers nobody what it learnt of the citizen before.
    assert set(re.findall(r'<(?:input type="text"|textarea)[^>]*autocomplete="([^"]+)"', page)) == {"off"}
    assert "street-address" not in page
    as_it_stands = {"capital": "50.000.000", "contact_same": "same", "contact_address": ""}

    nothing = _bring(intake, dossier, **as_it_stands)
    assert nothing.status_code == 422
    assert "id_note_error" in nothing.content.decode()
    wrong = _bring(intake, dossier, **as_it_stands | {"capital": "nhiều"})
    assert wrong.status_code == 422
    assert "id_capital_error" in wrong.content.decode()
    assert "id_note_error" not in wrong.content.decode()

    assert _bring(intake, dossier, **as_it_stands | {"capital": "70.000.000"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.answers["capital"] == 70_000_000
    step = dossier.transitions.get(move="supplement")
    assert step.actor == "officer:an"
    assert step.data["corrected"] == {"capital": {"before": 50_000_000, "after": 70_000_000}}
    assert "Đã sửa trên đơn" in _page(intake, dossier)


def test_two_answers_of_one_minute_have_names_of_their_own_for_who_listens(intake: Client) -> None:
    """A screen reader lists the parts of a page by name: two alike cannot be told apart."""
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    for capital in (60_000_000, 70_000_000):
        services.ask_supplement(
            dossier.pk, actor="officer:an", reason="Sai.", items=["x"], fields=["capital"]
        )
        services.answer_supplement(
            dossier.pk, actor="officer:an", note="Đây ạ.", corrected={"capital": capital}
        )
    page = _page(intake, Dossier.objects.get(pk=dossier.pk))
    titles = dict(re.findall(r'<(?:h2|caption) id="((?:supplement|corrected)-\d)">([^<]+)<', page))
    regions = re.findall(r'role="region" aria-labelledby="(supplement-\d corrected-\d)"', page)
    names = [" ".join(titles[part] for part in region.split()) for region in regions]
    assert len(names) == len(set(names)) == 2
