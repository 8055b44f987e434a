"""The programming interface: thin, the rules live in the rooms below."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, NinjaAPI, Schema, Status
from ninja.errors import HttpError, ValidationError

from motcua.api import health, inbox
from motcua.audit import services as audit
from motcua.dossiers import selectors
from motcua.dossiers.states import NAMES, State
from motcua.kernel import ids
from motcua.kernel.errors import InvalidInputError, MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.procedures import selectors as procedures
from motcua.ui import network

#: The limits and keys of the status page: guessing here and there counts together.
_PER_ADDRESS, _PER_CODE, _WINDOW = 40, 8, timedelta(minutes=15)

_NOT_UNDERSTOOD = Bilingual(
    vi="Yêu cầu chưa đúng mẫu. Xem /api/v1/openapi.json.",
    en="The request does not fit the description at /api/v1/openapi.json.",
)

api = NinjaAPI(
    title="Motcua",
    version="1",
    description="Một cửa: tra cứu hồ sơ và tình trạng hệ thống. · Dossier status and system health.",
    urls_namespace="api",
    docs_url=None,  # the viewer would be fetched from another host; /openapi.json is the document
)


class Words(Schema):
    """One text in both languages."""

    vi: str
    en: str


class Refused(Schema):
    """Why a request was not done: a stable code, and words for a person."""

    code: str
    message: Words


class HealthAnswer(Schema):
    """State of the installation; ``ok`` false comes with HTTP 503."""

    ok: bool
    database: bool
    waiting: int | None = Field(description="Work that could start now")
    oldest_waiting_s: float | None = Field(description="Seconds the oldest of it has waited")
    worker_seen_s: float | None = Field(description="Seconds since a worker last said that it lives")
    problems: list[str]


class StatusQuestion(Schema):
    """The dossier code and a second fact: the applicant's birth date or telephone number."""

    code: str = Field(max_length=60, examples=["H29.26.740-261124-0001"])
    fact: str = Field(max_length=40, examples=["05/09/1990", "0901 234 567"])


class StateAnswer(Schema):
    """A state by the number and the name of the national portal."""

    number: int
    name: Words


class HistoryLine(Schema):
    """The dossier came into a state."""

    at: datetime
    state: StateAnswer


class StatusAnswer(Schema):
    """Where a dossier stands. Personal data is not repeated."""

    code: str
    procedure: Words
    state: StateAnswer
    submitted_at: datetime
    due_on: date
    history: list[HistoryLine]


api.add_router("/inbox", inbox.router)


@api.exception_handler(MotcuaError)
def _refused(request: HttpRequest, error: MotcuaError) -> Any:
    return api.create_response(
        request, {"code": error.code, "message": error.message.to_dict()}, status=error.status
    )


@api.exception_handler(HttpError)  # a body that is no JSON
@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: Exception) -> Any:
    del error  # it repeats what was sent, which may be personal
    body = {"code": InvalidInputError.code, "message": _NOT_UNDERSTOOD.to_dict()}
    return api.create_response(request, body, status=InvalidInputError.status)


@api.get("/health", response={200: HealthAnswer, 503: HealthAnswer}, auth=None, tags=["system"])
def read_health(request: HttpRequest) -> Any:
    """Database, age of the oldest waiting work, and when a worker was last seen."""
    del request
    found = health.examine()
    return Status(200 if found.ok else 503, found)


# Watching programs often ask so, and took the 405 for a broken system.
api.api_operation(
    ["HEAD"], "/health", response={200: HealthAnswer, 503: HealthAnswer}, auth=None, include_in_schema=False
)(read_health)


@api.post(
    "/status",
    response={200: StatusAnswer, 404: Refused, 422: Refused, 429: Refused},
    auth=None,
    tags=["dossiers"],
)
def read_status(request: HttpRequest, question: StatusQuestion) -> Any:
    """Where a dossier stands. A wrong code and a wrong fact get one and the same answer (404)."""
    address = network.address(request)
    audit.limit_attempts(f"status:address:{address}", most=_PER_ADDRESS, window=_WINDOW)
    try:
        code = str(ids.parse_dossier_code(question.code))
    except InvalidInputError as error:
        raise NotFoundError(selectors.NOT_MATCHING, what="code") from error
    audit.limit_attempts(f"status:code:{code}", most=_PER_CODE, window=_WINDOW)
    found = selectors.for_citizen(code=code, second_fact=question.fact)
    audit.clear_attempts(f"status:code:{code}")
    procedure = procedures.procedure_of(found.procedure_code, found.procedure_version)
    return {
        "code": found.code,
        "procedure": procedure.name.to_dict(),
        "state": _state(found.state),
        "submitted_at": found.submitted_at,
        "due_on": found.due_on,
        "history": [{"at": step.at, "state": _state(step.target)} for step in found.transitions.all()],
    }


def _state(number: int) -> dict[str, Any]:
    return {"number": number, "name": NAMES[State(number)].to_dict()}
