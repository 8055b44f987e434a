"""``motcua worker``: reads photos, asks the tax office, makes certificates and sweeps, from the queue."""

import asyncio
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import click

from motcua.cli import readiness, setup_django

#: Every queue the rooms use. A machine with much to do may give each to workers of its own.
QUEUES = ("reading", "outcomes", "default")
#: How long work in hand may go on after a stop was asked for, in seconds; then it is given out again.
STOP_SECONDS = 30.0
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)
#: How often a database that is away is looked for, in seconds.
_LOOK_SECONDS = 5.0
#: How often a worker looks whether somebody came to the face store or left it, in seconds.
_FACES_SECONDS = 600.0


@click.command()
@click.option(
    "--queue",
    "queues",
    multiple=True,
    type=click.Choice(QUEUES),
    help="Hàng đợi; nhiều lần được; mặc định tất cả. / Queue; repeatable; all by default.",
)
@click.option(
    "--concurrency",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Số việc cùng lúc. / Pieces of work at a time.",
)
@click.option("--verbose", is_flag=True, help="In từng việc. / Print every piece of work.")
@click.option("--once", is_flag=True, help="Dừng khi hết việc. / Stop when there is nothing left to do.")
def worker(queues: tuple[str, ...], concurrency: int, once: bool, verbose: bool) -> None:
    """Chạy việc nền. / Run background work. Ctrl-C and SIGTERM end it after the work in hand."""
    setup_django.configure()
    setup_django.hold_database()
    readiness.ensure("worker")
    if verbose:
        logging.getLogger("procrastinate").setLevel(logging.INFO)
    _recover()
    if not queues or "reading" in queues:
        threading.Thread(target=_warm_up, daemon=True, name="warm-up").start()
        if not once:
            stays = threading.Event()
            threading.Thread(target=follow_face_store, args=[stays], daemon=True, name="faces").start()
    from django.conf import settings  # noqa: PLC0415

    # A server of one's own comes back by itself. The embedded one does not: it starts with a new process.
    waits = not once and "embedded" not in settings.DATABASES["default"]["ENGINE"]
    keep_running(lambda: _run(queues, concurrency, once=once), waits=waits)


def keep_running(run: Callable[[], None], *, waits: bool) -> None:
    """Run until it ends by itself; when the database goes away, wait for it and run again.

    A server that is restarted is away for seconds. Ending each time would let whoever watches over the worker
    give up after a few starts, and nothing would be read until somebody noticed.

    Raises:
        click.ClickException: the database went away, and it is not waited for.
    """
    from django.db import OperationalError  # noqa: PLC0415
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415

    while True:
        try:
            run()
        except (ConnectorException, OperationalError) as error:
            if not waits:
                raise click.ClickException(
                    f"Mất kết nối cơ sở dữ liệu. / The database went away: {error}"
                ) from error
            click.echo("Mất kết nối cơ sở dữ liệu, đang đợi. / The database went away, waiting.", err=True)
            _until_back()
        else:
            return


def _until_back() -> None:
    """Return when the database answers again."""
    while True:
        time.sleep(_LOOK_SECONDS)
        try:
            setup_django.hold_database()
            _recover()
        except Exception:  # away still, whatever that looks like from here
            logging.getLogger(__name__).debug("still away", exc_info=True)
            continue
        return


def _run(queues: tuple[str, ...], concurrency: int, *, once: bool) -> None:
    """Work until asked to stop or, with ``once``, until there is nothing left.

    Raises:
        ConnectorException: the database went away.
    """
    from procrastinate.contrib.django import app  # noqa: PLC0415
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415

    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        asked = asyncio.run(_work(running, queues, concurrency, once=once))
    if not (once or asked):
        # When listening fails the queue ends without a word, as after a stop.
        raise ConnectorException


async def _work(running: Any, queues: tuple[str, ...], concurrency: int, *, once: bool) -> bool:
    """Work on the queues; tells whether somebody asked for a stop."""
    loop, asked = asyncio.get_running_loop(), False
    async with running.open_async():
        task = asyncio.ensure_future(
            running.run_worker_async(
                queues=list(queues) or None,
                concurrency=concurrency,
                wait=not once,
                name="motcua",
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_SECONDS,
                fetch_job_polling_interval=2.0,
                # What was done is in the audit trail and the tables; failed work stays to be looked at.
                delete_jobs="successful",
            )
        )

        def stop() -> None:
            nonlocal asked
            asked = True
            for number in _STOPS:  # a second one ends at once
                loop.remove_signal_handler(number)
            task.cancel()

        for number in _STOPS:
            loop.add_signal_handler(number, stop)
        try:
            await task
        except asyncio.CancelledError:
            if not asked:
                raise
    return asked


def _warm_up() -> None:
    """Load the models while the worker already looks for work."""
    from motcua.faces import models as faces  # noqa: PLC0415
    from motcua.papers import models as papers  # noqa: PLC0415

    papers.warm_up()
    faces.warm_up()


def follow_face_store(stop: threading.Event) -> None:
    """Bring this process's copy of the face store up to the database, again and again until told to stop.

    A removal is followed by a job, which one worker gets. The others, and other machines' files, would hold
    an erased person's template until somebody happened to search there.
    """
    from django.db import connections  # noqa: PLC0415 - Django is ready now

    from motcua.gallery import services  # noqa: PLC0415

    while True:
        try:
            services.follow_index()
        except Exception:  # keys change, or the database is away: the next time will do, but it is told
            logging.getLogger(__name__).warning(
                "The face store was not followed; erased templates may stay in memory.", exc_info=True
            )
        connections.close_all()
        if stop.wait(_FACES_SECONDS):
            return


def _recover() -> None:
    """Give out again at once what a worker held that died, rather than at the next sweep."""
    from motcua.dossiers import services  # noqa: PLC0415

    recovered = services.recover()
    if recovered:
        click.echo(f"Nhận lại {recovered} việc dở dang. / Took up {recovered} unfinished pieces of work.")
