"""The catalogue files of this package, read once and checked whole."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import PurePath
from typing import Any, cast, get_args

from motcua.faces.presence.types import Level
from motcua.kernel import ids, units
from motcua.kernel.messages import Bilingual
from motcua.kernel.workdays import CUT_OFF, NATIONAL, WorkCalendar
from motcua.papers.types import IDENTITY_FIELDS
from motcua.procedures import step_reader, wards
from motcua.procedures.toml import CatalogueError, Table
from motcua.procedures.types import (
    GROUND_USES,
    BankAccount,
    Certainty,
    Effect,
    Fee,
    Ground,
    Industry,
    IndustryGroup,
    LegalBasis,
    LocalRule,
    Numbering,
    Office,
    OpeningHours,
    PrefillRule,
    Procedure,
    RequiredPaper,
)

#: ``officer`` too: then an officer meets everybody.
_LEVELS = get_args(Level)
_CERTAINTIES = get_args(Certainty)
_EFFECTS = get_args(Effect)
_NUMBERINGS = get_args(Numbering)


@cache
def procedures() -> tuple[Procedure, ...]:
    """Return every version of every procedure, by code and then by start.

    Raises:
        CatalogueError: a file is broken or lies under another's name, or two versions of a procedure overlap.
    """
    found = [_in_place(file) for file in _toml_files(step_reader.catalogue() / "procedures")]
    found.sort(key=lambda item: (item.code, item.starts))
    for before, after in pairwise(found):
        if before.code == after.code and (before.ends is None or before.ends > after.starts):
            raise CatalogueError(
                file=f"{after.code}/{after.version}.toml",
                field="starts",
                reason=f"overlaps version {before.version} of {before.code}",
            )
    return tuple(found)


@cache
def participants() -> tuple[Procedure, ...]:
    """Return the small forms of people who take part in somebody else's filing.

    Raises:
        CatalogueError: a file is broken.
    """
    return tuple(read_procedure(file) for file in _toml_files(step_reader.catalogue() / "participants"))


@cache
def offices() -> tuple[Office, ...]:
    """Return every office.

    Raises:
        CatalogueError: a file is broken.
    """
    known = {procedure.code for procedure in procedures()}
    found = []
    for file in _toml_files(step_reader.catalogue() / "offices"):
        office = read_office(file)
        if unknown := set(office.procedures) - known:
            raise CatalogueError(file=file.name, field="procedures", reason=f"unknown: {sorted(unknown)}")
        found.append(office)
    return tuple(found)


@cache
def industry_groups() -> tuple[IndustryGroup, ...]:
    """Return the lines of business under their headings.

    Raises:
        CatalogueError: the file is broken or has a code twice.
    """
    files = ("vsic-2025.toml", "vsic-2025-others.toml")
    groups = [read_industries(step_reader.catalogue() / "industries" / file) for file in files]
    codes = Counter(industry.code for part in groups for group in part for industry in group.industries)
    if twice := [code for code, times in codes.items() if times > 1]:
        raise CatalogueError(file=files[1], field="groups", reason=f"codes twice: {', '.join(twice)}")
    return tuple(group for part in groups for group in part)


def check() -> None:
    """Read everything, so that a broken file stops the program at start and not at a person's request.

    Raises:
        CatalogueError: a file is broken.
    """
    procedures()
    participants()
    offices()
    industry_groups()


def read_procedure(source: Traversable) -> Procedure:
    """Read one version of a procedure.

    Raises:
        CatalogueError: the file is broken.
    """
    table = Table.read(source)
    starts = table.day("starts")
    procedure = Procedure(
        code=table.text("code"),
        version=starts.isoformat(),
        starts=starts,
        ends=table.optional_day("ends"),
        name=table.bilingual("name"),
        short_name=table.bilingual("short_name"),
        summary=table.bilingual("summary"),
        form_name=table.bilingual("form_name"),
        authority=table.bilingual("authority"),
        outcome=table.bilingual("outcome"),
        working_days=table.number("working_days"),
        one_per_person=table.flag("one_per_person"),
        effect=cast("Effect", table.one_of("effect", _EFFECTS)),
        presence=cast("Level", table.one_of("presence", _LEVELS, "uploaded")),
        steps=tuple(step_reader.read(item) for item in table.tables("steps")),
        prefill=_prefill(table.table("prefill")),
        papers=tuple(_paper(item) for item in table.tables("papers")),
        fees=tuple(_fee(item) for item in table.tables("fees")),
        legal_basis=tuple(_basis(item) for item in table.tables("legal_basis")),
        grounds=tuple(_ground(item) for item in table.tables("grounds")),
        local_rules=tuple(_local_rule(item) for item in table.tables("local_rules")),
        numbering=cast("Numbering", table.one_of("numbering", _NUMBERINGS, default="owner")),
    )
    table.done()
    _check_whole(procedure, table)
    return procedure


def _in_place(source: Traversable) -> Procedure:
    """Read a procedure whose folder is its code and whose file is its first day: copies keep another's."""
    procedure = read_procedure(source)
    folder, name = PurePath(str(source)).parts[-2:]
    places = ("code", procedure.code, folder), ("starts", procedure.version, name.removesuffix(".toml"))
    for field, said, place in places:
        if said != place:
            raise CatalogueError(
                file=f"{folder}/{name}", field=field, reason=f"is {said}, the file lies at {place}"
            )
    return procedure


def read_office(source: Traversable) -> Office:
    """Read one office.

    Raises:
        CatalogueError: the file is broken, or its identifier or units are not real ones.
    """
    table = Table.read(source)
    office = Office(
        slug=table.text("slug"),
        identifier=table.text("identifier"),
        name=table.bilingual("name"),
        receiving_unit=table.bilingual("receiving_unit"),
        parent_authority=table.bilingual("parent_authority"),
        department=table.bilingual("department"),
        signer_title=table.bilingual("signer_title"),
        province_code=table.text("province_code"),
        ward_code=table.text("ward_code"),
        place=table.text("place"),
        address=table.bilingual("address"),
        hotline=table.text("hotline"),
        email=table.text("email"),
        tax_authority=table.bilingual("tax_authority"),
        procedures=table.texts("procedures"),
        opening_hours=tuple(_hours(item) for item in table.tables("opening_hours")),
        demo=table.flag("demo", default=False),
        calendar=_calendar(table),
        bank_account=_bank_account(table),
        law_on=table.optional_day("law_on"),
        district=table.text("district") if table.has("district") else "",
        number_prefix=table.text("number_prefix") if table.has("number_prefix") else "",
        local_rules=_office_rules(table),
    )
    table.done()
    if not ids.is_office_identifier(office.identifier):
        raise table.fail("identifier", "is not an office identifier such as H29.26.740")
    try:
        if office.district:
            if office.ward_code not in dict(wards.choices(office)):
                raise table.fail("ward_code", "is not a ward of the district")
            return office
        if units.ward(office.ward_code).province_code != office.province_code:
            raise table.fail("ward_code", "lies in another province")
    except units.UnknownUnitError as error:
        raise table.fail("ward_code", "is not a ward in force") from error
    return office


def read_industries(source: Traversable) -> tuple[IndustryGroup, ...]:
    """Read the lines of business.

    Raises:
        CatalogueError: the file is broken or has a code twice.
    """
    table = Table.read(source)
    table.text("classification")
    table.text("source")
    own = table.optional_table("words")
    words = {} if own is None else {code: own.texts(code) for code in own.names()}
    groups = []
    for item in table.tables("groups"):
        groups.append(
            IndustryGroup(
                slug=item.text("slug"),
                name=item.bilingual("name"),
                industries=(
                    *(_industry(inner) for inner in item.tables("industries")),
                    *_by_name(item.optional_table("names"), words),
                ),
            )
        )
        item.done()
    table.done()
    codes = Counter(industry.code for group in groups for industry in group.industries)
    if twice := [code for code, times in codes.items() if times > 1]:
        raise table.fail("groups", f"codes twice: {', '.join(twice)}")
    return tuple(groups)


def _prefill(table: Table) -> tuple[PrefillRule, ...]:
    return tuple(PrefillRule(name, table.texts(name)) for name in table.names())


def _paper(table: Table) -> RequiredPaper:
    paper = RequiredPaper(
        slug=table.text("slug"),
        name=table.bilingual("name"),
        given_as=cast("Any", table.one_of("given_as", ("form", "photo", "upload"))),
        required=table.flag("required"),
        note=table.optional_bilingual("note"),
    )
    table.done()
    return paper


def _fee(table: Table) -> Fee:
    fee = Fee(
        channel=cast("Any", table.one_of("channel", ("online", "paper"))),
        amount=table.number("amount"),
        note=table.bilingual("note"),
        certainty=_certainty(table),
    )
    table.done()
    return fee


def _basis(table: Table) -> LegalBasis:
    basis = LegalBasis(table.text("number"), table.bilingual("title"), _certainty(table))
    table.done()
    return basis


def _ground(table: Table) -> Ground:
    use = table.texts("use")
    if not set(use) <= set(GROUND_USES):
        raise table.fail("use", f"must be of {', '.join(GROUND_USES)}")
    ground = Ground(
        slug=table.text("slug"),
        text=table.bilingual("text"),
        citation=table.bilingual("citation"),
        certainty=_certainty(table),
        use=cast("Any", use),
        rule=table.text("rule") if table.has("rule") else "",
    )
    table.done()
    return ground


def _local_rule(table: Table) -> LocalRule:
    rule = LocalRule(
        slug=table.text("slug"),
        name=table.bilingual("name"),
        legal_basis=table.bilingual("legal_basis"),
        certainty=_certainty(table),
        on=table.flag("on"),
    )
    table.done()
    return rule


def _office_rules(table: Table) -> dict[str, bool]:
    own = table.optional_table("local_rules")
    return {} if own is None else {name: own.flag(name) for name in own.names()}


def _calendar(table: Table) -> WorkCalendar:
    own = table.optional_table("calendar")
    if own is None:
        return NATIONAL
    off, on, cut_off = own.days("days_off"), own.days("working_days"), own.hour("cut_off", CUT_OFF)
    own.done()
    try:
        return WorkCalendar.with_overrides(off, on, cut_off)
    except ValueError as error:
        raise table.fail("calendar", str(error)) from error


def _bank_account(table: Table) -> BankAccount | None:
    own = table.optional_table("bank_account")
    if own is None:
        return None
    account = BankAccount(
        bin=own.text("bin"), bank=own.text("bank"), number=own.text("number"), holder=own.text("holder")
    )
    own.done()
    if not (account.bin.isdigit() and len(account.bin) == 6 and account.number.isalnum()):
        raise table.fail("bank_account", "is not a six-digit BIN and an account of letters and digits")
    return account


def _hours(table: Table) -> OpeningHours:
    hours = OpeningHours(table.bilingual("days"), table.text("times"))
    table.done()
    return hours


def _by_name(table: Table | None, words: Mapping[str, tuple[str, ...]]) -> tuple[Industry, ...]:
    """Lines of business of which only code and official name are given."""
    if table is None:
        return ()
    named = [(code, table.text(code)) for code in table.names()]
    if wrong := [code for code, _ in named if len(code) != 4 or not code.isdigit()]:
        raise table.fail(wrong[0], "must be 4 digits")
    return tuple(Industry(code, name, Bilingual(name, name), words.get(code, ())) for code, name in named)


def _industry(table: Table) -> Industry:
    industry = Industry(
        table.text("code"), table.text("name"), table.bilingual("everyday"), table.texts("words")
    )
    table.done()
    if len(industry.code) != 4 or not industry.code.isdigit():
        raise table.fail("code", "must be 4 digits")
    return industry


def _certainty(table: Table) -> Certainty:
    return cast("Certainty", table.one_of("certainty", _CERTAINTIES))


def _check_whole(procedure: Procedure, table: Table) -> None:
    """Check what no single table can know: names that must be unique, and names that must exist."""
    fields = [spec.name for spec in procedure.all_fields()]
    rules = {rule.slug for rule in procedure.local_rules}
    if unknown := {ground.rule for ground in procedure.grounds if ground.rule} - rules:
        raise table.fail("grounds.rule", f"names no local rule: {sorted(unknown)}")
    slugs = [step.slug for step in procedure.steps]
    grounds = [ground.slug for ground in procedure.grounds]
    for name, values in (("steps.fields.name", fields), ("steps.slug", slugs), ("grounds.slug", grounds)):
        if twice := [value for value, times in Counter(values).items() if times > 1]:
            raise table.fail(name, f"twice: {', '.join(twice)}")
    step_reader.check_conditions(procedure, table)
    for rule in procedure.prefill:
        if rule.field not in fields:
            raise table.fail(f"prefill.{rule.field}", "is not a field of the form")
        if unknown := set(rule.sources) - set(IDENTITY_FIELDS):
            raise table.fail(f"prefill.{rule.field}", f"no reading gives {sorted(unknown)}")
    if procedure.working_days < 1:
        raise table.fail("working_days", "must be 1 or more")


def _toml_files(folder: Traversable) -> Iterator[Traversable]:
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_dir():
            yield from _toml_files(item)
        elif item.name.endswith(".toml"):
            yield item
