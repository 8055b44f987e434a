"""Files that other packages carry for us: model weights and data tables.

The packages are pinned and never imported. A file is found through ``importlib.metadata`` and its
SHA-256 is compared before anything reads it, so that a changed package can never change a decision
silently.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from motcua.kernel.errors import SetupError


@dataclass(frozen=True, slots=True)
class PackagedFile:
    """A file inside an installed distribution: its path as in RECORD, and its SHA-256 in hex."""

    package: str
    path: str
    sha256: str


@cache
def locate(file: PackagedFile) -> Path:
    """Return the checked path of a packaged file.

    Raises:
        SetupError: the package or file is missing, or its content is not what we pinned.
    """
    try:
        dist = distribution(file.package)
    except PackageNotFoundError as error:
        raise SetupError(package=file.package, fix="run script/bootstrap") from error
    path = Path(str(dist.locate_file(file.path)))
    if not path.is_file():
        raise SetupError(package=file.package, missing=file.path, fix="run script/bootstrap")
    return verified(path, file.sha256)


@cache
def verified(path: Path, sha256: str) -> Path:
    """Return the path of a file once its content is what we pinned; also for files of our own package.

    Raises:
        SetupError: the file is missing, or its SHA-256 is another.
    """
    if not path.is_file():
        raise SetupError(missing=str(path), fix="install Motcua again")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise SetupError(path=str(path), expected=sha256, found=digest)
    return path
