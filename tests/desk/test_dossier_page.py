"""The dossier page: an officer must see at once what to doubt, and never be told more than was checked."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.desk import people
from tests.desk.test_books import text_of
from tests.support import filing

from motcua.desk import evidence
from motcua.desk.face import face_view
from motcua.dossiers import services
from motcua.dossiers.drafting import analyses
from motcua.dossiers.models import Analysis, Dossier, DraftPhoto
from motcua.kernel import clock
from motcua.kernel.messages import Problem
from motcua.outcomes import services as outcomes
from motcua.papers.unread_words import unread_because
from motcua.procedures.selectors import procedure_of

pytestmark = pytest.mark.django_db


def page(client: Client, dossier: Dossier, language: str = "vi") -> str:
    answer = client.get(f"/ban-lam-viec/ho-so/{dossier.code}/", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def rows(dossier: Dossier) -> dict[str, evidence.Checked]:
    procedure = procedure_of(dossier.procedure_code, dossier.procedure_version)
    return {row.name: row for row in evidence.checked_fields(dossier, procedure, evidence.known_now(dossier))}


def test_each_field_says_how_it_came_about() -> None:
    found = rows(people.dossier())
    assert {name: row.status for name, row in found.items()} == {
        "full_name": "looked",
        "date_of_birth": "kept",
        "personal_number": "kept",
        "permanent_address": "changed",
    }
    assert found["permanent_address"].read == people.READ_ADDRESS
    assert found["permanent_address"].answer == people.CHANGED_ADDRESS
    assert [row.agrees for row in found["personal_number"].witnesses] == [True, False]


def test_a_doubted_value_nobody_looked_at_is_marked() -> None:
    dossier = people.dossier()
    dossier.evidence["confirmed"] = []
    assert rows(dossier)["full_name"].status == "doubtful"
    assert rows(dossier)["full_name"].needs_look


def test_the_page_shows_changes_crops_and_contradictions(intake: Client) -> None:
    dossier = people.dossier()
    text = page(intake, dossier)
    for part in (people.READ_ADDRESS, people.CHANGED_ADDRESS, "Công dân đã sửa", "079190001284", "Mã QR"):
        assert part in text
    assert f"/ho-so/{dossier.code}/vung/place_of_residence/" in text
    assert "Tôn giáo" in text  # read and not on the form, in the fold
    assert "HỘ KINH DOANH PHỞ MINH NGUYỆT" in text


def test_certainty_is_never_said_to_be_complete() -> None:
    dossier = people.dossier()
    dossier.evidence["prefilled"]["date_of_birth"]["confidence"] = 1.0
    assert rows(dossier)["date_of_birth"].percent == 99


def test_without_photos_the_page_says_so(intake: Client) -> None:
    text = page(intake, services.submit(filing.draft().pk))
    assert "Công dân không gửi ảnh nào" in text
    assert "Công dân không gửi ảnh khuôn mặt" in text


@pytest.mark.parametrize(
    ("same", "tone", "words"),
    [(True, "good", "giống ảnh chân dung"), (False, "bad", "không đủ giống"), (None, "warn", "chưa đủ rõ")],
)
def test_the_face_is_told_in_words(same: bool | None, tone: str, words: str) -> None:
    view = face_view(people.dossier(same=same).evidence)
    assert view.tone == tone
    assert words in view.headline.vi
    assert view.score == 0.47


@given(st.floats(1e-7, 1.0))
def test_the_rate_in_words_is_the_rate(rate: float) -> None:
    dossier = Dossier(
        evidence={
            "photos": {"selfie": {"photo": "", "capture": "file"}},
            "match": {"score": 0.4, "same": True, "false_match_rate": rate},
        }
    )
    meaning = face_view(dossier.evidence).meaning
    assert meaning is not None
    said = int(meaning.en.split(" in ")[1].split(" ")[0].replace(",", ""))
    assert said == max(round(1 / rate), 1)


def test_sources_agree_but_for_case_and_what_an_mrz_cannot_write() -> None:
    """A false “differs” beside every name would teach officers to overlook the true ones."""
    dossier = people.dossier()
    field = dossier.evidence["reading"]["fields"]["full_name"]
    field["witnesses"] = [
        {"source": source, "value": value, "confidence": 0.9, "region": None}
        for source, value in (
            ("qr", "Nguyễn Thị Minh Nguyệt"),
            ("mrz", "NGUYEN THI MINH NGUYET"),
            ("text", "NGUYEN THI MINH NGUYET"),
            ("mrz", "NGUYEN THI MINH"),
        )
    ]
    assert [row.agrees for row in rows(dossier)["full_name"].witnesses] == [True, True, False, False]


def test_work_that_ended_after_the_filing_is_shown_too(intake: Client) -> None:
    """Who files fast files before the faces are compared; the officer must still see how it came out."""
    draft = filing.draft()
    for slot in ("front", "selfie"):
        services.put_photo(draft.pk, slot, filing.photo(), capture="file")
    dossier = services.submit(draft.pk)
    assert (dossier.evidence["reading"], dossier.evidence["match"]) == (None, None)
    assert "Đang so sánh khuôn mặt" in page(intake, dossier)
    paper = draft.analyses.get(kind="paper")
    paper.record, paper.status = filing.reading().to_record(), "done"
    paper.save()
    text = page(intake, dossier)
    assert "Công dân tự ghi, giống ảnh" in text
    assert "Không đọc được gì" not in text
    inputs = analyses._inputs(draft, ("front", "back", "selfie"))
    key = analyses._key(analyses._inputs(draft, list(DraftPhoto.Slot)))
    record = {"score": 0.61, "same": True, "false_match_rate": 1e-5, "problems": []}
    done = {"status": "done", "record": record, "created_at": clock.now()}
    Analysis.objects.create(draft=draft, kind="match", inputs=inputs, inputs_key=key, **done)
    assert "giống ảnh chân dung" in page(intake, dossier)
    dossier.refresh_from_db()
    assert dossier.evidence["match"] is None  # what was frozen stays frozen


def test_no_portrait_is_not_called_a_difference() -> None:
    dossier = people.dossier()
    dossier.evidence["match"] = {"score": None, "same": None, "reason": "no_portrait", "problems": []}
    view = face_view(dossier.evidence)
    assert (view.tone, view.score) == ("warn", None)


def test_a_second_filing_of_the_same_person_is_shown_on_both(intake: Client) -> None:
    """One person, one household business: also when the second came with the old number."""
    first = people.dossier()
    draft = filing.draft(own_name="PHỞ KHÁC")
    services.acknowledge_collision(draft.pk)
    second = services.submit(draft.pk)
    assert f'href="/ban-lam-viec/ho-so/{first.code}/"' in page(intake, second)
    assert f'href="/ban-lam-viec/ho-so/{second.code}/"' in page(intake, first)
    Dossier.objects.filter(pk=second.pk).update(office="quan-1")  # told, but not theirs to open
    assert second.code in page(intake, first)
    assert f'href="/ban-lam-viec/ho-so/{second.code}/"' not in page(intake, first)
    Dossier.objects.filter(pk=second.pk).update(office=first.office)
    assert "Điều 83" in page(intake, first)
    alone = people.dossier(personal_number="079190007777")
    assert "Người này đã có hồ sơ" not in page(intake, alone)


def test_history_and_papers_are_listed_with_who_and_why(intake: Client) -> None:
    people.officer("chi")
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:chi")
    services.ask_supplement(dossier.pk, actor="officer:chi", reason="Thiếu số nhà.", items=["Trụ sở"])
    paper = outcomes.issue(dossier.pk, "slip", dossier.code, b"%PDF-1.7")
    text = page(intake, dossier)
    for part in ("Lê Thị Chi", "Thiếu số nhà.", "Trụ sở", "Tạm dừng, chờ công dân", f"/giay/{paper.pk}/"):
        assert part in text


def test_a_name_that_looks_like_markup_is_only_a_name(intake: Client) -> None:
    dossier = people.dossier()
    Dossier.objects.filter(pk=dossier.pk).update(full_name="<script>alert(1)</script>")
    assert "<script>alert" not in page(intake, dossier)


def test_the_page_in_english_has_no_vietnamese_furniture(intake: Client) -> None:
    text = page(intake, people.dossier(), "en")
    for part in ("Read from the paper", "Changed by the citizen", "Face comparison", "What is registered"):
        assert part in text
    assert "Đối chiếu khuôn mặt" not in text


def test_the_gravest_notice_comes_first_with_what_it_asks(intake: Client) -> None:
    dossier = people.dossier()
    record = dossier.evidence["reading"]
    note = {"code": "qr_not_read", "field": None, "message": {"vi": "Mã QR", "en": "QR"}, "severity": "note"}
    cut = {
        "code": "corner_cut",
        "field": None,
        "message": {"vi": "Cắt góc", "en": "Cut"},
        "severity": "grave",
    }
    cut["region"] = {"image": 0, "quad": [list(corner) for corner in filing.QUAD]}
    record["sides"][0]["problems"] = [note, cut]
    dossier.save()
    assert [item.code for item in evidence.problems(dossier.evidence)] == ["corner_cut", "qr_not_read"]
    text = page(intake, dossier)
    assert text.index("Xem giấy gốc") < text.index("Cắt góc") < text.index("Mã QR")
    front = f"/ban-lam-viec/ho-so/{dossier.code}/anh/front/"
    assert f"{front}?khung" in text
    assert "anh/back/?khung" not in text
    assert intake.get(f"{front}?khung").content != intake.get(front).content


def test_what_one_cause_hides_is_told_at_once(intake: Client) -> None:
    """Six sentences told the officer six times how to hold a phone; what was hidden stood between."""
    dossier = people.dossier()
    record = dossier.evidence["reading"]
    record["problems"] = [
        Problem(
            "field_not_read", unread_because([name], "covered"), field=name, reason="covered", image=0
        ).to_dict()
        for name in ("place_of_origin", "place_of_residence", "date_of_expiry")
    ]
    dossier.save()
    text = page(intake, dossier)
    assert text.count("bị che mất") == 1
    assert "quê quán, nơi cư trú và ngày hết hạn" in text


def test_what_is_to_be_compared_is_said_before_the_photos(intake: Client) -> None:
    """A face unlike the portrait stood below the first screen, under a green note that the names agree."""
    text = page(intake, people.dossier(same=False))
    top = text[: text.index('id="photos-title"')]
    assert "không đủ giống ảnh chân dung" in top
    assert 'href="#face-title"' in top
    assert "cần xem lại bên phần ảnh: 1" in top
    agreeing = page(intake, people.dossier(same=True, personal_number="079190001242"))
    assert "giống ảnh chân dung" not in agreeing[: agreeing.index('id="photos-title"')]


def test_officers_read_no_heading_that_speaks_to_the_citizen(intake: Client) -> None:
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    form = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/yeu-cau-bo-sung/").content.decode()
    for text in (page(intake, dossier), form):
        assert "Thông tin của chủ hộ" in text
        for words in ("của bạn", "Liên lạc với bạn", "Bạn kinh doanh gì?", "sẽ làm giúp bạn"):
            assert words not in text


def test_the_history_names_who_approved_and_not_only_the_tax_system(intake: Client) -> None:
    people.officer("binh", role="decision")
    dossier = people.dossier()
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    number = dossier.personal_number
    services.write_to_register(dossier, code=number, tax_code=number, tax_office="Thuế")
    services.grant(dossier.pk, tax_code=number, tax_office="Thuế", certificate_number=number)
    assert "Người duyệt: Lê Thị Binh" in page(intake, dossier)
    sheet = intake.get(f"/ban-lam-viec/ho-so/{dossier.code}/phieu-kiem-soat/").content
    assert "Người duyệt: Lê Thị Binh" in text_of(sheet)
