"""A photo that is sent must lie in the clear nowhere on the disk."""

from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.test import RequestFactory

from motcua.ui.upload_limit import MOST_BYTES


def test_the_largest_request_stays_in_memory() -> None:
    """Between 16 and 20 MB it went into the folder for temporary files, where a killed server left it."""
    frames = [SimpleUploadedFile(f"{number}.jpg", bytes(6_400_000), "image/jpeg") for number in range(3)]
    request = RequestFactory().post("/", {"frames": frames})
    assert 18 << 20 < int(request.META["CONTENT_LENGTH"]) < MOST_BYTES
    assert all(isinstance(file, InMemoryUploadedFile) for file in request.FILES.getlist("frames"))
