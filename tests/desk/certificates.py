"""A certificate given out, and one taken back at the desk."""

import pytest
from django.test import Client
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier
from motcua.interconnect import services as interconnect
from motcua.outcomes import paper_data, selectors
from motcua.outcomes.documents import rendering
from motcua.outcomes.issuance import certificates, slips_and_notices
from motcua.outcomes.models import IssuedPaper

REASON = "Công an phường xác minh: người đứng tên không nộp hồ sơ này."


def stand_in_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key and no printing: what is signed and drawn is tested elsewhere."""
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
    monkeypatch.setattr(rendering, "render_certificate", lambda data: f"%PDF {data.verify_url}".encode())
    monkeypatch.setattr(interconnect, "providers", lambda channel: [object()])


def registered(**answers: object) -> tuple[Dossier, IssuedPaper]:
    dossier = services.submit(filing.draft(**answers).pk)
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    number = dossier.personal_number
    services.write_to_register(dossier, code=number, tax_code=number, tax_office="Thuế cơ sở 1")
    paper = certificates.certificate_for(dossier, tax_code=number, tax_office="Thuế cơ sở 1")
    services.grant(dossier.pk, tax_code=number, tax_office="Thuế cơ sở 1", certificate_number=number)
    return Dossier.objects.get(pk=dossier.pk), paper


def address(dossier: Dossier, paper: IssuedPaper, act: str = "thu-hoi") -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/giay/{paper.pk}/{act}/"


def revoked(decider: Client) -> tuple[Dossier, IssuedPaper]:
    dossier, paper = registered()
    form = {"ground": "revoke_forged", "reason": REASON}
    page = decider.post(address(dossier, paper), form).content.decode()
    assert "Giấy hết hiệu lực ngay" in page
    assert selectors.standing(IssuedPaper.objects.get(pk=paper.pk)) == "valid"  # only looked at so far
    again = decider.post(address(dossier, paper), {**form, "edit": "1"}).content.decode()
    assert REASON in again
    answer = decider.post(address(dossier, paper), {**form, "confirm": "1"})
    assert answer.status_code == 302
    return Dossier.objects.get(pk=dossier.pk), IssuedPaper.objects.get(pk=paper.pk)


def decided(decider: Client) -> tuple[Dossier, IssuedPaper]:
    """As :func:`revoked`, with the decision signed."""
    dossier, paper = revoked(decider)
    slips_and_notices.notice_for(dossier.transitions.get(move="revoke"))
    return dossier, paper
