"""Power cuts: a reading finishes after the worker died, a dossier exists exactly once or not at all."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

import httpx
import pytest
from tests.support.installation import Installation

from bench import cards
from motcua.cli.demonstration.citizen_steps import choose_procedure, own_form, send_photos
from motcua.cli.demonstration.invented_person import draw
from motcua.cli.demonstration.plain_browser import Browser

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path: Path, set_up_home: Path) -> Iterator[Installation]:
    with Installation(tmp_path / "home", like=set_up_home) as made:
        yield made


def test_a_reading_finishes_after_its_worker_was_killed(installation: Installation) -> None:
    assert cards.KINDS  # the photos are drawn by the checkout's own generator
    installation.start_web()
    worker = installation.start_worker()
    with closing(Browser(installation.base)) as browser:
        send_photos(browser, choose_procedure(browser), draw(seed=7))

    def running() -> list[tuple[object, ...]]:
        # The front alone, read before the back came, is dropped and not read again.
        return installation.rows(
            "SELECT id FROM dossiers_analysis "
            "WHERE status = 'running' AND (kind <> 'paper' OR inputs ? 'back')"
        )

    installation.wait_for("a worker reads", running, seconds=60)
    installation.kill(worker)
    held = running()
    assert held, "the worker finished before it could be killed"
    ((dead,),) = installation.rows("SELECT id FROM procrastinate_workers")
    installation.start_worker()
    workers = "SELECT count(*) FROM procrastinate_workers"
    age = "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '30 s' WHERE id = %s"
    installation.wait_for("another worker is there", lambda: installation.rows(workers) == [(2,)], seconds=60)
    # The half minute passes for which a worker may be silent; then the next look must find what it held.
    with installation.connect() as connection:
        connection.execute(age, [dead])
    installation.wait_for(
        "the reading finishes",
        lambda: (
            not installation.rows("SELECT id FROM dossiers_analysis WHERE status IN ('queued', 'running')")
        ),
        seconds=150,
    )
    assert installation.rows("SELECT count(*) FROM dossiers_analysis WHERE status = 'failed'") == [(0,)]
    again = installation.rows("SELECT attempts FROM dossiers_analysis WHERE id = %s", held[0][0])
    assert again == [(2,)]
    ((prefilled,),) = installation.rows("SELECT prefilled FROM dossiers_draft")
    assert prefilled["personal_number"]["value"]


def test_a_dossier_exists_once_or_not_at_all_after_the_web_server_was_killed(
    installation: Installation,
) -> None:
    # How long before the cut each filing is sent; several are under way at each. None: after the answer.
    cuts: tuple[tuple[float | None, ...], ...] = ((0.05, 0.02, 0.0), (0.3, 0.2, 0.15, 0.1), (None,))
    ready = json.loads(installation.run("-m", "tests.support.drafts_ready", str(sum(map(len, cuts)))))
    before = dict(installation.rows("SELECT id::text, answers FROM dossiers_draft"))
    outcomes, waiting = [], iter(ready)
    for delays in cuts:
        web = installation.start_web()
        with ExitStack() as open_pages:
            forms = []
            for item in islice(waiting, len(delays)):
                page = open_pages.enter_context(closing(Browser(installation.base)))
                page._client.cookies.set("motcua_session", item["session"])
                form = own_form(page.get(f"/ho-so/{item['draft']}/kiem-tra/"))
                sending = threading.Thread(target=_send, args=(page._client, form.action, form.values()))
                forms.append((item["draft"], sending))
            for (_, sending), delay, following in zip(forms, delays, (*delays[1:], 0.0), strict=True):
                sending.start()
                sending.join(None if delay is None else delay - (following or 0.0))
            installation.kill(web)
            for draft, sending in forms:
                sending.join()
                count = installation.rows("SELECT count(*) FROM dossiers_dossier WHERE draft_id = %s", draft)
                outcomes.append(count[0][0])
                assert outcomes[-1] in {0, 1}
    assert outcomes[-1] == 1
    after = dict(installation.rows("SELECT id::text, answers FROM dossiers_draft"))
    assert after == before, "a draft lost its answers"
    installation.start_web()
    for item in ready:
        page = Browser(installation.base)
        page._client.cookies.set("motcua_session", item["session"])
        found = page.get(f"/ho-so/{item['draft']}/kiem-tra/")
        if "da-nop" not in found.url:
            page.submit(found, own_form(found))
        page.close()
    filed = installation.rows("SELECT code FROM dossiers_dossier ORDER BY code")
    assert [code[-4:] for (code,) in filed] == [f"{n:04d}" for n in range(1, len(ready) + 1)]
    moves = installation.rows("SELECT count(*) FROM dossiers_transition")
    assert moves == [(len(ready),)]


def _send(client: httpx.Client, address: str, values: dict[str, list[str]]) -> None:
    try:
        client.post(address, data=values)
    except httpx.HTTPError:
        return  # the server died under it, which is the point
