"""What the demonstration runs on: its home, its settings, its database, its officers."""

import fcntl
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

import motcua
from motcua.cli import setup_django


@dataclass(frozen=True, slots=True)
class DemoOfficer:
    """An account of the demonstration; the password is public, so it exists only under MOTCUA_DEMO."""

    username: str
    password: str
    role: str
    family_name: str
    given_name: str
    title: str


OFFICERS = (
    DemoOfficer("tiepnhan", "demo-tiep-nhan", "intake", "Nguyễn Thị", "Tiếp Nhận", "Chuyên viên"),
    DemoOfficer("giaiquyet", "demo-giai-quyet", "decision", "Trần Văn", "Giải Quyết", "Trưởng phòng"),
)
#: Who looks after transfers that match no dossier.
ACCOUNTANT = DemoOfficer("ketoan", "demo-ke-toan", "accountant", "Phạm Thị", "Kế Toán", "Kế toán")

#: The self-service machine that a browser of whoever tries the demonstration can be.
KIOSK = "sanh-1"


def checkout() -> Path | None:
    """Return the root of the checkout this package runs from, None when it was installed from a wheel."""
    root = Path(motcua.__file__).resolve().parents[2]
    return root if (root / "pyproject.toml").is_file() and (root / "bench").is_dir() else None


def default_home() -> Path:
    """Return ``.motcua/demo`` in the checkout, else a folder of the user's."""
    root = checkout()
    return root / ".motcua" / "demo" if root else Path.home() / ".local" / "share" / "motcua-demo"


def choose_settings(home: Path, *, port: int, outside: Mapping[str, int]) -> None:
    """Make this process and its children run on ``home`` and nothing else.

    ``outside`` maps the stand-ins' names to their ports. A ``DATABASE_URL`` of the surroundings is dropped:
    the demonstration never touches another database.
    """
    kept = {"MOTCUA_LOG_LEVEL", "MOTCUA_MODEL_THREADS", "MOTCUA_LINES"}
    for name in [name for name in os.environ if name.startswith("MOTCUA_") and name not in kept]:
        del os.environ[name]
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
    os.environ.update(
        MOTCUA_HOME=str(home),
        MOTCUA_DEMO="1",
        MOTCUA_IDENTITY_NAME="Định danh điện tử (giả lập)",
        MOTCUA_IDENTITY_NAME_EN="Electronic identity (simulated)",
        MOTCUA_KIOSKS=KIOSK,
        MOTCUA_PUBLIC_URL=f"http://127.0.0.1:{port}",
        PYTHONUNBUFFERED="1",
    )
    for name, stand_in in outside.items():
        os.environ[f"MOTCUA_{name.upper()}_URL"] = f"http://127.0.0.1:{stand_in}"


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the demonstration's lock.

    Raises:
        click.ClickException: another demonstration runs on this home.
    """
    with (home / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise click.ClickException(
                f"Một bản thử khác đang chạy trên {home}. Dừng nó trước, hoặc dùng --home.\n"
                f"Another demonstration runs on {home}. Stop it first, or give --home."
            ) from error
        yield


def closed_parents(home: Path) -> list[Path]:
    """Return the folders above ``home`` that others may not pass: only of interest to root.

    PostgreSQL refuses to run as root, so the embedded one runs as the system user ``pgserver``, who must be
    able to reach its files.
    """
    if os.geteuid() != 0:
        return []
    wanted = stat.S_IROTH | stat.S_IXOTH
    return [folder for folder in home.resolve().parents if folder.stat().st_mode & wanted != wanted]


def prepare() -> None:
    """Start the database, bring it to today's form, and load the officers.

    Raises:
        click.ClickException: the database could not be started.
    """
    setup_django.configure()
    setup_django.hold_database()
    from django.conf import settings  # noqa: PLC0415

    from motcua.accounts import services as accounts  # noqa: PLC0415

    setup_django.migrate()
    if not settings.DEMO:
        raise click.ClickException("MOTCUA_DEMO is not set: no demonstration accounts are made")
    for officer in (*OFFICERS, ACCOUNTANT):
        accounts.ensure_officer(
            username=officer.username,
            password=officer.password,
            office=settings.OFFICE,
            role=officer.role,
            family_name=officer.family_name,
            given_name=officer.given_name,
            title=officer.title,
        )
    make_demo_signing_key()


def make_demo_signing_key() -> Path:
    """Make the keys that sign and stamp in the demonstration, if there are none; they say what they are."""
    from django.conf import settings  # noqa: PLC0415

    from motcua.kernel import clock  # noqa: PLC0415
    from motcua.outcomes import services as outcomes  # noqa: PLC0415
    from motcua.procedures import selectors as procedures  # noqa: PLC0415

    office = procedures.default_office()
    made = outcomes.make_demo_key(
        settings.SIGNING_FOLDER, office=office.name.vi, department=office.department.vi, now=clock.now()
    )
    outcomes.make_demo_stamps(settings.SIGNING_FOLDER, now=clock.now())
    return made


def kiosk_address(base: str) -> str:
    """Return the address that makes a browser the demonstration's self-service machine, good for an hour."""
    from django.urls import reverse  # noqa: PLC0415

    from motcua.ui import device  # noqa: PLC0415

    return base + reverse("kiosk:set-up", args=[device.link_token(KIOSK)])


def stop_database() -> None:
    """Stop the embedded server of this home for good, whoever else may still be noted as using it."""
    from django.conf import settings  # noqa: PLC0415
    from django.db import connections  # noqa: PLC0415

    from motcua.config.embedded import server  # noqa: PLC0415

    connections.close_all()
    server.stop(Path(settings.DATABASES["default"]["OPTIONS"]["data_folder"]))
