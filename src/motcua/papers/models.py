"""Loading every model that readings will use, so that the first citizen does not wait for them."""

from motcua.papers.lines import read, sessions
from motcua.papers.locate import segmentation


def warm_up() -> None:
    """Load the models of finding papers and of reading their lines.

    Raises:
        SetupError: the package of a model is missing or its file is not the one we pinned.
    """
    sessions.warm_up()
    segmentation.load()
    read.load()
