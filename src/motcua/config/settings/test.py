"""Settings of the test suite: everything in a folder of its own that goes with the session."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="motcua-test-")
os.environ.setdefault("MOTCUA_HOME", _folder)
os.environ["MOTCUA_DEMO"] = "1"


def _clean(owner: int = os.getpid()) -> None:
    if os.getpid() == owner:  # a forked child must not take the folder away
        shutil.rmtree(_folder, ignore_errors=True)


atexit.register(_clean)

from motcua.config.settings.base import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
HOME = Path(os.environ["MOTCUA_HOME"])
# Test databases are made and dropped by the server's own role; the store's role may not.
DATABASES["faces"]["OPTIONS"] = {  # noqa: F405
    name: value
    for name, value in DATABASES["faces"]["OPTIONS"].items()  # noqa: F405
    if name != "role"
}
