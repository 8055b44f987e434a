"""What measures and trains is run by hand, months apart, and no type checker looks at it.

A function of the product that got another name must not be found missing only then.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def place_of(module: str) -> Path | None:
    if not module:
        return None
    base = (ROOT / "src" if module.startswith("motcua") else ROOT).joinpath(*module.split("."))
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if path.exists()), None)


@cache
def names_of(module: str) -> frozenset[str]:
    """Return what a module of ours defines or imports, anywhere in it, and the modules within it."""
    path = place_of(module)
    if path is None:
        return frozenset()
    found = {inside.stem for inside in path.parent.iterdir()} if path.name == "__init__.py" else set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name)
    return frozenset(found)


def rebound(tree: ast.Module) -> set[str]:
    """Return the names that stand for something else somewhere in a file: of those nothing is said."""
    found = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = (node for node in ast.walk(tree) if isinstance(node, ast.Name))
    return found | {name.id for name in names if isinstance(name.ctx, ast.Store)}


def missing(path: Path) -> Iterator[str]:
    """Yield what a file takes from modules of ours that is not there."""
    tree, modules = ast.parse(path.read_text(encoding="utf-8")), {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and place_of(node.module):
            modules |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
            yield from (
                f"{node.module}.{item.name}" for item in node.names if item.name not in names_of(node.module)
            )
    others = rebound(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id, "")
            if place_of(module) and node.value.id not in others and node.attr not in names_of(module):
                yield f"{module}.{node.attr}"


def test_what_measures_and_trains_names_only_what_there_is() -> None:
    files = [path for room in ("bench", "training") for path in sorted((ROOT / room).rglob("*.py"))]
    assert files
    assert not [f"{path.relative_to(ROOT)}: {name}" for path in files for name in missing(path)]
