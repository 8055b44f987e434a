"""Nobody's name or number stands in a log because a background job was about them."""

import logging
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.module_loading import import_string

from motcua.config.logs import ArgumentRedactingFilter


@pytest.mark.parametrize(
    "message",
    [
        "Starting job dossiers.ask_registers[17](full_name='TRẦN (A) is B', personal_number='064094460663')",
        "Job dossiers.ask_registers[17](full_name='TRẦN', personal_number='064094460663') ended with: Error",
    ],
)
def test_the_arguments_of_a_job_are_cut_out(message: str) -> None:
    record = logging.LogRecord("procrastinate.worker", logging.INFO, "", 1, "%s", (message,), None)
    assert ArgumentRedactingFilter().filter(record)
    said = record.getMessage()
    assert "dossiers.ask_registers[17]" in said
    assert "TRẦN" not in said
    assert "064094460663" not in said
    assert ("ended with: Error" in said) == ("ended" in message)


def test_other_logs_are_left_alone() -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 1, "Not Found: %s (x)", ("/a[1](b)",), None
    )
    ArgumentRedactingFilter().filter(record)
    assert record.getMessage() == "Not Found: /a[1](b) (x)"


def test_the_settings_use_it() -> None:
    from motcua.config.settings import base  # noqa: PLC0415 - as an installation loads it

    assert base.LOGGING["handlers"]["console"]["filters"] == ["without_arguments"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO people_facereference SELECT gen_random_uuid(), t, now() FROM (VALUES (%s), (%s)) v (t)",
        "INSERT INTO people_facereference VALUES (NULL, %s || E'\n' || %s, now())",
    ],
)
def test_what_a_row_holds_is_in_no_log(statement: str) -> None:
    """PostgreSQL says which key was there already, or shows the whole row: a number or a name, in the log."""
    number = "0791900"
    line = logging.LogRecord("django.request", logging.ERROR, "", 0, "Error at /a: %s", (), None)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [number, number])
    except IntegrityError as error:
        line.args, line.exc_info = (str(error),), sys.exc_info()
    assert number in logging.Formatter().format(line)
    [handler] = settings.LOGGING["handlers"].values()
    kind = settings.LOGGING["formatters"][handler["formatter"]]
    written = import_string(kind["()"])(kind["fmt"]).format(line)
    assert number not in written
    assert "people_facereference" in written
    assert "constraint" in written
    assert "Traceback" in written
