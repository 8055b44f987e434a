"""A room that reaches into the inside of another breaks when that is changed, and its author was not warned.

Import-linter keeps the floors (``pyproject.toml``). Here: through which modules rooms use each other, as
``docs/where-things-go.md`` tells whoever is about to change one.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
ROOMS = {path.name for path in (SOURCE / "motcua").iterdir() if (path / "__init__.py").exists()}
#: Above all rooms: they put together what the rooms are, and may look into each.
ABOVE = {"config", "cli"}
WRITING = {
    "create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete",
}  # fmt: skip


@cache
def files(room: str) -> list[tuple[Path, ast.Module]]:
    paths = [path for path in (SOURCE / "motcua" / room).rglob("*.py") if "migrations" not in path.parts]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


@cache
def is_module(room: str, *inside: str) -> bool:
    place = SOURCE.joinpath("motcua", room, *inside)
    return place.is_dir() or place.with_suffix(".py").exists()


def imported(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """Yield room, module within it and name of all that a file takes from rooms."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("motcua."):
            _, room, *inside = node.module.split(".")
            for alias in node.names:
                whole = [*inside, alias.name] if is_module(room, *inside, alias.name) else inside
                yield room, ".".join(whole), alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top, *inside = alias.name.split(".")
                if top == "motcua" and inside:
                    yield inside[0], ".".join(inside[1:]), alias.name


def front_doors() -> dict[str, set[str]]:
    """Return the modules of each room that others may use, as the document lists them; "" is every room."""
    text = (ROOT / "docs/where-things-go.md").read_text(encoding="utf-8")
    table = text.partition("## Front doors")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (every room|`\w+/`) \| (.+) \|$", table, re.MULTILINE)
    return {
        "" if room == "every room" else room.strip("`/"): set(re.findall(r"`([\w.]+)`", doors))
        for room, doors in rows
    }


def test_rooms_use_each_other_through_their_front_doors_only() -> None:
    doors, inside, used = front_doors(), [], set()
    for room in sorted(ROOMS - ABOVE):
        for path, tree in files(room):
            for other, module, _ in imported(tree):
                if other not in ROOMS - {room, "kernel"}:
                    continue
                used.add((other, module))
                if not {module, module.partition(".")[0]} & (doors[""] | doors.get(other, set())):
                    inside.append(f"{path.relative_to(SOURCE)} uses the inside of {other}: {module}")
    assert not inside
    listed = {(room, door) for room, there in doors.items() if room for door in there}
    unused = {(room, door) for room, door in listed if not any(
        other == room and (module == door or module.startswith(f"{door}.")) for other, module in used
    )}  # fmt: skip
    assert not unused, "doors that nobody goes through any more"


def test_what_a_room_stores_is_changed_by_that_room_only() -> None:
    """Rows written past a room's services miss its rules, its record of events and its queue."""
    past = []
    for room in sorted(ROOMS - ABOVE):
        for path, tree in files(room):
            foreign = {name for other, module, name in imported(tree) if other != room and module == "models"}
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and node.attr in WRITING:
                    chain = ast.unparse(node)
                    if chain.partition(".objects.")[0] in foreign:
                        past.append(f"{path.relative_to(SOURCE)}:{node.lineno}: {chain}")
    assert not past
