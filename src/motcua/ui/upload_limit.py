"""Refusing uploads that are far too large before they fill the disk."""

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

#: The largest photo is 15 MB (``papers.photo.MAX_BYTES``); a form around it takes little.
MOST_BYTES = 20 * 1024 * 1024


class UploadLimit(FileUploadHandler):
    """Stands first in ``FILE_UPLOAD_HANDLERS`` and looks at the announced length of the whole request."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Let the next handler do the work.

        Raises:
            RequestDataTooBig: more than `MOST_BYTES`; ``ui.errors.bad_request`` says so in words.
        """
        del input_data, META, boundary, encoding
        if content_length > MOST_BYTES:
            raise RequestDataTooBig(f"{content_length} bytes announced")
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the piece on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
