"""The programming interface: thin, the rules live in the rooms below."""

from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from motcua.api import health
from motcua.kernel.errors import MotcuaError

api = NinjaAPI(
    title="Motcua",
    version="1",
    description="Một cửa: tra cứu hồ sơ và tình trạng hệ thống. · Dossier status and system health.",
    urls_namespace="api",
    docs_url=None,  # the viewer would be fetched from another host; /openapi.json is the document
)


@api.exception_handler(MotcuaError)
def _refused(request: HttpRequest, error: MotcuaError) -> Any:
    return api.create_response(
        request, {"code": error.code, "message": error.message.to_dict()}, status=error.status
    )


class HealthAnswer(Schema):
    """State of the installation; ``ok`` false comes with HTTP 503."""

    ok: bool
    database: bool
    waiting: int | None
    oldest_waiting_s: float | None
    worker_seen_s: float | None
    problems: list[str]


@api.get("/health", response={200: HealthAnswer, 503: HealthAnswer}, auth=None, tags=["system"])
def read_health(request: HttpRequest) -> Any:
    """Database, age of the oldest waiting work, and when a worker was last seen."""
    found = health.examine()
    return (200 if found.ok else 503), found
