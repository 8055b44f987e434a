"""A ward's machine loses power. Its database must come back by itself, whatever was left lying about."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from django.db import connections

from motcua.config.embedded import server
from motcua.kernel.errors import SetupError

ASK = """
import sys
from pathlib import Path
from motcua.config.embedded.server import connection_parameters
import psycopg
parameters = connection_parameters(Path(sys.argv[1]), "motcua")
with psycopg.connect(**parameters) as connection:
    print(connection.execute("SELECT count(*) FROM pg_database WHERE datname = 'motcua'").fetchone()[0])
apart = connection_parameters(Path(sys.argv[1]), "faces", "faces")
with psycopg.connect(**apart) as connection:
    query = "SELECT current_user, extname FROM pg_extension WHERE extname = 'vector'"
    print(*connection.execute(query).fetchone())
try:
    psycopg.connect(**{**apart, "dbname": "motcua"})
except psycopg.OperationalError:
    print("kept out")
"""
AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from motcua.config.embedded.server import connection_parameters
together = Barrier(4)
def ask(name):
    together.wait()
    return connection_parameters(Path(sys.argv[1]), name)["dbname"]
with ThreadPoolExecutor(4) as threads:
    print(*threads.map(ask, ["motcua", "faces", "motcua", "faces"]))
"""
STOP = """
import sys
from pathlib import Path
from motcua.config.embedded import server
server.stop(Path(sys.argv[1]))
"""


def ask(folder: Path, *, die: bool = False) -> subprocess.CompletedProcess[str]:
    ending = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)" if die else ""
    return subprocess.run(
        [sys.executable, "-c", ASK + ending, str(folder)], capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_server_comes_back_after_a_power_cut(tmp_path: Path) -> None:
    folder = tmp_path / "postgres"
    first = ask(folder, die=True)  # killed: the server goes on running
    assert first.returncode == -signal.SIGKILL, first.stderr
    note = folder / "postmaster.pid"
    lines = note.read_text().split("\n")
    server = psutil.Process(int(lines[0]))
    everything = [server, *server.children(recursive=True)]
    for process in everything:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(everything, timeout=10)
    # After the cut the number belongs to another program: to this one.
    note.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    second = ask(folder)
    assert second.returncode == 0, second.stderr
    # The face store is its role's, with pgvector in it, and the role may not enter the main database.
    assert second.stdout.split("\n")[:3] == ["1", "faces vector", "kept out"]
    # Nobody else may use it: the killed process is still on the wheel's list, so it is stopped by hand.
    stopped = subprocess.run([sys.executable, "-c", STOP, str(folder)], check=False)
    assert stopped.returncode == 0
    assert not note.exists()


@pytest.mark.slow
def test_the_first_visitors_who_come_at_once_all_reach_the_database(tmp_path: Path) -> None:
    """The wheel gives the second thread a server that the first has not started yet: an error page."""
    folder = str(tmp_path / "postgres")
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE, folder], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["motcua", "faces", "motcua", "faces"], done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can take files from others")
def test_root_does_not_take_another_user_s_database(tmp_path: Path) -> None:
    """A look by doctor as root gave the files to a user of the wheel's making: the service was down."""
    folder = tmp_path / "postgres"
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, 12345)
    with pytest.raises(SetupError, match="12345"):
        server.connection_parameters(folder, "motcua")
    assert folder.stat().st_uid == 12345
    assert list(folder.iterdir()) == []


@pytest.mark.django_db(databases=["default", "faces"])
@pytest.mark.parametrize("alias", ["default", "faces"])
def test_the_record_can_be_looked_into_on_the_embedded_server_too(alias: str) -> None:
    """The command dbshell asked at an address where nobody is, with whatever psql the machine has or not."""
    wrapper = connections[alias]
    command, environment = wrapper.client_class.settings_to_cmd_args_env(
        wrapper.settings_dict, ["-At", "-c", "SELECT current_database()"]
    )
    done = subprocess.run(
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == wrapper.settings_dict["NAME"]
