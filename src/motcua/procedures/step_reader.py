"""The pages of a form in a catalogue file: their fields, and the conditions under which they are asked."""

from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from motcua.procedures.toml import Table
from motcua.procedures.types import (
    AREAS,
    FIELD_KINDS,
    Area,
    Choice,
    Condition,
    FieldKind,
    FieldSpec,
    Procedure,
    Span,
    Step,
)


def catalogue() -> Traversable:
    """Return the folder of the catalogue files."""
    return files("motcua.procedures") / "catalogue"


def read(table: Table) -> Step:
    """Read one step.

    Raises:
        CatalogueError: it is broken, or the step it shall be the same as does not exist.
    """
    if (address := table.optional("same_as")) is not None:
        return _same_step(table, str(address))
    step = Step(
        slug=table.text("slug"),
        title=table.bilingual("title"),
        office_title=table.optional_bilingual("office_title"),
        intro=table.optional_bilingual("intro"),
        intro_filled=table.optional_bilingual("intro_filled"),
        statements=table.bilinguals("statements"),
        fields=tuple(_field(item) for item in table.tables("fields")),
        when=_when(table),
    )
    table.done()
    if not step.fields:
        raise table.fail("fields", "is empty")
    return step


def _same_step(table: Table, address: str) -> Step:
    """Take a step of another file, ``code/version/slug``, so that a question is worded in one place only."""
    code, _, rest = address.partition("/")
    version, _, slug = rest.partition("/")
    file = catalogue() / "procedures" / code / f"{version}.toml"
    if not file.is_file():
        raise table.fail("same_as", "names a file that does not exist")
    for other in Table.read(file).tables("steps"):
        if other.optional("slug") == slug:
            same = replace(read(other.put("slug", slug)), when=_when(table))
            table.done()
            return same
    raise table.fail("same_as", "names a step that does not exist")


def _when(table: Table) -> Condition | None:
    when = table.optional_table("when")
    return None if when is None else Condition(when.text("field"), when.texts("values"))


def _span(table: Table) -> Span | None:
    span = table.optional_table("span")
    return None if span is None else Span(span.text("field"), span.number("minimum"), span.number("maximum"))


def _field(table: Table) -> FieldSpec:
    spec = FieldSpec(
        name=table.text("name"),
        kind=cast("FieldKind", table.one_of("kind", FIELD_KINDS)),
        label=table.bilingual("label"),
        legal_name=table.bilingual("legal_name"),
        hint=table.optional_bilingual("hint"),
        required=table.flag("required", default=True),
        when=_when(table),
        choices=tuple(_choice(item) for item in table.tables("choices")),
        default=cast("Any", table.optional("default")),
        minimum=table.optional_number("minimum"),
        maximum=table.optional_number("maximum"),
        notice=table.optional_number("notice"),
        span=_span(table),
        forbidden=table.texts("forbidden") if table.has("forbidden") else (),
        unique_within=cast("Area", table.one_of("unique_within", AREAS))
        if table.has("unique_within")
        else None,
    )
    table.done()
    if (spec.kind in {"choice", "picks"}) != bool(spec.choices):
        raise table.fail("choices", "must be given for a choice, and only for one")
    if spec.choices and spec.default is not None and spec.default not in [c.value for c in spec.choices]:
        raise table.fail("default", "is not one of the choices")
    return spec


def _area(table: Table) -> Area | None:
    return cast("Area", table.one_of("unique_within", AREAS)) if table.has("unique_within") else None


def _choice(table: Table) -> Choice:
    choice = Choice(table.text("value"), table.bilingual("label"), table.optional_bilingual("unsupported"))
    table.done()
    return choice


def check_conditions(procedure: Procedure, table: Table) -> None:
    """Check that every condition names a question asked before, and answers it can have.

    Raises:
        CatalogueError: one does not.
    """
    for position, step in enumerate(procedure.steps):
        for spec in step.fields:
            _check_condition(procedure, step, spec, table)
        if step.when is not None:
            earlier = {spec.name for before in procedure.steps[:position] for spec in before.fields}
            if step.when.field not in earlier:
                raise table.fail(f"{step.slug}.when", "must name a field of an earlier step")
            _check_values(procedure, step.when, f"{step.slug}.when", table)


def _check_condition(procedure: Procedure, step: Step, spec: FieldSpec, table: Table) -> None:
    own = [other.name for other in step.fields]
    if spec.span is not None and spec.span.field not in own:
        raise table.fail(f"{step.slug}.{spec.name}.span", "must name a field of the same step")
    if spec.when is None:
        return
    if spec.when.field not in own:
        raise table.fail(f"{step.slug}.{spec.name}.when", "must name a field of the same step")
    _check_values(procedure, spec.when, f"{step.slug}.{spec.name}.when", table)


def _check_values(procedure: Procedure, when: Condition, where: str, table: Table) -> None:
    other = procedure.field(when.field)
    if other.choices and not set(when.values) <= {choice.value for choice in other.choices}:
        raise table.fail(where, "names a value that is not a choice")
