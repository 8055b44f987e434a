"""Looking up procedures, offices and lines of business."""

from dataclasses import replace
from datetime import date
from functools import cache

from django.conf import settings

from motcua.kernel.clock import today
from motcua.kernel.errors import NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import base_letters, fold, nfc
from motcua.procedures import catalogue_reader
from motcua.procedures.types import Ground, GroundUse, Industry, IndustryGroup, Office, Procedure

#: The value of a line of business that is not in our list; the person then describes it.
OTHER_INDUSTRY = "other"


class UnknownProcedureError(NotFoundError):
    """No procedure has this code, or none was in force on the day."""

    code = "procedure_unknown"
    default_message = Bilingual(
        vi="Không tìm thấy thủ tục này. Vui lòng chọn lại trong danh sách thủ tục.",
        en="There is no such procedure. Please choose again from the list.",
    )


class UnknownOfficeError(NotFoundError):
    """No office has this name."""

    code = "office_unknown"
    default_message = Bilingual(vi="Không tìm thấy cơ quan này.", en="There is no such office.")


class UnknownIndustryError(NotFoundError):
    """No line of business of our list has this code."""

    code = "industry_unknown"
    default_message = Bilingual(
        vi="Không có ngành này trong danh mục. Vui lòng chọn lại.",
        en="This line of business is not in the list. Please choose again.",
    )


def law_day(office: Office | None) -> date:
    """Return the day whose law an office works by: today, but for an office that shows the past."""
    return (office.law_on if office is not None else None) or today()


def for_office(procedure: Procedure, office: Office) -> Procedure:
    """Return a procedure without the grounds of local rules that the office has not."""
    on = {rule.slug: office.local_rules.get(rule.slug, rule.on) for rule in procedure.local_rules}
    return replace(
        procedure, grounds=tuple(item for item in procedure.grounds if not item.rule or on[item.rule])
    )


def get_procedure(code: str, *, on: date | None = None) -> Procedure:
    """Return the version of a procedure in force on a day (today if none is given).

    Raises:
        UnknownProcedureError: no procedure has the code, or no version was in force that day.
    """
    day = on or today()
    for procedure in catalogue_reader.procedures():
        if procedure.code == code and _in_force(procedure, day):
            return procedure
    raise UnknownProcedureError(procedure=code, day=day.isoformat())


def procedure_of(code: str, version: str) -> Procedure:
    """Return the version of a procedure that a draft or dossier keeps.

    Raises:
        UnknownProcedureError: the catalogue has no such version.
    """
    for procedure in (*catalogue_reader.procedures(), *catalogue_reader.participants()):
        if procedure.code == code and procedure.version == version:
            return procedure
    raise UnknownProcedureError(procedure=code, version=version)


def part_of_form(role: str) -> Procedure:
    """Return the form of somebody who takes part in a filing as ``member`` or ``agent``.

    Raises:
        UnknownProcedureError: there is no such role.
    """
    for procedure in catalogue_reader.participants():
        if procedure.code == role:
            return procedure
    raise UnknownProcedureError(procedure=role)


def list_procedures(office: Office | None = None, on: date | None = None) -> tuple[Procedure, ...]:
    """Return the procedures in force on a day: those an office takes in its order, or all by code."""
    day = on or law_day(office)
    found = [procedure for procedure in catalogue_reader.procedures() if _in_force(procedure, day)]
    if office is None:
        return tuple(found)
    taken = [procedure for procedure in found if procedure.code in office.procedures]
    return tuple(sorted(taken, key=lambda procedure: office.procedures.index(procedure.code)))


def grounds_for(use: GroundUse, office: Office) -> tuple[Ground, ...]:
    """Return the grounds for something the office does to a certificate, by the law it works by now."""
    taken = (for_office(procedure, office) for procedure in list_procedures(office))
    return tuple(ground for found in taken for ground in found.grounds if use in ground.use)


def list_offices() -> tuple[Office, ...]:
    """Return every office of the catalogue."""
    return catalogue_reader.offices()


def get_office(slug: str) -> Office:
    """Return an office by its name in addresses.

    Raises:
        UnknownOfficeError: there is none.
    """
    for office in catalogue_reader.offices():
        if office.slug == slug:
            return office
    raise UnknownOfficeError(office=slug)


def office_of_account(number: str) -> str:
    """Return the name in addresses of the office whose bank account this is, empty where none has it."""
    mine = (office for office in catalogue_reader.offices() if office.bank_account is not None)
    return next((office.slug for office in mine if _account(office) == number), "")


def _account(office: Office) -> str:
    return office.bank_account.number if office.bank_account is not None else ""


def default_office() -> Office:
    """Return the office this installation serves (setting ``OFFICE``).

    Raises:
        UnknownOfficeError: the setting names no office of the catalogue.
    """
    return get_office(settings.OFFICE)


def only_in_vietnamese(code: str) -> bool:
    """Tell whether a line of business has only its official Vietnamese name; an unknown code has none."""
    found = _industries().get(code)
    return found is not None and found.everyday.vi == found.everyday.en


def industry_groups() -> tuple[IndustryGroup, ...]:
    """Return the lines of business under their headings, for a list without search."""
    return catalogue_reader.industry_groups()


def get_industry(code: str) -> Industry:
    """Return a line of business by its 4 digits.

    Raises:
        UnknownIndustryError: our list has none.
    """
    try:
        return _industries()[code]
    except KeyError:
        raise UnknownIndustryError(industry=code) from None


def search_industries(query: str, limit: int = 8) -> tuple[Industry, ...]:
    """Return the lines of business for everyday words, best first; diacritics may be missing.

    When the query has diacritics, those that agree with it come first. Every word must be found, in the
    everyday words, the official name or the code; if none has them all, those with most of them are given.
    """
    written, folded = nfc(query).lower(), fold(query)
    if not folded:
        return ()
    accented = base_letters(written) != written
    scored = [
        (score, industry)
        for industry in _industries().values()
        if (score := _score(industry, written, folded, accented=accented)) > 0
    ]
    scored.sort(key=lambda item: (-item[0], item[1].code))
    best = scored[0][0] if scored else 0
    # Once something carries all the words, single shared words are noise.
    return tuple(industry for score, industry in scored if best < 20 or score >= 20)[:limit]


def _score(industry: Industry, written: str, folded: str, *, accented: bool) -> int:
    if industry.code.startswith(folded):
        return 100
    score = 0
    for phrase in industry.words:
        if fold(phrase) == folded:
            score = max(score, 90 if not accented or phrase.lower() == written else 60)
        elif f" {folded} " in f" {fold(phrase)} " or fold(phrase).startswith(folded):
            score = max(score, 50 if not accented or written in phrase.lower() else 30)
        elif f" {fold(phrase)} " in f" {folded} " and (not accented or phrase.lower() in written):
            # Longer matches say more: "sửa xe máy" before "xe máy".
            score = max(score, 30 + min(len(phrase), 19))
    if score:
        return score
    texts = [*industry.words, industry.everyday.vi, industry.everyday.en, industry.name]
    words = {word.strip(",.;:()") for word in fold(" ".join(texts)).split()}
    parts = folded.split()
    found = sum(any(word.startswith(part) for word in words) for part in parts)
    if found == len(parts):
        return 20
    return 10 * found // len(parts) if 2 * found >= len(parts) and len(parts) > 1 else 0


def _in_force(procedure: Procedure, day: date) -> bool:
    return procedure.starts <= day and (procedure.ends is None or day < procedure.ends)


@cache
def _industries() -> dict[str, Industry]:
    return {item.code: item for group in catalogue_reader.industry_groups() for item in group.industries}
