"""How many processor threads one inference may use: said once by the command, asked by every model."""

DEFAULT_THREADS = 2

_threads = DEFAULT_THREADS


def use_threads(count: int) -> None:
    """Set the number for models loaded from now on.

    A worker handles one photo at a time; more workers, not more threads, use a bigger machine.

    Raises:
        ValueError: fewer than one.
    """
    global _threads  # noqa: PLW0603 - one process, one number
    if count < 1:
        raise ValueError(f"an inference needs a thread: {count}")
    _threads = count


def threads() -> int:
    """Return the number of threads one inference may use."""
    return _threads
