"""How the result comes, changed at the counter for who has no phone; the paper of what was downloaded."""

import re

import pytest
from django.test import Client
from tests.desk import people
from tests.support import filing
from tests.support.papers import text_of

from motcua.audit.models import Event
from motcua.dossiers import selectors, services
from motcua.dossiers.models import Dossier, Transition
from motcua.dossiers.states import State
from motcua.outcomes import paper_data
from motcua.outcomes.issuance import renewed_slips

pytestmark = pytest.mark.django_db
HOME = "45/6 Trần Hưng Đạo, Phường Cầu Ông Lãnh, Thành phố Hồ Chí Minh"
POSTED = {"result_channel": "post", "result_address": HOME, "result_phone": "0912 345 678"}
CHANGE, PAPER = "doi-cach-nhan-ket-qua", "trao-ban-giay"


@pytest.fixture
def dossier(settings: object) -> Dossier:
    address = ("http://127.0.0.1:9", bytes(32))  # connected; nothing is sent here
    settings.OUTSIDE = {**settings.OUTSIDE, "post": address, "sms_1": address}  # type: ignore[attr-defined]
    return services.submit(filing.draft().pk)


def at(dossier: Dossier, slug: str = "") -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/{slug + '/' if slug else ''}"


def page(client: Client, dossier: Dossier, slug: str = "") -> str:
    return client.get(at(dossier, slug)).content.decode()


def hidden(text: str) -> dict[str, str]:
    """Return what the form carries of the dossier as the officer saw it."""
    return dict(re.findall(r'name="(seen|asked)" value="(\d+)"', text))


def returned(dossier: Dossier, *, by: str, **way: str) -> Dossier:
    if way:
        services.change_receiving(dossier.pk, actor="citizen:x", way=way)
    services.accept(dossier.pk, actor="officer:an")
    services.move(dossier.pk, "grant", actor="system:tax")
    services.hand_over(dossier.pk, actor=by)
    dossier.refresh_from_db()
    return dossier


def test_an_officer_changes_it_for_who_came_to_the_counter(
    intake: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper_data, "sign_paper", lambda pdf, _dossier, **_how: pdf)
    services.accept(dossier.pk, actor="officer:an")
    assert at(dossier, CHANGE) in page(intake, dossier)
    form = page(intake, dossier, CHANGE)
    assert "12/3 Nguyễn Trãi" in form, "the contact address is there already"
    answer = intake.post(at(dossier, CHANGE), {**hidden(form), **POSTED}, follow=True)
    shown = answer.content.decode()
    for words in ("Đã đổi cách nhận kết quả.", HOME, "Đổi cách nhận kết quả tại quầy", "Lê Thị An"):
        assert words in shown, words
    assert "Công dân đã đổi cách nhận kết quả" not in shown, "who wrote it down need not be told"
    assert "mới đổi cách nhận" not in page(intake, dossier).replace(at(dossier), "")
    event = Event.objects.get(action="dossier.change_receiving")
    assert (event.actor, event.subject) == ("officer:an", f"dossier:{dossier.code}")
    step = Transition.objects.select_related("dossier").get(move="change_receiving")
    assert step.data["receiving"]["result_channel"] == {"before": "download", "after": "post"}
    told = selectors.notifications_of(dossier)[-1]
    assert "tai quay" in told.text, "whoever filed learns that somebody came"
    assert len(told.text) <= 160
    paper = renewed_slips.renewed_slip_for(step)
    assert paper is not None
    text = text_of(bytes(paper.pdf))
    assert "đổi cách nhận kết quả tại quầy; ngày hẹn trả kết quả không đổi" in text
    assert HOME in text
    citizen = Client()
    citizen.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    seen = citizen.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "Bạn đổi cách nhận kết quả tại quầy" in seen


def test_what_is_wrong_stays_in_the_form_and_nothing_is_recorded(intake: Client, dossier: Dossier) -> None:
    kept = hidden(page(intake, dossier, CHANGE))
    wrong = intake.post(at(dossier, CHANGE), {**kept, **POSTED, "result_phone": "12"})
    assert wrong.status_code == 422
    assert HOME in wrong.content.decode()
    same = intake.post(at(dossier, CHANGE), {**kept, "result_channel": "download"})
    assert same.status_code == 422
    assert "Bạn chưa đổi gì" in same.content.decode()
    assert not dossier.transitions.filter(move="change_receiving").exists()


def test_what_the_citizen_changed_meanwhile_is_not_overwritten_unseen(
    intake: Client, dossier: Dossier
) -> None:
    old = hidden(page(intake, dossier, CHANGE))
    services.change_receiving(dossier.pk, actor=f"citizen:{dossier.draft_id}", way=POSTED)
    late = intake.post(at(dossier, CHANGE), {**old, "result_channel": "counter"})
    assert late.status_code == 409
    dossier.refresh_from_db()
    assert dossier.answers["result_channel"] == "post"
    assert HOME in page(intake, dossier, CHANGE), "what stands now, not what was typed before"


def test_only_while_it_can_still_come_another_way(intake: Client, decider: Client, dossier: Dossier) -> None:
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    assert at(dossier, CHANGE) in page(intake, dossier), "while the tax office is asked, too"
    services.move(dossier.pk, "grant", actor="system:tax")
    form = page(intake, dossier, CHANGE)
    assert intake.post(at(dossier, CHANGE), {**hidden(form), **POSTED}).status_code == 302
    assert at(dossier, CHANGE) not in page(intake, dossier), "the post has it"
    refused = intake.get(at(dossier, CHANGE))
    assert refused.status_code == 409
    assert "đã giao cho bưu điện" in refused.content.decode()


def test_an_accountant_changes_no_way(dossier: Dossier) -> None:
    money = Client()
    money.force_login(people.officer("tien", role="accountant"))
    assert money.post(at(dossier, CHANGE), {"seen": 1, "asked": 0, **POSTED}).status_code == 403
    assert not dossier.transitions.filter(move="change_receiving").exists()


def test_who_downloaded_it_is_given_the_paper_once(intake: Client, dossier: Dossier) -> None:
    returned(dossier, by=f"citizen:{dossier.draft_id}")
    citizen = Client()
    citizen.post("/tra-cuu/", {"code": dossier.code, "fact": "14/05/1990"})
    assert "Cần thêm bản giấy" in citizen.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert at(dossier, PAPER) in page(intake, dossier)
    assert at(dossier, CHANGE) not in page(intake, dossier)
    form = page(intake, dossier, PAPER)
    done = intake.post(at(dossier, PAPER), hidden(form), follow=True).content.decode()
    assert "Trao bản giấy tại quầy" in done
    assert at(dossier, PAPER) not in done
    again = intake.post(at(dossier, PAPER), hidden(form))
    assert again.status_code == 409
    assert "thủ tục cấp lại" in again.content.decode()
    dossier.refresh_from_db()
    assert dossier.state_enum == State.RETURNED
    assert Event.objects.get(action="dossier.paper_copy").actor == "officer:an"
    seen = citizen.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "Bạn nhận bản giấy tại quầy" in seen
    assert "Cần thêm bản giấy" not in seen


@pytest.mark.parametrize("what", ["counter", "revoked"])
def test_no_paper_copy_of_what_was_given_on_paper_or_taken_back(
    intake: Client, dossier: Dossier, what: str
) -> None:
    if what == "counter":
        returned(dossier, by="officer:an", result_channel="counter")
    else:
        returned(dossier, by=f"citizen:{dossier.draft_id}")
        services.move(dossier.pk, "revoke", actor="officer:binh", reason="Kê khai không đúng sự thật.")
    assert at(dossier, PAPER) not in page(intake, dossier)
    assert intake.post(at(dossier, PAPER), {"seen": int(State.RETURNED)}).status_code == 409
    assert not dossier.transitions.filter(move="paper_copy").exists()
