"""Reading in a process of its own, for a program that must not load models itself.

A web process keeps neither models nor photos: the child takes the photos from a pipe, answers with the
reading and ends, and all it held is gone. It takes seconds longer than a worker, which has its models loaded.
``python -m motcua.papers.subprocess_reading`` is the child.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.papers.types import Reading

_LONGEST: Final = 90.0


class ReadingApartError(MotcuaError):
    """The child gave no answer: it took too long, or something on this machine is missing."""

    code = "reading_unavailable"
    status = 503
    default_message = Bilingual(
        vi="Hiện chưa đọc được ảnh. Vui lòng thử lại sau ít phút.",
        en="Photos cannot be read just now. Please try again in a few minutes.",
    )


def read_in_subprocess(images: Sequence[bytes], *, longest: float = _LONGEST) -> Reading:
    """Read one paper as ``papers.reading.read`` does, in a process that ends with it.

    Raises:
        ReadingApartError: no answer within ``longest`` seconds, or none at all.
    """
    asked = json.dumps([base64.b64encode(data).decode() for data in images]).encode()
    command = [sys.executable, "-m", "motcua.papers.subprocess_reading"]
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=longest, check=True)
        return Reading.from_record(json.loads(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise ReadingApartError(seconds=longest) from error
    except subprocess.CalledProcessError as error:
        raise ReadingApartError(
            status=error.returncode, said=error.stderr[-500:].decode("utf-8", "replace")
        ) from error


def main() -> None:
    """Read what stands on standard input and write the reading's record to standard output."""
    from motcua.papers.reading import read  # noqa: PLC0415 - the parent imports this module without models

    images = [base64.b64decode(item) for item in json.load(sys.stdin)]
    json.dump(read(images).to_record(), sys.stdout)


if __name__ == "__main__":
    main()
