"""Asking a worker to judge a sequence."""


def lock_of(subject: str) -> str:
    """Return the queue's lock for work on what a subject showed: one piece at a time, in the order asked
    for."""
    return f"presence:{subject}"


def defer(challenge: str, subject: str) -> None:
    """Ask for it in the caller's transaction."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task("presence.judge", lock=lock_of(subject)).defer(challenge=challenge)
