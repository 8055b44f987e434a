"""Calling ``motcua backup`` and ``motcua restore``, and something to be kept by them."""

import uuid

from click.testing import CliRunner, Result

from motcua.cli.main import main
from motcua.people import services as people

PHOTO = b"\xff\xd8 the bytes of a photo"


def run(*arguments: object) -> Result:
    """Run ``motcua`` with arguments."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def stored() -> uuid.UUID:
    """Keep a photo, sealed; returns its identifier."""
    return people.store_photo(PHOTO, purpose="paper", delete_after=None)
