"""What every room's tests share: little, on purpose."""

import fcntl
import gc
import os
from pathlib import Path
from typing import Any

import cv2
import psycopg
import pytest
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck, settings
from psycopg.conninfo import make_conninfo
from tests.support.installation import NO_DISK, set_up
from whitenoise.middleware import WhiteNoiseMiddleware

from motcua.config.embedded import server
from motcua.kernel import constant_time, inference

# No deadline: two cores are shared by several processes here. No database of examples: a failing one is
# printed with the line that repeats it, and belongs into the test.
settings.register_profile(
    "motcua",
    deadline=None,
    max_examples=50,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("motcua")

# Everything that is imported and collected stays to the end: no use in looking through it for garbage.
gc.disable()
pytest_plugins = ("tests.support.groups", "tests.support.logs")
# Two tests run at a time on two processors: more threads of each would only wait for the other's.
inference.use_threads(1)
inference.limit_blas_to_one_thread()
cv2.setNumThreads(1)
ROOT = Path(__file__).resolve().parents[1]
_find_static_files = WhiteNoiseMiddleware.add_files_from_finders
_static_files: dict[str, Any] = {}


def _found_once(middleware: WhiteNoiseMiddleware) -> None:
    """Give every test client the static files that the first one found: each would look for them anew."""
    if not _static_files:
        _find_static_files(middleware)
        _static_files.update(middleware.files)
    middleware.files.update(_static_files)


WhiteNoiseMiddleware.add_files_from_finders = _found_once


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with groups, then what is slow, else in the order drawn: last, one process waits for another."""
    items.sort(key=lambda item: ("xdist_group" not in item.keywords, "slow" not in item.keywords))


def pytest_collection_finish() -> None:
    """Let the collector of garbage begin, with what the tests themselves make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the tests' own server wait for no disk: nobody looks for its data after a power cut."""
    found = connections["default"].settings_dict
    if "embedded" in found["ENGINE"]:
        parameters = server.connection_parameters(Path(found["OPTIONS"]["data_folder"]), "postgres")
        with psycopg.connect(make_conninfo(**parameters), autocommit=True) as connection:
            for setting in NO_DISK:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let tests that commit be tidied up after: two records refuse what empties every table."""
    with django_db_blocker.unblock():
        for alias, table in (("default", "audit_event"), ("faces", "gallery_deletion")):
            if not connections[alias].settings_dict["NAME"].startswith("test_"):
                continue  # none of these tests uses it, so none was made
            with connections[alias].cursor() as cursor:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")


@pytest.fixture(scope="session")
def set_up_home() -> Path:
    """Return what ``motcua setup`` leaves, for installations to begin with: made once a run, in its home."""
    home = Path(os.environ["MOTCUA_HOME"])
    ready = home / "set-up"
    with (home / "set-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            set_up(home / "being-set-up").rename(ready)
    return ready


@pytest.fixture(autouse=True)
def _default_language() -> None:
    """Start every test in the default language: a request of an earlier test leaves its own on the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Undo the number that a command run within a test chose for all of its process."""
    monkeypatch.setattr(inference, "_threads", 1)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give even answers at once; what they would wait is told in tests by a clock of their own."""
    monkeypatch.setattr(constant_time, "_sleep", lambda seconds: None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the embedded PostgreSQL of this run for good.

    It ends with the last process that is noted as using it, and a parallel run's processes are ended without
    a chance to take their note back.
    """
    home = os.environ.get("MOTCUA_HOME", "")
    if home and not hasattr(config, "workerinput"):
        server.stop(Path(home) / "postgres")
