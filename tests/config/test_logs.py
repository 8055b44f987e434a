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


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("no such number 0901234567", "no such number (number left out)"),
        ("079 090 001 234 is not known", "(number left out) is not known"),
        ("to: Lan.Nguyen+1@mail.example.vn", "to: (address left out)"),
        ("079090001234/an@example.vn", "(number left out)/(address left out)"),
    ],
)
def test_what_another_system_says_of_a_person_is_in_no_log(said: str, written: str) -> None:
    """A provider that refuses a message repeats whom it was for: numbers of citizens stood in the journal."""
    line = logging.LogRecord(
        "motcua.interconnect.outbox", logging.WARNING, "", 0, "outbox sms: %s", (said,), None
    )
    settings_of = settings.LOGGING["formatters"]["plain"]
    formatter = import_string(settings_of["()"])("%(message)s")
    assert formatter.format(line) == f"outbox sms: {written}"


def test_codes_references_and_addresses_of_machines_stay_in_logs() -> None:
    said = (
        "H29.26.740-261124-0001 MC0000000195 FT00000012 192.168.100.200:5432 2026-11-29 04:12:01,392 [12345]"
    )
    line = logging.LogRecord("motcua", logging.WARNING, "", 0, said, (), None)
    formatter = import_string(settings.LOGGING["formatters"]["plain"]["()"])("%(message)s")
    assert formatter.format(line) == said
