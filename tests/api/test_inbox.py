"""The inbox: only signed messages of a connected system, each kept once."""

import json
from datetime import datetime
from typing import get_args

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.interconnect import message_signatures as signatures
from motcua.interconnect import services
from motcua.interconnect.models import InboxMessage
from motcua.interconnect.sandbox.wrongness import Wrong, spoil
from motcua.kernel import clock

pytestmark = pytest.mark.django_db
SECRET = bytes(range(32))
PATH = "/api/v1/inbox/bank"
AT = datetime(2026, 11, 20, 9, tzinfo=clock.VIETNAM)
BODY = json.dumps({"transfer_id": "FT1"}).encode()


@pytest.fixture(autouse=True)
def _connected(settings: object) -> None:
    settings.OUTSIDE = {**settings.OUTSIDE, "bank": ("http://127.0.0.1:1", SECRET)}  # type: ignore[attr-defined]


def send(
    client: Client, *, secret: bytes = SECRET, key: str = "FT1", body: bytes = BODY, path: str = PATH
) -> object:
    headers = signatures.sign_request(
        secret, method="POST", path=path, body=body, key_id="bank", idempotency_key=key
    )
    answer = client.post(path, body, content_type="application/json", headers=headers)
    return answer, headers


def test_a_message_is_kept_once_and_its_answer_is_signed(client: Client) -> None:
    for _ in range(2):
        answer, headers = send(client)  # type: ignore[misc]
        assert answer.status_code == 200
        signatures.verify_answer(
            SECRET, answer.headers, status=200, body=answer.content, request_signature=headers["Signature"]
        )
    row = InboxMessage.objects.get()
    assert (row.message_id, row.times, row.body) == ("FT1", 2, {"transfer_id": "FT1"})
    assert ProcrastinateJob.objects.filter(task_name="dossiers.take_payment").count() == 1


def test_what_is_not_signed_by_the_system_is_refused(client: Client) -> None:
    answer, _ = send(client, secret=b"another")  # type: ignore[misc]
    assert answer.status_code == 401
    assert client.post(PATH, BODY, content_type="application/json").status_code == 401
    assert not InboxMessage.objects.exists()


def test_a_replayed_request_is_refused(client: Client) -> None:
    _, headers = send(client)  # type: ignore[misc]
    answer = client.post(PATH, BODY, content_type="application/json", headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("body", [b"[]", b"{", b""])
def test_a_signed_message_of_another_form_is_refused(client: Client, body: bytes) -> None:
    answer, _ = send(client, body=body)  # type: ignore[misc]
    assert answer.status_code == 422


@pytest.mark.parametrize("system", ["sms_1", "unknown"])
def test_a_system_that_sends_nothing_has_no_inbox(client: Client, system: str) -> None:
    answer, _ = send(client, path=f"/api/v1/inbox/{system}")  # type: ignore[misc]
    assert answer.status_code == 404


@pytest.mark.parametrize("password", [b"", b"of the mail server"])
def test_a_mail_server_tells_nothing_so_nobody_does_in_its_name(
    client: Client, settings: object, password: bytes
) -> None:
    """Its secret is a password or nothing at all: anybody could sign with that, and say that mail arrived."""
    connected = {**settings.OUTSIDE, "email_1": ("smtp://127.0.0.1:25", password)}  # type: ignore[attr-defined]
    settings.OUTSIDE = connected  # type: ignore[attr-defined]
    answer, _ = send(client, secret=password, path="/api/v1/inbox/email_1")  # type: ignore[misc]
    assert answer.status_code == 404
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize("value", ['"\\u0000"', '"\\ud800"', "NaN"])
def test_what_no_table_can_hold_is_refused_and_not_sent_again_for_ever(client: Client, value: str) -> None:
    """A status of 500 asks for the same message again."""
    answer, _ = send(client, body=f'{{"content": {value}}}'.encode())  # type: ignore[misc]
    assert answer.status_code == 422
    assert not InboxMessage.objects.exists()


@pytest.mark.parametrize("wrong", [wrong for wrong in get_args(Wrong) if wrong])
def test_whatever_a_bank_tells_wrongly_is_no_fault_of_ours_and_no_payment(client: Client, wrong: str) -> None:
    """Brackets without end were a 500, after which the bank sends the same again; year 2099 paid a fee."""
    told = {
        "transfer_id": "FT1", "account": "0000740000", "amount": 100_000, "content": "MC0000000197",
        "payer": "NGUYỄN VĂN A", "at": AT.isoformat(),
    }  # fmt: skip
    first = {**told, "transfer_id": "FT0", "amount": 1}
    sent = spoil(wrong, 200, told, first=first, needed="amount", telling="transfer_id")
    secret = b"another" if sent.signed == "by_another" else SECRET
    headers = signatures.sign_request(
        secret,
        method="POST",
        path=PATH,
        body=sent.body,
        key_id="bank",
        idempotency_key="FT1",
        age_s=sent.age_s,
    )
    answer = client.post(
        PATH, sent.body, content_type=sent.kind, headers={} if sent.signed == "not" else headers
    )
    assert answer.status_code < 500
    for row in InboxMessage.objects.all():
        transfer = services.read_transfer(row.body)
        facts = None if transfer is None else (transfer.amount, transfer.content, transfer.at)
        assert facts in {None, (100_000, told["content"], AT), (1, told["content"], AT)}
        assert transfer is None or transfer.payer.isprintable()


def test_another_message_under_a_number_that_was_used_is_not_taken_for_the_first(client: Client) -> None:
    """It was answered with 200 and forgotten: the money of whoever paid second was nowhere."""
    send(client)
    other = json.dumps({"transfer_id": "FT1", "amount": 5}).encode()
    for _ in range(2):
        answer, _ = send(client, body=other)  # type: ignore[misc]
        assert json.loads(answer.content) == {"received": "FT1"}
    assert [row.body for row in InboxMessage.objects.order_by("id")] == [json.loads(BODY), json.loads(other)]
    assert ProcrastinateJob.objects.filter(task_name="dossiers.take_payment").count() == 2
