"""Which recogniser writes Vietnamese: said once by the command, asked by the reader. Imports no model."""

from typing import Final, Literal, get_args

from motcua.kernel.errors import SetupError

#: The packaged one, and the one made by ``training/``.
Vietnamese = Literal["asternet", "motcua"]
DEFAULT: Final[Vietnamese] = "motcua"

_chosen: Vietnamese = DEFAULT


def use(name: str) -> None:
    """Choose the recogniser for Vietnamese text from now on.

    Raises:
        SetupError: there is none of this name.
    """
    global _chosen  # noqa: PLW0603 - one process, one recogniser
    for known in get_args(Vietnamese):
        if name == known:
            _chosen = known
            return
    raise SetupError(setting="MOTCUA_LINES", found=name, fix=f"one of: {', '.join(get_args(Vietnamese))}")


def chosen() -> Vietnamese:
    """Return the name of the recogniser for Vietnamese text."""
    return _chosen


def other() -> Vietnamese:
    """Return the name of the one that was not chosen: it is asked where the chosen one is in doubt."""
    return "asternet" if _chosen == "motcua" else "motcua"
