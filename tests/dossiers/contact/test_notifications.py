"""The person is told of what happens, once, in words any phone shows, with proof on both sides' pages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from tests.interconnect.stand_in import serving
from tests.support import filing

from motcua.dossiers import selectors, services
from motcua.dossiers.contact.notifications import masked
from motcua.dossiers.models import Dossier, PersonMessage
from motcua.interconnect import outbox
from motcua.interconnect import services as interconnect
from motcua.interconnect.models import OutboxMessage
from motcua.interconnect.sandbox import messages as sandbox
from motcua.kernel import clock, workdays

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))


@pytest.fixture
def providers(settings: object) -> Iterator[dict[str, sandbox.Provider]]:
    (sms, one), (email, two) = sandbox.make("sms_1", SECRET), sandbox.make("email_1", SECRET)
    with serving(sms) as at_sms, serving(email) as at_email:
        addresses = {"sms_1": (at_sms, SECRET), "email_1": (at_email, SECRET)}
        settings.OUTSIDE = {**settings.OUTSIDE, **addresses}  # type: ignore[attr-defined]
        yield {"sms": one, "email": two}


def filed(**answers: object) -> Dossier:
    return services.submit(filing.draft(channel="counter", **answers).pk)


def send_all() -> None:
    for row in OutboxMessage.objects.filter(sent_at=None):
        assert outbox.deliver(row.pk, interconnect.send)


def test_nothing_is_promised_where_no_provider_is_connected() -> None:
    filed()
    assert not PersonMessage.objects.exists()
    assert not OutboxMessage.objects.exists()


def test_filed_is_told_by_both_ways_in_fitting_letters(providers: dict[str, sandbox.Provider]) -> None:
    dossier = filed(email="minh@vidu.vn")
    send_all()
    (sms,) = providers["sms"].taken.values()
    (mail,) = providers["email"].taken.values()
    assert sms["to"] == "0901234567"
    assert sms["text"].isascii()
    assert dossier.code in sms["text"]
    assert f"{dossier.due_on:%d/%m/%Y}" in sms["text"]
    assert len(sms["text"]) <= 160
    assert mail["subject"] == f"Hồ sơ {dossier.code}: đã nộp"
    for message in (sms, mail):
        assert dossier.full_name not in message["text"]
        assert dossier.personal_number not in message["text"]


def test_each_move_that_matters_is_told_once_with_proof(providers: dict[str, sandbox.Provider]) -> None:
    dossier = filed()
    services.accept(dossier.pk, actor="officer:an")
    services.ask_supplement(dossier.pk, actor="officer:an", reason="Ảnh mờ quá.", items=["Ảnh"])
    services.answer_supplement(dossier.pk, actor="citizen:x", note="Đây")
    services.ask_payment(dossier.pk, actor="officer:an")
    services.pay_at_counter(dossier.pk, actor="officer:an", receipt_no="1")
    dossier.refresh_from_db()
    calendar = workdays.NATIONAL
    day = workdays.next_working_day(max(dossier.due_on, clock.today()) + timedelta(days=1), calendar)
    services.extend(dossier.pk, actor="officer:binh", new_day=day, reason="Đợi cơ quan khác trả lời.")
    services.refuse(dossier.pk, actor="officer:binh", ground="name_taken", reason="Trùng tên.")
    send_all()
    told = selectors.notifications_of(dossier)
    kinds = [item.kind for item in PersonMessage.objects.order_by("id")]
    assert kinds == ["filed", "supplement", "supplemented", "payment", "paid", "extension", "refused"]
    assert all(item.provider == "sms_1" and item.receipt and item.sent_at for item in told)
    assert len(providers["sms"].taken) == 7
    assert f"{day:%d/%m/%Y}" in told[5].text
    assert "100.000 d" in told[3].text
    assert "bo sung" in told[2].text
    assert "Hen tra ket qua" in told[2].text, "the new day is told, not only shown"


def test_that_a_dossier_was_withdrawn_is_told_to_whoever_filed_it(
    providers: dict[str, sandbox.Provider],
) -> None:
    """Who knows a code and a birth date can withdraw; the person learnt of it when they looked, or never."""
    dossier = filed(email="minh@vidu.vn")
    services.withdraw(dossier.pk, actor="citizen:x")
    send_all()
    for provider in providers.values():
        text = list(provider.taken.values())[-1]["text"]
        assert dossier.code in text
    assert "rut" in list(providers["sms"].taken.values())[-1]["text"]
    assert len(list(providers["sms"].taken.values())[-1]["text"]) <= 160


@pytest.mark.parametrize(
    ("channel", "said"),
    [("download", "Tai ve: "), ("counter", "den quay nhan"), ("post", "gui qua buu dien")],
)
def test_a_result_is_told_in_the_way_it_was_asked_for(
    providers: dict[str, sandbox.Provider], channel: str, said: str
) -> None:
    """Who had asked for paper at the counter was only told to download a file."""
    dossier = filed(result_channel=channel, result_address="7 Lê Lai")
    services.accept(dossier.pk, actor="officer:an")
    services.approve(dossier.pk, actor="officer:binh")
    number = dossier.personal_number
    services.write_to_register(dossier, code=number, tax_code=number, tax_office="Thuế")
    services.grant(dossier.pk, tax_code=number, tax_office="Thuế", certificate_number=number)
    send_all()
    (text,) = [item["text"] for item in providers["sms"].taken.values() if "ket qua" in item["text"][:50]]
    assert said in text
    assert len(text) <= 160


def test_in_english_for_who_filed_in_english(providers: dict[str, sandbox.Provider]) -> None:
    draft = filing.draft()
    draft.language = "en"
    draft.save()
    services.submit(draft.pk)
    assert PersonMessage.objects.get().text.startswith("Dossier ")


def test_both_sides_see_what_was_told(
    providers: dict[str, sandbox.Provider], client: Client, django_user_model: type
) -> None:
    dossier = filed()
    send_all()
    client.post("/tra-cuu/", {"code": dossier.code, "fact": "0901234567"})
    page = client.get(f"/tra-cuu/{dossier.code}/").content.decode()
    assert "Tin đã gửi cho bạn (1)" in page
    assert "090****567" in page
    assert "0901234567" not in page


@pytest.mark.parametrize(("to", "shown"), [("0901234567", "090****567"), ("minh@vidu.vn", "m***@vidu.vn")])
def test_an_address_is_hidden_from_whoever_looks_over_the_shoulder(to: str, shown: str) -> None:
    assert masked(to) == shown
