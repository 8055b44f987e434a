"""What was given out is kept as it was; giving out twice must not make two certificates."""

import hashlib

import pytest
from tests.support import filing as support

from motcua.audit.models import Event
from motcua.dossiers import services as dossiers
from motcua.dossiers.errors import ReasonNeededError
from motcua.dossiers.models import Dossier
from motcua.kernel.errors import ConflictError
from motcua.kernel.ids import new_token
from motcua.outcomes import selectors, services
from motcua.outcomes.models import IssuedPaper

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> Dossier:
    return dossiers.submit(support.draft().pk)


def test_a_paper_is_kept_byte_for_byte(dossier: Dossier) -> None:
    token = new_token()
    paper = services.issue(dossier.pk, "slip", dossier.code, b"%PDF-1", token=token)
    kept = selectors.paper_by_token(token)
    assert bytes(kept.pdf) == b"%PDF-1"
    assert kept.sha256 == hashlib.sha256(b"%PDF-1").hexdigest()
    assert kept.pk == paper.pk


def test_giving_out_again_returns_the_first(dossier: Dossier) -> None:
    first = services.issue(dossier.pk, "certificate", "079190001234", b"one")
    again = services.issue(dossier.pk, "certificate", "079190001234", b"two", token=new_token())
    assert again.pk == first.pk
    assert bytes(again.pdf) == b"one"
    assert again.token == first.token
    assert IssuedPaper.objects.filter(dossier=dossier).count() == 1


def test_a_corrected_paper_has_its_own_number(dossier: Dossier) -> None:
    services.issue(dossier.pk, "supplement_request", "1", b"one")
    services.issue(dossier.pk, "supplement_request", "2", b"two")
    assert [paper.number for paper in selectors.papers_of(dossier.pk)] == ["1", "2"]
    last = selectors.latest(dossier.pk, "supplement_request")
    assert last is not None
    assert last.number == "2"
    assert selectors.latest(dossier.pk, "certificate") is None


def test_a_code_nobody_gave_out_opens_nothing() -> None:
    with pytest.raises(selectors.UnknownPaperError):
        selectors.paper_by_token("x" * 43)


def test_whoever_checks_a_certificate_is_told_whether_it_still_stands(dossier: Dossier) -> None:
    first = services.issue(dossier.pk, "certificate", "079190001234", b"one")
    assert selectors.standing(first) == "valid"
    second = services.issue(dossier.pk, "certificate", "079190001234-2", b"two", replaces=first)
    assert (selectors.standing(first), selectors.standing(second)) == ("replaced", "valid")
    services.mark_revoked(second.pk, actor="officer:binh", why="ceased", reason="Chấm dứt hoạt động")
    kept = selectors.paper_by_token(second.token)
    assert selectors.standing(kept) == "revoked"
    assert bytes(kept.pdf) == b"two"


def test_a_revocation_says_why_once_and_keeps_its_first_day(dossier: Dossier) -> None:
    paper = services.issue(dossier.pk, "certificate", "079190001234", b"one")
    with pytest.raises(ReasonNeededError):
        services.mark_revoked(paper.pk, actor="officer:binh", why="withdrawn", reason=" ")
    first = services.mark_revoked(paper.pk, actor="officer:binh", why="withdrawn", reason="Kê khai gian dối")
    again = services.mark_revoked(paper.pk, actor="officer:an", why="ceased", reason="Khác")
    assert (again.revoked_at, again.revoked_by) == (first.revoked_at, "officer:binh")
    assert Event.objects.filter(action="paper.revoked").count() == 1


def test_a_slip_cannot_be_revoked(dossier: Dossier) -> None:
    slip = services.issue(dossier.pk, "slip", dossier.code, b"one")
    with pytest.raises(ConflictError):
        services.mark_revoked(slip.pk, actor="officer:binh", why="withdrawn", reason="Nhầm")
