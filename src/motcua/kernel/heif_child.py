"""Turns one HEIF photo from standard input into an uncompressed TIFF on standard output.

Run by path as a program of its own (see :mod:`motcua.kernel.heif`): the decoder is C++ and damaged files have
made it crash, which must end this process and no other. Ends with 3 where there are more pixels than the
first argument allows, 4 where it is no HEIF photo, 5 where it is damaged.
"""

import io
import resource
import sys

import pi_heif
from PIL import Image

_SECONDS, _BYTES = 30, 3 * 1024**3


def main() -> int:
    """Convert, within limits of time and memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pi_heif.register_heif_opener(thumbnails=False)
    try:
        photo = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=("HEIF",))
    except Exception:  # noqa: BLE001 - whatever it is, it is no photo; the caller says so
        return 4
    if photo.size[0] * photo.size[1] > int(sys.argv[1]):
        return 3
    made = io.BytesIO()
    try:
        photo.load()
        photo.save(made, "TIFF", exif=b"")
    except Exception:  # noqa: BLE001 - as above
        return 5
    sys.stdout.buffer.write(made.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
