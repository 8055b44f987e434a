"""``motcua demo``: the whole system on one machine, and one person's way through it."""

import os
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import click
import httpx

from motcua.cli.demonstration import installation, processes
from motcua.cli.demonstration.ports import Ports
from motcua.cli.serve import raise_on_sigterm

#: How long a server may take to answer for the first time, in seconds.
START_SECONDS = 90.0
#: Stand-ins of outside systems and the ports they would like.
_OUTSIDE = {
    "tax": 8101, "bank": 8102, "sms_1": 8103, "sms_2": 8104, "email_1": 8105, "email_2": 8106,
    "population": 8107, "business": 8108, "tsa": 8109, "post": 8110, "portal": 8111,
    "identity": 8112,
}  # fmt: skip
#: Served by processes of their own.
_APART = {"tax", "tsa", "identity"}


@click.command()
@click.option(
    "--once", is_flag=True, help="Dừng sau hành trình; mã thoát 0 hoặc 1. / End after the journey: 0 or 1."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1024, 65000), help="Cổng. / Port."
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Nơi chứa dữ liệu. / Where its data lies. [.motcua/demo]",
)
@click.option("--seed", type=int, help="Chọn người được vẽ. / Choose the invented person. [the clock's]")
@click.option("--skip-journey", is_flag=True, help="Chỉ khởi động. / Start only.")
def demo(once: bool, port: int, home: Path | None, seed: int | None, skip_journey: bool) -> None:
    """Chạy bản thử. / Run the demonstration: everything on 127.0.0.1, with invented people only."""
    began = time.monotonic()
    home = (home or installation.default_home()).resolve()
    home.mkdir(parents=True, exist_ok=True)
    raise_on_sigterm()
    with installation.only_one(home), Ports() as ports:
        try:
            _run(home, ports, port=port, seed=seed, once=once, journey=not skip_journey, began=began)
        except KeyboardInterrupt:
            click.echo("\nĐã dừng. / Stopped.")
            if once:
                raise SystemExit(1) from None


def _run(
    home: Path, ports: Ports, *, port: int, seed: int | None, once: bool, journey: bool, began: float
) -> None:
    chosen = ports.take(port)
    if chosen != port:
        click.echo(
            f"Cổng {port} đang được dùng; dùng cổng {chosen}. / Port {port} is in use; taking {chosen}."
        )
    outside = {name: ports.take(wanted) for name, wanted in _OUTSIDE.items()}
    installation.choose_settings(home, port=chosen, outside=outside)
    for folder in installation.closed_parents(home):
        click.echo(
            f"Mở lối đi qua {folder} (o+rx) cho người dùng hệ thống pgserver. / "
            f"Opening {folder} for passage (o+rx): PostgreSQL runs as the system user pgserver, not as root."
        )
    _step("Cơ sở dữ liệu, tài khoản", "database and accounts", began)
    installation.prepare()
    try:
        with processes.Children(home / "log", os.environ) as children:
            base = _start(children, home, port=chosen, outside=outside, began=began)
            failed = journey and not _play(base, home, seed=seed)
            if once:
                children.check()
                raise SystemExit(1 if failed else 0)
            _show(base, home)
            _stay(children)
    finally:
        installation.stop_database()


def _start(
    children: processes.Children, home: Path, *, port: int, outside: Mapping[str, int], began: float
) -> str:
    base = f"http://127.0.0.1:{port}"
    _step("Hệ thống ngoài giả lập, tiến trình nền, web", "stand-ins, worker, web server", began)
    tax = ["--port", str(outside["tax"]), "--secret-file", str(home / "keys" / "tax.key")]
    children.start(
        "tax", ["-m", "motcua.interconnect.sandbox.tax", *tax, "--state", str(home / "tax-registry.json")]
    )
    stamps = ["--port", str(outside["tsa"]), "--key", str(home / "signing" / "tsa.p12")]
    children.start("tsa", ["-m", "motcua.interconnect.sandbox.tsa", *stamps])
    people = [
        "--port",
        str(outside["identity"]),
        "--secret-file",
        str(home / "keys" / "identity.key"),
        "--ask",
    ]
    children.start("identity", ["-m", "motcua.interconnect.sandbox.identity", *people])
    others = [f"{name}={number}" for name, number in outside.items() if name not in _APART]
    told = ["--keys", str(home / "keys"), "--office", base]
    children.start("outside", ["-m", "motcua.interconnect.sandbox", *told, *others])
    children.start_command("worker", ["worker", "--verbose"])
    children.start_command("web", ["serve", "--port", str(port)])
    with httpx.Client(timeout=5.0) as client:
        children.wait_until(
            "Hệ thống / the system",
            lambda: _is_healthy(client, base, outside.values()),
            seconds=START_SECONDS,
        )
    _step("Sẵn sàng", f"ready at {base}", began)
    return base


def _is_healthy(client: httpx.Client, base: str, outside: Iterable[int]) -> bool:
    try:
        web = client.get(f"{base}/api/v1/health")
        others = [client.get(f"http://127.0.0.1:{port}/openapi.json") for port in outside]
    except httpx.TransportError:
        return False  # not listening yet
    return all(answer.status_code == httpx.codes.OK for answer in (web, *others))


def _play(base: str, home: Path, *, seed: int | None) -> bool:
    """Play the journey; say what went wrong and return False where it did not reach its end."""
    if installation.checkout() is None:
        click.echo(
            "Không có thư mục bench/: bản thử chỉ chạy hành trình từ mã nguồn. / "
            "No bench/ folder here: the journey draws its cards from a checkout of the source.",
            err=True,
        )
        return False
    from motcua.cli.demonstration import journey, plain_browser  # noqa: PLC0415 - draws pictures: only when it is played

    try:
        journey.play(base, home / "journey", seed=seed if seed is not None else int(time.time()))
    except (plain_browser.JourneyError, httpx.HTTPError) as error:
        click.echo(f"\nHành trình dừng giữa chừng. / The journey stopped: {error}", err=True)
        for log in sorted((home / "log").glob("*.log")):
            click.echo(f"--- {log}\n{processes.tail(log)}", err=True)
        return False
    return True


def _show(base: str, home: Path) -> None:
    click.echo(f"\nNgười dân / Citizens      {base}/")
    click.echo(f"Cán bộ / Officers         {base}/ban-lam-viec/")
    for officer in (*installation.OFFICERS, installation.ACCOUNTANT):
        click.echo(f"    {officer.username} · {officer.password} · {officer.title}")
    click.echo(
        "Máy tự phục vụ / Kiosk    mở trong cửa sổ ẩn danh, trong vòng một giờ / in a private window, within "
        f"the hour:\n    {installation.kiosk_address(base)}"
    )
    click.echo(f"API                       {base}/api/v1/openapi.json")
    click.echo(f"Dữ liệu, nhật ký / Data   {home}")
    click.echo("Dừng: Ctrl-C / Stop: Ctrl-C")


def _stay(children: processes.Children) -> None:
    """Wait for Ctrl-C or SIGTERM; end with an error if a child ends before."""
    pause = threading.Event()
    while not pause.wait(1.0):
        children.check()


def _step(vi: str, en: str, began: float) -> None:
    click.echo(f"[{time.monotonic() - began:6.1f} s] {vi} / {en}")
