"""Tests of one ``xdist_group`` run in one process, so that what they share is started once.

``--dist loadgroup`` hands groups over by writing them into the tests' addresses. Since pytest 9.2 that has no
effect, and without a word each test goes to whichever process is free (pytest-xdist #1386). Here each process
notes its tests' groups in a file, and what hands the tests out reads it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

_GROUPS = "motcua_groups"


class GroupScheduling(LoadScopeScheduling):
    """Hand out the tests in the order collected: those of a group together, every other one by itself."""

    def __init__(self, config: pytest.Config, log: Producer | None = None) -> None:
        super().__init__(config, log)
        self._groups: dict[str, str] = {}

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Take a process's list of tests, and with it what they are marked with."""
        self._groups.update(json.loads(Path(node.workerinput[_GROUPS]).read_text(encoding="utf-8")))
        super().add_node_collection(node, collection)

    def _split_scope(self, nodeid: str) -> str:
        return self._groups.get(nodeid, nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> GroupScheduling | None:
    """Take the place of pytest-xdist's own ``loadgroup``."""
    return GroupScheduling(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Tell a process that is being started where to note the groups."""
    folder = TemporaryDirectory(prefix="motcua-groups-")
    node.config.add_cleanup(folder.cleanup)
    node.workerinput[_GROUPS] = str(Path(folder.name) / "groups.json")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    """Note them, in such a process, before it says that it has collected its tests."""
    noted = getattr(session.config, "workerinput", {}).get(_GROUPS)
    if noted is not None:
        marks = {item.nodeid: item.get_closest_marker("xdist_group") for item in session.items}
        groups = {address: mark.args[0] for address, mark in marks.items() if mark is not None}
        Path(noted).write_text(json.dumps(groups), encoding="utf-8")
