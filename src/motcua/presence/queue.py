"""Asking a worker to judge a sequence."""


def defer(challenge: str) -> None:
    """Ask for it in the caller's transaction."""
    from procrastinate.contrib.django import app  # noqa: PLC0415 - ready only once Django is

    app.configure_task("presence.judge").defer(challenge=challenge)
