"""What never reaches a log: the arguments of background jobs may name a person."""

import logging
import re

#: A job as the queue's library writes it, ``dossiers.ask_registers[17](full_name='…')``, to its last bracket.
_JOB = re.compile(r"(\b[\w.]+\[\d+\])\(.*\)", re.DOTALL)


class WithoutArguments(logging.Filter):
    """Cuts the arguments out of what the queue's library says about a job; its name and number stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True always; the record is changed where it has to be."""
        if record.name.startswith("procrastinate"):
            record.msg, record.args = _JOB.sub(r"\1", record.getMessage()), None
        return True
