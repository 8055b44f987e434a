"""The checks of ``motcua doctor``, part by part."""

import importlib
import importlib.metadata
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from motcua.cli import readiness
from motcua.cli.checkup import outside, variables
from motcua.cli.checkup.findings import Check, Finding, good, note, wrong
from motcua.cli.sessions import NEXT
from motcua.config.embedded.server import NoServerError
from motcua.kernel.datafiles import PackagedFile, locate
from motcua.kernel.messages import Bilingual

if TYPE_CHECKING:
    from cryptography import x509

#: Every module that names files of other packages; tests/ground keeps the list complete.
MODULES_WITH_FILES = (
    "motcua.kernel.units",
    "motcua.kernel.units_legacy",
    "motcua.papers.lines.sessions",
    "motcua.faces.models",
)
#: Codes of a second factor change every half minute.
_APART_S = 10
_LEAST_FREE = 2 * 1024**3
_NEWEST_PYTHON = (3, 13)
#: A certification authority needs weeks to renew an office's certificate.
_RENEW_BEFORE = timedelta(days=45)
#: What an alias of the settings is connected by, where that is a variable of its own.
_DATABASES = {"faces": "faces_database"}
_KEY_FILES = ("photos.key", "session.key")


def python() -> list[Finding]:
    """The interpreter is one we test on."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] > _NEWEST_PYTHON:
        return note(PARTS["python"], version, "newer than any we test on; Python 3.11 to 3.13 are")
    return good(PARTS["python"], version)


def models() -> list[Finding]:
    """The files taken from other packages are there and have the pinned SHA-256."""
    from motcua.faces.models import portrait_weights_file  # noqa: PLC0415 - loads the library that runs models
    from motcua.papers.lines import own  # noqa: PLC0415 - the same
    from motcua.papers.locate import segmentation  # noqa: PLC0415 - the same

    files = sorted(
        {
            value
            for module in MODULES_WITH_FILES
            for value in vars(importlib.import_module(module)).values()
            if isinstance(value, PackagedFile)
        },
        key=lambda file: (file.package, file.path),
    )
    for file in files:
        locate(file)
    own.model_file()
    segmentation.model_file()
    portrait_weights_file()
    return good(PARTS["models"], f"{len(files) + 3} files, SHA-256 as pinned")


def fonts() -> list[Finding]:
    """The font of the printed papers is installed."""
    package = importlib.metadata.distribution("fontpkg-be-vietnam-pro")
    found = [file for file in package.files or () if file.suffix in {".ttf", ".otf"}]
    if not any(Path(str(package.locate_file(file))).is_file() for file in found):
        return wrong(PARTS["fonts"], "no font file in fontpkg-be-vietnam-pro", "run script/bootstrap")
    return good(PARTS["fonts"], f"Be Vietnam Pro, {len(found)} files")


def front_end() -> list[Finding]:
    """Styles and scripts were built, and the messages compiled."""
    root = Path(importlib.import_module("motcua.ui").__file__ or "").parent
    if not any((root / "static" / "motcua").glob("**/*.css")):
        return wrong(PARTS["front_end"], "no built style sheet", "run script/bootstrap")
    catalogues = [path for path in root.parent.rglob("*.po") if not path.with_suffix(".mo").is_file()]
    if catalogues:
        return wrong(PARTS["front_end"], f"not compiled: {catalogues[0].name}", "run script/bootstrap")
    return good(PARTS["front_end"], "built")


def database() -> list[Finding]:
    """PostgreSQL answers and is new enough."""
    from django.db import OperationalError, connections  # noqa: PLC0415 - opens the settings' backend

    seen = []
    for alias in connections:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT version(), pg_size_pretty(pg_database_size(current_database()))")
                version, size = cursor.fetchone()
        except (OperationalError, NoServerError) as error:
            details = error.details.values() if isinstance(error, NoServerError) else [error]
            said = " ".join(" ".join(map(str, details)).split())
            return wrong(PARTS["database"], f"{alias}: {said}", FIXES[_DATABASES.get(alias, "database")])
        if connections[alias].connection.info.server_version < 160_000:
            return wrong(PARTS["database"], f"{alias}: {version}", "upgrade PostgreSQL to 16 or newer")
        seen.append(f"{alias}: {version.split(' on ')[0]}, {size}")
    return good(PARTS["database"], "; ".join(seen))


def clocks() -> list[Finding]:
    """This machine's clock agrees with the database's, and so with those of the other machines.

    What one machine begins another ends: moves before a camera within two minutes, codes of a second factor
    within half a minute, work that a worker has taken on.
    """
    from django.db import connection  # noqa: PLC0415 - opens the settings' backend

    from motcua.kernel import clock  # noqa: PLC0415 - with the rest of what needs the settings

    with connection.cursor() as cursor:
        before = clock.now()
        cursor.execute("SELECT clock_timestamp()")
        theirs, after = cursor.fetchone()[0], clock.now()
    apart = (before + (after - before) / 2 - theirs).total_seconds()
    seen = f"{abs(apart):.1f} s {'ahead of' if apart > 0 else 'behind'} the database's"
    if abs(apart) > _APART_S:
        return wrong(PARTS["clocks"], seen, "let a time service (NTP) set the clock of every machine")
    return good(PARTS["clocks"], seen)


def migrations() -> list[Finding]:
    """The tables have this version's form."""
    if waiting := readiness.unapplied_migrations():
        return wrong(PARTS["migrations"], waiting, "run: motcua setup")
    if later := readiness.unknown_migrations():
        fix = "this program is older than its database: upgrade it (git pull), or restore an older backup"
        return wrong(PARTS["migrations"], f"of a newer version: {later[0]} (+{len(later) - 1})", fix)
    return good(PARTS["migrations"], "all applied")


def queue() -> list[Finding]:
    """A worker lives and work does not pile up."""
    from motcua.api import health  # noqa: PLC0415 - needs Django's settings

    found = health.examine()
    part = PARTS["queue"]
    if not found.database:
        return wrong(part, "; ".join(found.problems), "see the database above")
    if problems := [words for words in found.problems if not words.startswith(health.DISK)]:
        fix = "start: motcua worker (one or more; see docs/operations.md)"
        return wrong(part, "; ".join(problems), fix)
    seen = f"worker seen {found.worker_seen_s:.0f} s ago, {found.waiting} waiting"
    return good(part, seen)


def keys() -> list[Finding]:
    """The keys are private to this user, and the photo key opens what is stored."""
    from motcua.people import services as people  # noqa: PLC0415
    from motcua.people.models import StoredPhoto  # noqa: PLC0415

    part = PARTS["keys"]
    folder = settings.HOME / "keys"
    for name in _KEY_FILES:
        path = folder / name
        if path.exists() and path.stat().st_mode & 0o077:
            return wrong(part, f"{path} can be read by others", f"run: chmod 600 {path}")
    if (folder / NEXT).exists():
        return note(part, f"a change of session.key is not finished: {folder / NEXT}", FIXES["session_key"])
    photo = StoredPhoto.objects.order_by("-created_at").values_list("pk", flat=True).first()
    if photo is None:
        return good(part, "no photo stored yet")
    people.load_photo(photo)
    if shut := people.unreadable_photos():
        return wrong(part, f"{shut} photos are sealed with a key that is not here", FIXES["keys"])
    return good(part, "the photo key opens the latest stored photo, and all have a key that is here")


def faces() -> list[Finding]:
    """The face store lies apart, and its keys open what is in it."""
    from motcua.gallery import selectors as gallery  # noqa: PLC0415 - needs Django's settings
    from motcua.gallery.errors import FaceIndexError  # noqa: PLC0415

    part = PARTS["faces"]
    try:
        seen = gallery.check()
    except FaceIndexError as error:
        said = ", ".join(f"{name}={value}" for name, value in error.details.items())
        return wrong(part, f"nobody is found by their face, and nobody can sign up: {said}", FIXES["index"])
    own, main = settings.DATABASES["faces"], settings.DATABASES["default"]
    same_role = all(own.get(name) == main.get(name) for name in ("ENGINE", "HOST", "PORT", "USER"))
    if same_role and own["ENGINE"] != "motcua.config.embedded":
        fix = "give MOTCUA_FACES_DATABASE_URL with a role, better a server, of its own"
        return note(part, f"{seen}; on the main database's server under the same role", fix)
    if left := gallery.unfinished():
        return note(part, seen, "; ".join(left))
    return good(part, seen)


def signing() -> list[Finding]:
    """The office's key signs, under a certificate that is its own and valid."""
    from motcua.kernel import clock  # noqa: PLC0415 - needs Django's settings
    from motcua.outcomes import services as outcomes  # noqa: PLC0415
    from motcua.outcomes.signatures.demo_keys import DEMO_MARK  # noqa: PLC0415

    part, signer = PARTS["signing"], outcomes.office_signer()
    certificate, subject, now = outcomes.prove_key(signer), signer.subject, clock.now()
    where = f"token {settings.SIGNING_TOKEN['token']}" if settings.SIGNING_TOKEN else "file"
    seen = f"{subject} ({where}), valid until {certificate.not_valid_after_utc:%Y-%m-%d}"
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        return wrong(part, f"{seen}: not valid today", "install the renewed certificate: docs/operations.md")
    if (since := outcomes.revoked_since(certificate, signer.chain)) is not None:
        fix = "nothing is signed any more: ask the certification authority for a new key and certificate"
        return wrong(part, f"{seen}: revoked on {since:%Y-%m-%d %H:%M} UTC", fix)
    if found := _vouched(certificate, signer.chain, seen):
        return found
    if certificate.not_valid_after_utc - now < _RENEW_BEFORE:
        return note(part, seen, "it ends soon: ask the certification authority for a renewed one")
    if DEMO_MARK in subject:
        return note(part, seen, "a key for trying out: what it signs has no legal force")
    return good(part, seen)


def _vouched(certificate: "x509.Certificate", chain: "list[x509.Certificate]", seen: str) -> list[Finding]:
    from motcua.outcomes import services as outcomes  # noqa: PLC0415 - needs Django's settings

    if not outcomes.leads_to_trusted(certificate, chain):
        fix = "put its root into ca.pem, and those between into office.p12 or token.pem: docs/operations.md"
        return wrong(PARTS["signing"], f"{seen}; no certificate of ca.pem vouches for it", fix)
    if missing := outcomes.missing_lists(certificate, chain):
        fix = f"let a worker reach {missing[0]}, or put the list into crl/ by a timer: docs/operations.md"
        return note(PARTS["signing"], f"{seen}; nobody would notice that it was revoked", fix)
    return []


def proofs() -> list[Finding]:
    """What is shown for years can be proven for as long: stamps, and lists of revoked certificates."""
    from motcua.outcomes.signatures import preservation  # noqa: PLC0415 - needs Django's settings

    part = PARTS["proofs"]
    if not preservation.needs_proof("certificate"):
        fix = "set MOTCUA_TSA_URL: nothing shows that a paper was signed before the key's certificate ended"
        return note(part, "signatures carry no time stamp", fix)
    if over := preservation.count_unproven():
        fix = "their last stamp is over; the records still know them (docs/operations.md)"
        return wrong(part, f"{over} results cannot be proven by their files any more", fix)
    if missing := preservation.missing_lists():
        return note(part, f"missing or out of date: {', '.join(missing)}", FIXES["proofs"])
    if (late := preservation.late_proofs()) is not None:
        seen = f"{late[0]} results wait for a lasting stamp since {late[1]:%Y-%m-%d %H:%M}"
        return note(part, seen, "see the time-stamping authority below and the log of motcua worker")
    until = preservation.proven_until()
    return good(part, "no result yet" if until is None else f"all results proven until {until:%Y-%m-%d}")


def disk() -> list[Finding]:
    """There is room for the database to grow."""
    free = shutil.disk_usage(settings.HOME if settings.HOME.exists() else "/").free
    seen = f"{free / 1024**3:.1f} GiB free at {settings.HOME}"
    if free < _LEAST_FREE:
        return wrong(PARTS["disk"], seen, "make room: less than 2 GiB is left")
    return good(PARTS["disk"], seen)


def office() -> list[Finding]:
    """The office this installation serves is one of the catalogue."""
    from motcua.procedures import selectors as procedures  # noqa: PLC0415 - needs Django's settings

    found = procedures.default_office()
    return good(PARTS["office"], f"{settings.OFFICE}: {found.receiving_unit.vi}")


def address() -> list[Finding]:
    """Phones let a page use the camera only over https (or on the machine itself)."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    part = PARTS["address"]
    if settings.SECURE:
        return good(part, settings.PUBLIC_URL)
    if host in {"localhost", "127.0.0.1", "::1"}:
        fix = "for other machines set MOTCUA_PUBLIC_URL=https://… behind a proxy with a certificate"
        return note(part, f"{settings.PUBLIC_URL} works on this machine only", fix)
    return wrong(part, settings.PUBLIC_URL, "browsers refuse the camera without https: put a certificate on")


def safety() -> list[Finding]:
    """What must not be on where citizens are served."""
    part = PARTS["safety"]
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    is_local = host in {"localhost", "127.0.0.1", "::1"}
    on = [name for name in ("DEBUG", "DEMO") if getattr(settings, name)]
    if on and not is_local:
        return wrong(part, f"on: {', '.join(on)}", "unset MOTCUA_DEBUG and MOTCUA_DEMO")
    if os.geteuid() == 0:
        return note(part, "running as root", "run the services as a user of their own (docs/operations.md)")
    return good(part, f"on: {', '.join(on)}" if on else "nothing that should be off is on")


PARTS = {
    "python": Bilingual("Python", "Python"),
    "models": Bilingual("Mô hình và dữ liệu", "Models and data"),
    "fonts": Bilingual("Phông chữ", "Fonts"),
    "front_end": Bilingual("Giao diện", "Front end"),
    "database": Bilingual("Cơ sở dữ liệu", "Database"),
    "clocks": Bilingual("Đồng hồ", "Clocks"),
    "migrations": Bilingual("Cấu trúc bảng", "Migrations"),
    "queue": Bilingual("Việc nền", "Background work"),
    "keys": Bilingual("Khóa", "Keys"),
    "faces": Bilingual("Kho khuôn mặt", "Face store"),
    "signing": Bilingual("Khóa ký số", "Signing key"),
    "proofs": Bilingual("Chữ ký lâu dài", "Long-term signatures"),
    "outside": outside.PART,
    "answers": outside.ANSWERS,
    "disk": Bilingual("Ổ đĩa", "Disk"),
    "office": Bilingual("Cơ quan", "Office"),
    "variables": variables.PART,
    "address": Bilingual("Địa chỉ và máy ảnh", "Address and camera"),
    "safety": Bilingual("An toàn", "Safety"),
}

#: In the order of the report: what the next ones need comes first.
CHECKS: dict[str, Check] = {
    "python": python,
    "models": models,
    "fonts": fonts,
    "front_end": front_end,
    "database": database,
    "clocks": clocks,
    "migrations": migrations,
    "queue": queue,
    "keys": keys,
    "faces": faces,
    "signing": signing,
    "proofs": proofs,
    "outside": outside.outside,
    "answers": outside.answers,
    "disk": disk,
    "office": office,
    "variables": variables.variables,
    "address": address,
    "safety": safety,
}

#: What to do when a check could not even be made.
FIXES = {
    "models": "run script/bootstrap: a package of requirements/models.txt is missing or was changed",
    "fonts": "run script/bootstrap",
    "front_end": "run script/bootstrap",
    "database": "check DATABASE_URL, or the folder and log of the embedded server under MOTCUA_HOME/postgres",
    "faces_database": "check MOTCUA_FACES_DATABASE_URL, or the database beside that of DATABASE_URL",
    "clocks": "see the database above",
    "migrations": "run: motcua setup",
    "queue": "run: motcua setup, then start: motcua worker",
    "keys": "put back MOTCUA_HOME/keys (or MOTCUA_PHOTO_KEY) that belong to this database: see restore",
    "session_key": "run again: motcua sessions rotate-key (docs/operations.md)",
    "faces": "put back the keys (MOTCUA_FACES_KEYS) that belong to the face store's database: see restore",
    "index": "Milvus: start it, let workers and this machine reach MOTCUA_MILVUS_URI (its gRPC port, 19530) "
    "with MOTCUA_MILVUS_TOKEN; counts that differ, no index: motcua gallery index; a folder: let the user of "
    "the workers write MOTCUA_FACES_INDEX. Until then people look up by code. No key is put back for this",
    "signing": "put the office's key (office.p12) into MOTCUA_SIGNING_FOLDER or plug in the token of "
    "MOTCUA_PKCS11_TOKEN (docs/operations.md); to try out: motcua setup --demo-key",
    "proofs": "let a worker reach the address, or: motcua results fetch-lists by a timer; docs/operations.md",
    "office": "set MOTCUA_OFFICE to the name of a file in procedures/catalogue/offices/, without .toml",
}
