"""Cameras that are programs.

The browser says the camera's name, so this finds only those who do not hide it: it can lower the level and
never raise it. Programs that pass on a telephone's camera (DroidCam, Iriun, Camo …) or tidy up
the picture of a real one are no sign of anything. The pictures themselves tell nothing that would not also be
held against a cheap camera in the dark (docs/benchmarks-faces.md).
"""

import re
from dataclasses import replace

from motcua.faces.presence.types import Presence, reaches
from motcua.kernel.messages import Bilingual, Problem
from motcua.presence.errors import VirtualCameraError

VIRTUAL = Problem(
    "presence_virtual_camera",
    Bilingual(
        vi="Hình đến từ một phần mềm thay cho máy ảnh. Hãy dùng máy ảnh của điện thoại và làm lại.",
        en="The pictures came from a program in place of a camera. Use the phone's own camera and try again.",
    ),
)
_PROGRAMS = re.compile(
    r"virtual|\bobs\b|manycam|xsplit|snap camera|splitcam|youcam|e2esoft|vcam|mmhmm|v4l2loopback|dummy video"
    # Chromium's own for tests, films and noise: --use-fake-device-for-media-stream
    r"|\bfake_device_|unity video capture|vtubestudio|camtwist|altercam|webcamoid|webcammax|screen.?capture"
    r"|\bndi (webcam|video)|animaze|avatarify|\bprism ?live",
    re.IGNORECASE,
)


def is_virtual(name: str) -> bool:
    """Tell whether a camera's name is that of a known program."""
    return _PROGRAMS.search(name) is not None


def ensure_real_camera(name: str) -> None:
    """Return unless a camera's name is that of a known program; without a name nothing is known.

    Raises:
        VirtualCameraError: it is.
    """
    if is_virtual(name):
        raise VirtualCameraError


def limited_outcome(outcome: Presence, camera: str) -> Presence:
    """Return the outcome, at most ``uploaded`` and with the reason where a program gave the frames."""
    if not is_virtual(camera) or not reaches(outcome.level, "passive"):
        return outcome
    return replace(outcome, level="uploaded", reasons=(VIRTUAL, *outcome.reasons))
