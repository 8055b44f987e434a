"""Forms made from the steps of a procedure."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django import forms
from django.utils import translation

from motcua.kernel import clock, personal_number, workdays
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.procedures import fields, messages, selectors, wards
from motcua.procedures.fields import say
from motcua.procedures.types import Answers, FieldKind, FieldSpec, Office, Step

# HTML attributes by kind: what a phone's keyboard shows and what a browser may fill in (WCAG 1.3.5).
_ATTRIBUTES: dict[FieldKind, dict[str, str]] = {
    "person_name": {"autocomplete": "name", "autocapitalize": "characters", "spellcheck": "false"},
    "personal_number": {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    "previous_number": {"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"},
    "citizenship": {"autocomplete": "off"},
    "phone": {"inputmode": "tel", "autocomplete": "tel-national"},
    "email": {"inputmode": "email", "autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"},
    "address": {"autocomplete": "street-address", "rows": "3"},
    "own_name": {"autocomplete": "off", "autocapitalize": "characters"},
    "date": {"inputmode": "numeric", "autocomplete": "off"},
    "expiry": {"autocomplete": "off"},
    "amount": {"inputmode": "text", "autocomplete": "off"},
    "count": {"inputmode": "numeric", "autocomplete": "off"},
    "long_text": {"rows": "4"},
}
# Fields whose autofill purpose is not that of their kind.
_AUTOCOMPLETE = {
    "date_of_birth": "bday",
    "office_street": "off",
    "tax_address": "off",
    "result_address": "off",
}


class IndustrySelect(forms.Select):
    """The list of lines of business: a name that has no English is told to be Vietnamese."""

    def create_option(self, name: str, value: Any, *args: Any, **given: Any) -> dict[str, Any]:
        """Return what the template shows of an option."""
        option = super().create_option(name, value, *args, **given)
        if selectors.only_in_vietnamese(str(value)):
            option["attrs"]["lang"] = "vi"
        return option


_WIDGETS: dict[FieldKind, Callable[..., forms.Widget]] = {
    "address": forms.Textarea,
    "long_text": forms.Textarea,
    "choice": forms.RadioSelect,
    "picks": forms.CheckboxSelectMultiple,
    "ward": forms.Select,
    "industry": IndustrySelect,
    "agreement": forms.CheckboxInput,
}


class StepForm(forms.Form):
    """One step; ``cleaned_data`` is what is stored: JSON types, empty where a question does not apply."""

    use_required_attribute = False
    required_css_class = "required"

    def __init__(self, step: Step, office: Office, **options: Any) -> None:
        self.step, self.office = step, office
        super().__init__(label_suffix="", **options)
        for spec in step.fields:
            self.fields[spec.name] = make_field(spec, office)

    def for_shared_device(self) -> None:
        """Ask the browser to offer nothing of who wrote before, nor to keep anything for who comes next."""
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def specs(self) -> tuple[FieldSpec, ...]:
        """Return the questions, for templates that need more than the bound field."""
        return self.step.fields

    def _clean_fields(self) -> None:
        # A question that does not apply is neither required nor checked, and nothing is stored for it.
        skipped = {
            spec.name: self.fields.pop(spec.name) for spec in self.step.fields if not self._applies(spec)
        }
        super()._clean_fields()  # type: ignore[misc]
        order = [spec.name for spec in self.step.fields]
        self.fields.update(skipped)
        self.fields = {name: self.fields[name] for name in order}
        self.cleaned_data.update(dict.fromkeys(skipped, ""))

    def clean(self) -> dict[str, Any]:
        """Check answers against each other, on the fields they are about."""
        problems = cross_problems(self.cleaned_data)
        for spec in self.step.fields:
            if message := date_problem(spec, self.cleaned_data, self.office):
                problems.setdefault(spec.name, []).append(message)
        for name, found in problems.items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, [say(message) for message in found])
        return self.cleaned_data

    def _applies(self, spec: FieldSpec) -> bool:
        if spec.when is None:
            return True
        widget = self.fields[spec.when.field].widget
        return (
            widget.value_from_datadict(self.data, self.files, self.add_prefix(spec.when.field))
            in spec.when.values
        )


def make_field(spec: FieldSpec, office: Office) -> forms.Field:
    """Return the form field of a question, with its texts in the language of the request."""
    attributes = dict(_ATTRIBUTES.get(spec.kind, {}))
    if spec.name in _AUTOCOMPLETE:
        attributes["autocomplete"] = _AUTOCOMPLETE[spec.name]
    if spec.kind == "industry":
        attributes["data-search"] = "industries"
    if spec.kind == "ward":
        attributes["data-search"] = "wards"
    options: dict[str, Any] = {
        "label": say(spec.label),
        "help_text": say(spec.hint) if spec.hint else "",
        "required": spec.required,
        "widget": _WIDGETS.get(spec.kind, forms.TextInput)(attrs=attributes),
    }
    default = office.ward_code if spec.kind == "ward" else spec.default
    if default is not None:
        options["initial"] = default
    return _build(spec, office, options)


def _build(spec: FieldSpec, office: Office, options: dict[str, Any]) -> forms.Field:
    match spec.kind:
        case "own_name" if spec.forbidden:
            return fields.OwnName(forbidden=spec.forbidden, **options)
        case "text" | "long_text" | "address":
            made = fields.Address if spec.kind == "address" else fields.PlainText
            return made(maximum=spec.maximum or 250, **options)
        case "date" | "expiry":
            return fields.DateField(
                earliest=spec.minimum,
                latest=spec.maximum,
                birth=spec.name == "date_of_birth",
                expiry=spec.kind == "expiry",
                **options,
            )
        case "amount" | "count":
            number = fields.Amount if spec.kind == "amount" else fields.Count
            return number(minimum=spec.minimum, maximum=spec.maximum, **options)
        case "choice" | "picks" | "ward" | "industry":
            return _build_choice(spec, office, options)
        case _:
            return _TEXT_FIELDS[spec.kind](**options)


def _build_choice(spec: FieldSpec, office: Office, options: dict[str, Any]) -> forms.Field:
    if spec.kind == "ward":
        return fields.SingleChoice(choices=_ward_choices(office), empty=messages.WARD_REQUIRED, **options)
    if spec.kind == "industry":
        listed = _industry_choices(translation.get_language() or "vi", with_other=spec.required)
        return fields.SingleChoice(choices=listed, empty=messages.INDUSTRY_REQUIRED, **options)
    pairs = [(choice.value, choice.label) for choice in spec.choices]
    if spec.kind == "picks":
        return fields.MultipleChoice(choices=fields.choices_of(pairs), **options)
    refused = {choice.value: choice.unsupported for choice in spec.choices if choice.unsupported}
    empty = messages.choice_required(spec.label)
    return fields.SingleChoice(choices=fields.choices_of(pairs), unsupported=refused, empty=empty, **options)


_TEXT_FIELDS: dict[FieldKind, Callable[..., forms.Field]] = {
    "person_name": fields.PersonName,
    "personal_number": fields.PersonalNumberField,
    "previous_number": fields.PreviousNumber,
    "citizenship": fields.Citizenship,
    "phone": fields.Phone,
    "email": fields.Email,
    "own_name": fields.OwnName,
    "agreement": fields.RequiredTick,
}


def cross_problems(answers: Mapping[str, Any]) -> dict[str, list[Bilingual]]:
    """Return what is wrong between answers, by the field to correct; stored answers, any of them missing."""
    found: dict[str, list[Bilingual]] = {}
    for name, message in _number_problems(answers):
        found.setdefault(name, []).append(message)
    chosen: set[str] = set()
    for name in ("main_line", "other_line_1", "other_line_2"):
        line = answers.get(name)
        if line and line in chosen:
            found.setdefault(name, []).append(messages.SAME_INDUSTRY)
        elif line:
            chosen.add(line)
    return found


def date_problem(spec: FieldSpec, answers: Mapping[str, Any], office: Office) -> Bilingual | None:
    """Return what is wrong with a date beside another one or beside the notice the law asks for."""
    try:
        day = date.fromisoformat(str(answers.get(spec.name) or ""))
        if spec.notice is not None:
            earliest = workdays.due_at(clock.now(), spec.notice, office.calendar)
            if day < earliest:
                return messages.needs_notice(spec.notice, f"{earliest:%d/%m/%Y}")
        if spec.span is not None:
            start = date.fromisoformat(str(answers.get(spec.span.field) or ""))
            if not spec.span.minimum <= (day - start).days + 1 <= spec.span.maximum:
                return messages.wrong_span(spec.span.minimum, spec.span.maximum)
    except ValueError:
        return None  # the field itself says what is wrong with it
    return None


def _number_problems(answers: Mapping[str, Any]) -> list[tuple[str, Bilingual]]:
    try:
        number = personal_number.parse(str(answers.get("personal_number") or ""))
        born = date.fromisoformat(str(answers.get("date_of_birth") or ""))
    except (MotcuaError, ValueError):
        return []  # the field itself says what is wrong with it
    said = {"birth_year": messages.NUMBER_BIRTH_YEAR, "sex": messages.NUMBER_SEX}
    mismatches = number.mismatches(date_of_birth=born, sex=answers.get("sex") or None)
    return [("personal_number", said[mismatch]) for mismatch in mismatches]


def _ward_choices(office: Office) -> list[tuple[str, str]]:
    pick = [("", say(messages.PICK_ONE))]
    return pick + wards.choices(office)


@cache
def _industry_choices(language: str, *, with_other: bool) -> tuple[tuple[str, Any], ...]:
    """Return the several hundred lines of the list, by group: made once, as each step of a filing has it."""
    listed: list[tuple[str, Any]] = [("", messages.PICK_ONE.in_language(language))]
    for group in selectors.industry_groups():
        entries = [
            (item.code, f"{item.everyday.in_language(language)} ({item.code})") for item in group.industries
        ]
        listed.append((group.name.in_language(language), entries))
    if with_other:
        listed.append((selectors.OTHER_INDUSTRY, messages.OTHER_INDUSTRY.in_language(language)))
    return tuple(listed)


def form_for(
    step: Step, office: Office, *, data: Mapping[str, Any] | None = None, initial: Answers | None = None
) -> StepForm:
    """Return a form of a step."""
    return StepForm(step, office, data=data, initial=initial)
