"""Nobody's name or number stands in a log because a background job was about them."""

import logging

import pytest

from motcua.config.logs import WithoutArguments


@pytest.mark.parametrize(
    "message",
    [
        "Starting job dossiers.ask_registers[17](full_name='TRẦN (A) is B', personal_number='064094460663')",
        "Job dossiers.ask_registers[17](full_name='TRẦN', personal_number='064094460663') ended with: Error",
    ],
)
def test_the_arguments_of_a_job_are_cut_out(message: str) -> None:
    record = logging.LogRecord("procrastinate.worker", logging.INFO, "", 1, "%s", (message,), None)
    assert WithoutArguments().filter(record)
    said = record.getMessage()
    assert "dossiers.ask_registers[17]" in said
    assert "TRẦN" not in said
    assert "064094460663" not in said
    assert ("ended with: Error" in said) == ("ended" in message)


def test_other_logs_are_left_alone() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Not Found: %s (x)", ("/a[1](b)",), None
    )
    WithoutArguments().filter(record)
    assert record.getMessage() == "Not Found: /a[1](b) (x)"


def test_the_settings_use_it() -> None:
    from motcua.config.settings import base  # noqa: PLC0415 - as an installation loads it

    assert base.LOGGING["handlers"]["console"]["filters"] == ["without_arguments"]
