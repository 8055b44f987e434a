"""Forms of a procedure: made, filled from a reading, summed up, and checked as a whole."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import translation

from motcua.kernel import money, personal_number
from motcua.kernel.errors import MotcuaError, NotFoundError
from motcua.kernel.messages import Bilingual
from motcua.papers.types import FieldValue
from motcua.procedures import fields, forms, messages, selectors, wards
from motcua.procedures.fields import group_phone
from motcua.procedures.forms import StepForm
from motcua.procedures.names import full_name as business_name
from motcua.procedures.names import name_key, name_problems, own_name, without_forbidden
from motcua.procedures.selectors import (
    default_office,
    procedure_of,
)
from motcua.procedures.types import (
    Answer,
    FieldSpec,
    Office,
    Prefilled,
    Procedure,
    SummaryRow,
    SummarySection,
)
from motcua.ui.templatetags.motcua import day

__all__ = [
    "StepForm",
    "UnknownStepError",
    "build_form",
    "business_address",
    "business_name",
    "contact_address",
    "display",
    "group_phone",
    "name_key",
    "name_problems",
    "own_name",
    "prefill",
    "procedure_of",
    "summary",
    "tax_address",
    "validate_all",
    "without_forbidden",
]


class UnknownStepError(NotFoundError):
    """The form of this procedure has no such page."""

    code = "step_unknown"
    default_message = Bilingual(vi="Biểu mẫu không có trang này.", en="The form has no such page.")


#: What is answered in Vietnamese, whatever the language of the page: names, places, lines of business.
_VIETNAMESE = frozenset({"person_name", "address", "own_name", "ward", "industry"})


def build_form(
    procedure: Procedure,
    step_slug: str,
    *,
    data: Mapping[str, Any] | None = None,
    initial: Mapping[str, Any] | None = None,
    office: Office | None = None,
) -> StepForm:
    """Return the form of one step, its texts in the active language.

    ``initial`` are stored answers; ``data`` is what was posted. A valid form's ``cleaned_data`` is what to
    store (JSON types: texts, whole numbers, True). A form with mistakes shows what was typed, unchanged.

    Raises:
        UnknownStepError: the procedure has no such step.
    """
    try:
        step = procedure.step(step_slug)
    except KeyError:
        raise UnknownStepError(step=step_slug) from None
    known = {spec.name for spec in step.fields}
    given = {name: value for name, value in (initial or {}).items() if name in known}
    return forms.form_for(step, office or default_office(), data=data, initial=given)


def prefill(procedure: Procedure, fields_read: Mapping[str, FieldValue]) -> dict[str, Prefilled]:
    """Return the form fields that a reading fills, by field name.

    A value goes through the same checks as a typed one. One that fails them is still shown, since a person
    corrects faster than they type, but always asks for a look.
    """
    office = default_office()
    found: dict[str, Prefilled] = {}
    for rule in procedure.prefill:
        spec = procedure.field(rule.field)
        source = next((name for name in rule.sources if _fills(name, fields_read.get(name), spec)), None)
        if source is None:
            continue
        read = fields_read[source]
        value, fits = _as_answer(spec, read.value, office)
        if value == "":
            continue
        found[rule.field] = Prefilled(
            value=value,
            reading_field=source,
            sources=tuple(read.sources),
            confidence=read.confidence,
            review=read.review or not fits,
        )
    return found


def _fills(name: str, read: FieldValue | None, spec: FieldSpec) -> bool:
    """Whether a value may fill a field: the number of an old card of nine digits is no personal number."""
    if read is None or not read.value:
        return False
    if name != "personal_number" or spec.kind not in {"personal_number", "previous_number"}:
        return True
    return personal_number.is_cmnd(read.value) == (spec.kind == "previous_number")


def summary(
    procedure: Procedure, answers: Mapping[str, Any], language: str, *, legal_names: bool = False
) -> list[SummarySection]:
    """Return "check your answers": each step with its rows ``(label, display value, field name)``.

    Questions that do not apply are left out; optional ones without an answer have an empty value. With
    ``legal_names`` the labels are those of the prescribed form, as the desk wants them.
    """
    with translation.override("en" if language.lower().startswith("en") else "vi"):
        return [
            SummarySection(
                step,
                tuple(
                    SummaryRow(
                        fields.say(spec.legal_name if legal_names else spec.label),
                        display(spec, answers.get(spec.name)),
                        spec.name,
                        _language_of(spec, answers.get(spec.name)),
                    )
                    for spec in step.fields
                    if _applies(spec, answers)
                ),
            )
            for step in procedure.steps_for(answers)
        ]


def display(spec: FieldSpec, value: Any) -> str:  # noqa: C901, PLR0911 - one way a kind
    """Return a stored answer as a person reads it, in the active language; empty for no answer."""
    if value is None or value in ("", False):
        return ""
    match spec.kind:
        case "date" | "expiry":
            return fields.show_date(value) if value == fields.NO_EXPIRY else day(str(value))
        case "phone":
            return fields.group_phone(str(value))
        case "amount":
            amount = int(value)
            digits, words = money.bilingual_amount(amount), money.bilingual_in_words(amount)
            return f"{fields.say(digits)} ({fields.say(words)})"
        case "own_name":
            return business_name(str(value))
        case "choice":
            return next((fields.say(item.label) for item in spec.choices if item.value == value), str(value))
        case "picks":
            return "; ".join(fields.say(item.label) for item in spec.choices if item.value in value)
        case "ward":
            return _ward_name(str(value))
        case "industry":
            return _industry_name(str(value))
        case "agreement":
            return fields.say(messages.AGREED)
        case _:
            return str(value)


def validate_all(
    procedure: Procedure, answers: Mapping[str, Any], *, office: Office | None = None
) -> dict[str, list[str]]:
    """Check every answer as the form would; return messages by field, empty if all is well.

    Messages are in the active language. To be called before a dossier is filed: answers may be old, and
    another day may make a date impossible.
    """
    problems: dict[str, list[str]] = {}
    for step in procedure.steps_for(answers):
        form = build_form(procedure, step.slug, data=_posted(step.fields, answers), office=office)
        for name, texts in form.errors.items():
            problems[name] = [str(text) for text in texts]
    asked = {spec.name for step in procedure.steps_for(answers) for spec in step.fields}
    for name, found in forms.cross_problems(answers).items():
        if name not in asked:
            continue  # what the office holds already is not asked again
        problems.setdefault(name, [fields.say(message) for message in found])
    return problems


def business_address(answers: Mapping[str, Any]) -> str:
    """Return the head office in full: street, ward, province. Empty while it is not answered."""
    ward = str(answers.get("office_ward") or "")
    street = str(answers.get("office_street") or "")
    return f"{street}, {_ward_name(ward)}" if street and ward else ""


def contact_address(answers: Mapping[str, Any]) -> str:
    """Return where the person wants to be written to."""
    other = answers.get("contact_address") if answers.get("contact_same") == "other" else ""
    return str(other or answers.get("permanent_address") or "")


def tax_address(answers: Mapping[str, Any]) -> str:
    """Return where tax notices go: the head office unless another address was given."""
    other = answers.get("tax_address") if answers.get("tax_address_same") == "other" else ""
    return str(other or business_address(answers))


def _as_answer(spec: FieldSpec, text: str, office: Office) -> tuple[Answer, bool]:
    field = forms.make_field(spec, office)
    try:
        return field.clean(text), True
    except ValidationError:
        return text, False


def _posted(specs: tuple[FieldSpec, ...], answers: Mapping[str, Any]) -> QueryDict:
    """Return stored answers as if they had just been posted."""
    posted = QueryDict(mutable=True)
    for spec in specs:
        value = answers.get(spec.name)
        if value is None or value in ("", False):
            continue
        if isinstance(value, list):
            posted.setlist(spec.name, value)
            continue
        posted[spec.name] = "on" if value is True else str(value)
    return posted


def _language_of(spec: FieldSpec, value: Any) -> str:
    """Return ``vi`` where an answer is Vietnamese on English pages, too, for who hears them; else empty."""
    in_vietnamese = spec.kind in _VIETNAMESE and value != selectors.OTHER_INDUSTRY
    return "vi" if in_vietnamese else ""


def _applies(spec: FieldSpec, answers: Mapping[str, Any]) -> bool:
    return spec.when is None or spec.when.holds(answers)


def _ward_name(code: str) -> str:
    try:
        return wards.full_name(code)
    except MotcuaError:
        return code


def _industry_name(code: str) -> str:
    if code == selectors.OTHER_INDUSTRY:
        return fields.say(messages.OTHER_INDUSTRY)
    try:
        return f"{selectors.get_industry(code).name} ({code})"
    except MotcuaError:
        return code
