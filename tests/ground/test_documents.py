"""Documents that say something else than the code mislead the people who run and extend this."""

import importlib
import importlib.util
import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest

from motcua.cli import faces
from motcua.faces import decode
from motcua.faces.quality import PROBLEMS
from motcua.kernel.errors import MotcuaError
from motcua.papers import errors, photo_errors, quality, subprocess_reading
from motcua.papers.chip import errors as chip
from motcua.papers.document import words

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+?)\s*$", re.MULTILINE)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    broken = [
        target
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:|#", target) and not (path.parent / target.split("#")[0]).exists()
    ]
    assert not broken


def anchors(path: Path) -> set[str]:
    """Return the names by which a document's headings can be linked to, as forges make them."""
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    plain = (LINK.sub(lambda link: link[0][1:].split("]")[0], heading) for heading in HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_heading_finds_it(path: Path) -> None:
    """A link into a long page that lost its heading ends at the top, and nobody finds the figure."""
    lost = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        file, mark, heading = target.partition("#")
        if mark and not re.match(r"[a-z]+:", target):
            page = path.parent / file if file else path
            if page.suffix == ".md" and page.exists() and heading not in anchors(page):
                lost.append(target)
    assert not lost


def test_operations_names_every_variable_the_program_reads() -> None:
    """An operator has one page to look a variable up."""
    reader = re.compile(r"""env\.[a-z_]+\(\s*["']([A-Z_]+)["']""")
    settings = ROOT / "src/motcua"
    read = {
        name for path in settings.rglob("*.py") for name in reader.findall(path.read_text(encoding="utf-8"))
    }
    assert read, "the pattern no longer fits how settings are read"
    operations = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    example = (ROOT / "docs/motcua.env.example").read_text(encoding="utf-8")
    read |= {"MOTCUA_HOME", *re.findall(r"^(?:# )?(MOTCUA_[A-Z_0-9]+)=", example, re.MULTILINE)}
    of_a_system = re.compile(r"MOTCUA_[A-Z_0-9]+_(?:URL|SECRET)")  # described together
    missing = sorted(
        name for name in read if f"`{name}`" not in operations and not of_a_system.fullmatch(name)
    )
    assert not missing


def test_only_settings_and_the_command_line_touch_the_environment() -> None:
    touching = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/motcua").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    }
    # The package itself reads nothing: it says one thing to a library that is loaded later.
    allowed = re.compile(r"src/motcua/(config/|cli/|__init__\.py)")
    assert not [path for path in touching if not allowed.match(path)]


def test_where_things_go_names_every_room() -> None:
    text = (ROOT / "docs/where-things-go.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src/motcua").glob("*/__init__.py")}
    assert not sorted(room for room in rooms if f"`{room}/`" not in text)


def test_the_glossary_names_things_where_they_are() -> None:
    """Modules moved into packages, and whoever looked a word up searched for one that is no more."""
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src/motcua").glob("*/__init__.py")}
    named = [name for name in re.findall(r"`(\w+(?:\.\w+)+)`", text) if name.split(".")[0] in rooms]
    assert len(named) > 5
    assert [name for name in named if not _is_there(f"motcua.{name}")] == []


def _is_there(name: str) -> bool:
    module, _, attribute = name.rpartition(".")
    if importlib.util.find_spec(module) is None:
        return False
    held = importlib.import_module(module)
    return hasattr(held, attribute) or (
        hasattr(held, "__path__") and importlib.util.find_spec(name) is not None
    )


def test_what_a_dossier_holds_beside_its_form_is_explained_in_one_place() -> None:
    """Whoever reads a stored dossier years later finds names that no other line explains."""
    said = (ROOT / "src/motcua/dossiers/evidence.py").read_text(encoding="utf-8")
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    used = {
        name for text in sources for name in re.findall(r"dossier\.evidence(?:\.get\(|\[)\"(\w+)\"", text)
    }
    assert len(used) > 5
    # What the desk adds to the evidence it shows, and does not keep.
    assert [name for name in sorted(used - {"match_pending"}) if f"``{name}``" not in said] == []


def test_every_code_that_programs_may_get_is_in_the_contracts() -> None:
    """A program that reads for an office and meets a code it never heard of can only stop or guess."""
    pages = ("contracts", "document-checks", "chip")
    said = "".join((ROOT / f"docs/{page}.md").read_text(encoding="utf-8") for page in pages)
    codes = {*errors.MESSAGES, *quality.QUALITY, *PROBLEMS, *chip.PROBLEMS, *words._SEVERITIES}
    for module in (photo_errors, chip, decode, subprocess_reading, faces):
        kinds = (kind for kind in vars(module).values() if isinstance(kind, type) and "code" in vars(kind))
        codes |= {
            kind.code
            for kind in kinds
            if issubclass(kind, MotcuaError) and kind.__module__ == module.__name__
        }
    assert len(codes) > 50
    assert [code for code in sorted(codes) if f"`{code}`" not in said] == []


def test_decision_records_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_the_product_imports_it_asks_for_by_name() -> None:
    """A package that only another one brought along is gone one day, when that one needs it no more."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.split(r"[\[<>=~! ]", line)[0] for line in asked} | {
        "pymilvus"
    }  # an extra: requirements/milvus.in
    plain = {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    brought = metadata.packages_distributions()
    lines = (line for path in (ROOT / "src").rglob("*.py") for line in path.read_text("utf-8").splitlines())
    tops = {found[1] for line in lines if (found := re.match(r"\s*(?:from|import) (\w+)", line))}
    missing = {
        top: brought[top]
        for top in tops & set(brought)
        if not plain & {re.sub(r"[-_.]+", "-", name).lower() for name in brought[top]}
    }
    assert not missing


def test_no_package_under_the_gpl_is_installed_for_running() -> None:
    """We give the program away under Apache-2.0; a GPL part would take freedom from whoever builds on it."""
    names = [
        line.split("==")[0].split("[")[0]
        for file in ("base.txt", "models.txt", "build.txt", "demo.txt")
        for line in (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()
        if "==" in line and not line.startswith((" ", "#"))
    ]
    assert len(names) > 40
    found = {}
    for name in names:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform
        said = [about.get("License-Expression") or "", (about.get("License") or "")[:100]]
        said += [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        text = " ".join(said)
        if re.search(r"(?<!L)GPL|GNU General|Affero", text) and not re.search(r"LGPL|Lesser", text):
            found[name] = text
    assert not found
