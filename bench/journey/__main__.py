"""Plays citizens' journeys one after another against a running system and prints a Markdown table.

Start the system in one terminal (``script/demo``), then::

    python -m bench.journey --base http://127.0.0.1:8000 --count 20 --seed 9000

Each journey is a drawn chip card or Căn cước at the usual difficulty and a selfie, sent over HTTP as a
browser without JavaScript sends them, one photo a page, no pause between. No person waits, thinks or aims a
camera, so the seconds are the system's own.
"""

import statistics
import time
from dataclasses import dataclass

import click

from motcua.cli.demonstration import citizen_steps as citizen
from motcua.cli.demonstration import invented_person
from motcua.cli.demonstration.plain_browser import Browser


@dataclass(frozen=True, slots=True)
class Played:
    """One journey: seconds from the first photo sent, and from the last, to the filled form; the counts."""

    kind: str
    from_first: float
    from_last: float
    filled: citizen.Filled


def play(base: str, seed: int) -> Played:
    """Play one journey up to "check your answers"; nothing is filed."""
    browser, person = Browser(base), invented_person.draw(seed)
    try:
        page = citizen.choose_procedure(browser)
        began = time.perf_counter()
        page = citizen.send_photos(browser, page, person)
        sent = time.perf_counter()
        page = citizen.wait_for_reading(browser, page)
        ready = time.perf_counter()
        filled = citizen.Filled()
        citizen.fill_form(browser, page, person, filled)
    finally:
        browser.close()
    return Played(person.kind, ready - began, ready - sent, filled)


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


@click.command()
@click.option("--base", default="http://127.0.0.1:8000", show_default=True)
@click.option("--count", default=20, show_default=True, type=click.IntRange(1, 500))
@click.option("--seed", default=9000, show_default=True)
def main(base: str, count: int, seed: int) -> None:
    """Play the journeys and print the table."""
    played = []
    for number in range(count):
        done = play(base, seed + 100 * number)
        played.append(done)
        click.echo(f"{number + 1}/{count} {done.kind} {done.from_first:.2f} s {done.filled}", err=True)
    rows = [
        ("first photo sent → filled form shown, s", [item.from_first for item in played]),
        ("last photo sent → filled form shown, s", [item.from_last for item in played]),
    ]
    click.echo("| | p50 | p95 | max |\n|---|---|---|---|")
    for name, values in rows:
        figures = (statistics.median(values), _quantile(values, 0.95), max(values))
        click.echo(f"| {name} | {' | '.join(f'{value:.2f}' for value in figures)} |")
    total = {
        name: sum(getattr(item.filled, name) for item in played)
        for name in ("shown", "by_machine", "typed", "looked_at", "corrected", "wrong_unmarked")
    }
    click.echo("\n| of all questions shown | number | share |\n|---|---|---|")
    for name, value in total.items():
        click.echo(f"| {name.replace('_', ' ')} | {value} | {value / total['shown']:.1%} |")
    click.echo(f"\n{count} journeys, questions a form: {total['shown'] / count:.1f}")


if __name__ == "__main__":
    main()
