"""What never reaches a log: the arguments of background jobs, and what rows hold, may name a person."""

import logging
import re

#: A job as the queue's library writes it, ``dossiers.ask_registers[17](full_name='…')``, to its last bracket.
_JOB = re.compile(r"(\b[\w.]+\[\d+\])\(.*\)", re.DOTALL)


#: What PostgreSQL adds to an error of a row: the values that were there already, or the whole row.
_DETAIL = re.compile(r"^DETAIL:.*?(?=^(?:CONTEXT|HINT|LINE \d+):|^\s*$|\Z)", re.DOTALL | re.MULTILINE)

#: A personal or telephone number, also in groups; our own references and codes have other signs in them.
_NUMBER = re.compile(r"(?<![\w-])\+?\d(?: ?\d){8,12}(?![\w-])")
_EMAIL = re.compile(r"[^\s@<>()\"':;,/]{1,64}@[\w-]+(?:\.[\w-]+)+")


class PersonRedactingFormatter(logging.Formatter):
    """Cuts out what a row holds, of a database's error, and people's numbers and addresses, of every line.

    Why another system refuses is told in its own words, which may repeat whom we asked about. Of a database's
    error its message and the constraint's name stay.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line or lines to be written."""
        said = _DETAIL.sub("DETAIL: (left out)\n", super().format(record))
        return _NUMBER.sub("(number left out)", _EMAIL.sub("(address left out)", said)).rstrip()


class ArgumentRedactingFilter(logging.Filter):
    """Cuts the arguments out of what the queue's library says about a job; its name and number stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True always; the record is changed where it has to be."""
        if record.name.startswith("procrastinate"):
            record.msg, record.args = _JOB.sub(r"\1", record.getMessage()), None
        return True
