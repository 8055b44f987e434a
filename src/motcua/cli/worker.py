"""``motcua worker``: reads photos, asks the tax office, makes certificates and sweeps, from the queue."""

import logging
import threading

import click

from motcua.cli import setup_django

#: Every queue the rooms use. A machine with much to do may give each to workers of its own.
QUEUES = ("reading", "outcomes", "default")
#: How long work in hand may go on after a stop was asked for, in seconds; then it is given out again.
STOP_SECONDS = 30.0


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
    if verbose:
        logging.getLogger("procrastinate").setLevel(logging.INFO)
    _recover()
    if not queues or "reading" in queues:
        threading.Thread(target=_warm_up, daemon=True, name="warm-up").start()
    from procrastinate.contrib.django import app  # noqa: PLC0415

    with app.replace_connector(app.connector.get_worker_connector()) as running:  # type: ignore[attr-defined]
        running.run_worker(
            queues=list(queues) or None,
            concurrency=concurrency,
            wait=not once,
            name="motcua",
            shutdown_graceful_timeout=STOP_SECONDS,
            fetch_job_polling_interval=2.0,
            # What was done is in the audit trail and the tables; failed work stays to be looked at.
            delete_jobs="successful",
        )


def _warm_up() -> None:
    """Load the models while the worker already looks for work."""
    from motcua.faces import models as faces  # noqa: PLC0415
    from motcua.papers.lines import read as papers  # noqa: PLC0415

    papers.warm_up()
    faces.warm_up()


def _recover() -> None:
    """Give out again at once what a worker held that died, rather than at the next sweep."""
    from motcua.dossiers import services  # noqa: PLC0415

    recovered = services.recover()
    if recovered:
        click.echo(f"Nhận lại {recovered} việc dở dang. / Took up {recovered} unfinished pieces of work.")
