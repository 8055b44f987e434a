"""Photos that were read only after somebody had filled the form in and filed: the officer sees both."""

import pytest
from django.test import Client, RequestFactory
from tests.desk import people
from tests.support import filing

from motcua.accounts.models import User
from motcua.desk.access import own_dossier
from motcua.desk.evidence import checked_fields, known_now, other_fields
from motcua.dossiers import services
from motcua.dossiers.drafting import analyses
from motcua.dossiers.models import Analysis, Dossier
from motcua.papers.errors import problem
from motcua.procedures import selectors as procedures

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> Dossier:
    """Return a dossier of who waited too long and typed all by hand, the number with two digits swapped."""
    made = filing.draft(personal_number="079190002134")
    services.put_photo(made.pk, "front", filing.photo(), capture="camera")
    found = services.submit(made.pk)
    assert found.evidence["reading"] is None
    read = filing.reading(doubtful=("date_of_birth",)).to_record()
    monkeypatch.setattr(analyses, "_read_paper", lambda _: read)
    for analysis in Analysis.objects.all():
        analyses.perform(analysis.pk)
    return Dossier.objects.get(pk=found.pk)


def statuses(dossier: Dossier) -> dict[str, str]:
    procedure = procedures.procedure_of(dossier.procedure_code, dossier.procedure_version)
    return {row.name: row.status for row in checked_fields(dossier, procedure, known_now(dossier))}


def test_what_the_photo_says_stands_beside_what_was_typed(intake: Client, late: Dossier) -> None:
    """The page said that nothing was read, and the wrong number went through unseen."""
    assert late.evidence["reading"] is not None
    assert statuses(late) == {
        "full_name": "alike",
        "date_of_birth": "alike",  # two who did not see each other's say the same
        "sex": "alike",
        "personal_number": "unlike",
    }
    page = intake.get(f"/ban-lam-viec/ho-so/{late.code}/").content.decode()
    assert "Không đọc được gì từ ảnh" not in page
    assert "Công dân tự ghi, khác với ảnh" in page
    assert "Máy đọc được: 079190001234" in page
    assert "Công dân đã sửa" not in page  # nothing was there to be changed
    assert "Số mục trên đơn cần xem lại bên phần ảnh: 1" in page


def test_what_was_read_in_time_is_told_as_before(intake: Client) -> None:
    found = people.dossier()
    assert statuses(found)["permanent_address"] == "changed"
    page = intake.get(f"/ban-lam-viec/ho-so/{found.code}/").content.decode()
    assert "Công dân tự ghi" not in page


def test_beside_a_value_to_look_at_stands_no_certainty_and_beside_a_source_none_at_all(
    intake: Client,
) -> None:
    """“Compare with the photo” beside “99/100, very sure” said two things, and so did 99 beside a 37."""
    found = people.dossier()
    page = intake.get(f"/ban-lam-viec/ho-so/{found.code}/").content.decode()
    assert "Độ chắc 93/100" not in page  # the name, which the reading doubted
    assert "Máy đọc chưa chắc: cần người xem" in page
    assert "Độ chắc 99/100" in page  # the birth date, which it did not
    assert "Mã QR (" not in page


def test_looking_changes_nothing_that_was_frozen(intake: Client, late: Dossier, rf: RequestFactory) -> None:
    """A view that saved the dossier it had opened would have made the late reading part of what was filed."""
    Dossier.objects.filter(pk=late.pk).update(evidence={**late.evidence, "reading": None, "match": None})
    request = rf.get("/")
    request.user = User.objects.get(username="an")
    opened = own_dossier(request, late.code)
    assert known_now(opened)["reading"] is not None
    opened.save()
    assert Dossier.objects.get(pk=late.pk).evidence["reading"] is None


def test_the_list_calls_a_value_as_what_was_noticed_about_it_does() -> None:
    """An officer read “Số định danh” in the list and “Số định danh cá nhân” in the remark above it."""
    listed = other_fields({"reading": filing.reading().to_record()})
    assert listed
    for row in listed:
        assert f"“{row.label.vi}”" in problem("sources_disagree", row.reading_field).message.vi
