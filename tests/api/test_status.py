"""Status over the interface: whoever knows both facts sees where it stands, others nothing."""

import json
from typing import Any

import pytest
from django.test import Client
from tests.support import filing

from motcua.dossiers import services
from motcua.dossiers.models import Dossier

pytestmark = pytest.mark.django_db


def ask(client: Client, body: Any) -> Any:
    return client.post("/api/v1/status", data=json.dumps(body), content_type="application/json")


@pytest.fixture
def dossier() -> Dossier:
    return services.submit(filing.draft().pk)


@pytest.mark.parametrize("fact", ["14/05/1990", "1990-05-14", "0901 234 567", "+84901234567"])
def test_both_facts_open_it_and_no_personal_data_comes_back(
    client: Client, dossier: Dossier, fact: str
) -> None:
    services.accept(dossier.pk, actor="officer:an")
    answer = ask(client, {"code": dossier.code.lower(), "fact": fact})
    assert answer.status_code == 200
    found = answer.json()
    assert found["state"] == {"number": 4, "name": {"vi": "Đang xử lý", "en": "In progress"}}
    assert [line["state"]["number"] for line in found["history"]] == [1, 2, 4]
    assert found["due_on"] == dossier.due_on.isoformat()
    text = answer.content.decode()
    for secret in (dossier.full_name, dossier.personal_number, dossier.phone, "officer", "1990"):
        assert secret not in text


def test_wrong_code_wrong_fact_and_nonsense_get_one_answer(client: Client, dossier: Dossier) -> None:
    answers = [
        ask(client, {"code": dossier.code, "fact": "15/05/1990"}),
        ask(client, {"code": dossier.code[:-4] + "9999", "fact": "14/05/1990"}),
        ask(client, {"code": "không phải mã", "fact": "14/05/1990"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_guessing_is_stopped_however_the_code_is_written(client: Client, dossier: Dossier) -> None:
    """Otherwise each spelling of the code would give eight more guesses at a birth date."""
    spellings = [dossier.code, dossier.code.lower(), dossier.code.replace("-", "–"), f" {dossier.code} "]
    codes = [
        ask(client, {"code": spellings[n % 4], "fact": f"{n + 1:02d}/01/1980"}).status_code for n in range(9)
    ]
    assert codes == [404] * 8 + [429]
    right = ask(client, {"code": dossier.code, "fact": "14/05/1990"})
    assert right.status_code == 429
    assert right.json()["code"] == "too_many_attempts"


@pytest.mark.parametrize(
    "body", [{}, {"code": "x"}, [], {"code": 1, "fact": {}}, {"code": "x" * 99, "fact": "y"}]
)
def test_what_does_not_fit_is_told_without_repeating_it(client: Client, body: Any) -> None:
    answer = ask(client, body)
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"
    assert "xxx" not in answer.content.decode()


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"code=x&fact=y", b'{"code": "x", "fact": "\\ud800"}'])
def test_what_is_no_json_is_told_like_any_other_mistake(client: Client, body: bytes) -> None:
    """A program that goes by ``code`` found none."""
    answer = client.post("/api/v1/status", data=body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"
    assert set(answer.json()["message"]) == {"vi", "en"}


def test_the_document_describes_what_is_there(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert set(document["paths"]) == {"/api/v1/health", "/api/v1/status", "/api/v1/inbox/{system}"}
    assert set(document["paths"]["/api/v1/status"]["post"]["responses"]) == {"200", "404", "422", "429"}


PROGRAM = "application/json"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/status", 405, "method_not_allowed"),
        ("POST", "/api/v1/health", 405, "method_not_allowed"),
        ("PUT", "/api/v1/inbox/bank", 405, "method_not_allowed"),
        ("OPTIONS", "/api/v1/status", 405, "method_not_allowed"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/status/", 404, "not_found"),
        ("GET", "/api", 404, "not_found"),
    ],
)
def test_a_program_is_refused_in_json_whatever_it_does_wrong(
    client: Client, method: str, path: str, status: int, code: str
) -> None:
    """A program that reads ``code`` of every answer broke on "Method not allowed" as HTML."""
    answer = client.generic(method, path, b"{}", content_type=PROGRAM)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.json()["message"]) == {"vi", "en"}


def test_the_methods_that_an_address_takes_are_named(client: Client) -> None:
    assert client.get("/api/v1/status")["Allow"] == "POST"


def test_a_program_is_told_of_its_request_and_not_of_photos_and_a_browser(client: Client) -> None:
    """What it sends is small, and it has no "Back"."""
    body = b'{"code": "' + b"x" * 3_000_000 + b'", "fact": "y"}'
    too_large = client.post("/api/v1/status", body, content_type=PROGRAM)
    assert (too_large.status_code, too_large.json()["code"]) == (413, "upload_too_large")
    assert "2 MB" in too_large.json()["message"]["en"]
    other_host = client.get("/api/v1/health", HTTP_HOST="another.example")
    assert (other_host.status_code, other_host.json()["code"]) == (400, "bad_request")
    assert "browser" not in other_host.json()["message"]["en"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_learns_whether_to_send_again_after_a_fault_of_ours(
    dossier: Dossier, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> object:
        raise ValueError("x")

    name = "motcua.dossiers.selectors.for_citizen" if method == "POST" else "motcua.api.health.examine"
    monkeypatch.setattr(name, broken)
    client = Client(raise_request_exception=False)
    answer = ask(client, {"code": dossier.code, "fact": "14/05/1990"}) if method == "POST" else None
    answer = answer or client.get("/api/v1/health")
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert "browser" not in answer.json()["message"]["en"]
    assert len(answer.json()["reference"]) == 8
