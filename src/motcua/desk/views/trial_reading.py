"""Reading two photos for an officer, with where every value came from; nothing of it is kept."""

import threading
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from motcua.audit import services as audit
from motcua.desk.access import actor, handler_page
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual, Problem
from motcua.papers import photo
from motcua.papers.explanation import Explanation, explain_reading
from motcua.papers.subprocess_reading import ReadingApartError, read_in_subprocess
from motcua.papers.types import Reading
from motcua.ui.post_redirect_get import in_any_size

#: A reading takes a core for seconds: so many in an hour for one officer, and one at a time here.
_MOST, _WINDOW = 40, timedelta(hours=1)
_WAIT: float = 20.0
_one_at_a_time = threading.Lock()
_SLOTS = ("front", "back")
_NO_PHOTO = Bilingual("Hãy chọn ít nhất một ảnh.", "Choose at least one photo.")
_BUSY = Bilingual(
    "Máy đang đọc ảnh khác. Vui lòng thử lại sau ít giây.",
    "Another photo is being read. Please try again in a few seconds.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@handler_page
def trial(request: HttpRequest) -> HttpResponse:
    """Ask for one or two photos (GET); show what was read from them and how (POST).

    What is shown waits sealed in the officer's session until the browser fetches it, a moment later, and is
    gone then: "back" over it leads to the empty page.
    """
    if request.method != "POST":
        return render(request, "desk/trial.html", {"here": "trial"})
    try:
        audit.limit_attempts(f"trial:{actor(request)}", most=_MOST, window=_WINDOW)
        uploads = (request.FILES.get(slot) for slot in _SLOTS)
        images = [_bytes_of(upload) for upload in uploads if upload is not None]
        if not images:
            raise photo.PhotoEmptyError(_NO_PHOTO)
        told = _told(images, actor(request))
    except MotcuaError as error:
        message = error.message.in_language(get_language() or "vi")
        context = {"here": "trial", "errors": [("id_front", message)]}
        return in_any_size(render(request, "desk/trial.html", context, status=error.status))
    return in_any_size(render(request, "desk/trial.html", {"here": "trial", "told": told}))


def _bytes_of(upload: "UploadedFile[bytes]") -> bytes:
    if upload.size is not None and upload.size > photo.MAX_BYTES:
        raise photo.PhotoTooLargeError(bytes=upload.size)
    return bytes(upload.read())


def _told(images: list[bytes], who: str) -> Explanation:
    """Read the photos apart from this process and note that it was done, but nothing of what they say."""
    if not _one_at_a_time.acquire(timeout=_WAIT):
        raise ReadingApartError(_BUSY)
    try:
        reading = read_in_subprocess(images)
    finally:
        _one_at_a_time.release()
    audit.record(
        actor=who, action="paper.tried", subject=who, photos=len(images), paper=reading.paper,
        problems=sorted({item.code for item in _all_problems(reading)}),
    )  # fmt: skip
    return explain_reading(images, reading)


def _all_problems(reading: Reading) -> list[Problem]:
    return [*reading.problems, *(item for side in reading.sides for item in side.problems)]
