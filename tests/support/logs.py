"""What an installation's programs said, for whoever has to understand a test that failed."""

from collections.abc import Generator
from typing import Any

import pytest
from tests.support.installation import Installation

_LINES = 40


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the ends of the logs to the report: their folder is gone when somebody reads it."""
    report = yield
    if report.failed and call.when == "call":
        for fixture in getattr(item, "funcargs", {}).values():
            if isinstance(fixture, Installation):
                for log in sorted((fixture.home / "log").glob("*.log")):
                    lines = log.read_text(errors="replace").splitlines()[-_LINES:]
                    report.sections.append((log.name, "\n".join(lines)))
    return report
