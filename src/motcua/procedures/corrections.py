"""Correcting a form that was filed: only the questions the office asked about, the rest stands.

What nobody touches is not judged again: it was good when it was filed, and a day that has come nearer since
must not keep somebody from answering.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django import forms

from motcua.kernel.messages import Bilingual
from motcua.procedures import messages
from motcua.procedures.fields import say
from motcua.procedures.forms import StepForm, cross_problems, date_problem
from motcua.procedures.types import Answers, Condition, FieldSpec, Office, Procedure, Step

_TITLE = Bilingual("Sửa câu trả lời", "Correct your answers")
#: What a number is compared with, by what is said when they differ.
_COMPARED = {messages.NUMBER_BIRTH_YEAR: "date_of_birth", messages.NUMBER_SEX: "sex"}
_AWAY = Bilingual(
    "Mục “{}” không có trên trang này: nếu mục đó sai, hãy để nguyên ô này và viết vào ô lời nhắn bên dưới.",
    "“{}” is not on this page: if that is wrong, leave this field as it was and say so in the message.",
)
#: Questions that decide who else has to take part: another answer needs another filing.
_WHO_FILES = frozenset({"subject", "filer"})


def fields_like(procedure: Procedure, name: str) -> tuple[str, ...]:
    """Return the questions that are one item of the legal form together with ``name``, itself included."""
    spec, step = procedure.field(name), procedure.step_of(name)
    return tuple(other.name for other in step.fields if other.legal_name == spec.legal_name)


def correctable(
    procedure: Procedure, names: Collection[str], answers: Mapping[str, Any]
) -> tuple[FieldSpec, ...]:
    """Return the questions that may be answered anew when ``names`` were asked about, in the form's order.

    A question that appears with another answer comes along with it, and so does the one that opens a question
    asked about which does not apply as things stand. Those that decide which pages the form has, or who takes
    part, are left out, and so are undertakings.
    """
    steering = {step.when.field for step in procedure.steps if step.when is not None} | _WHO_FILES
    closed = [
        spec.when for spec in procedure.all_fields()
        if spec.name in names and spec.when is not None and not spec.when.holds(answers)
    ]  # fmt: skip
    names = {*names, *(when.field for when in closed)}
    chosen: list[FieldSpec] = []
    for step in procedure.steps_for(answers):
        for spec in step.fields:
            if spec.kind == "agreement" or spec.name in steering:
                continue
            opener = None if spec.when is None else spec.when.field
            opened = opener is not None and any(other.name == opener for other in chosen)
            applies = spec.when is None or spec.when.holds(answers)
            if opened or (spec.name in names and applies):
                chosen.append(spec)
    return tuple(chosen)


class CorrectionForm(StepForm):
    """The questions to answer anew; ``changed()`` is what is different from what was filed.

    ``filed`` are all answers as they stand, ``shown`` those that whoever answers may see, ``typed`` what was
    written before and not sent.
    """

    def __init__(
        self,
        procedure: Procedure,
        specs: tuple[FieldSpec, ...],
        office: Office,
        *,
        filed: Mapping[str, Any],
        shown: Mapping[str, Any],
        data: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        self.procedure, self.filed, self.shown = procedure, dict(filed), dict(shown)
        names = {spec.name for spec in specs}
        initial = {name: value for name, value in {**shown, **(typed or {})}.items() if name in names}
        super().__init__(Step("corrections", _TITLE, specs), office, data=data, initial=initial)

    def questions(self) -> Iterator[tuple[forms.BoundField, Condition | None]]:
        """Return each question with the answer on this page that opens it; None where it is always open.

        Where the opening question is not asked about, nothing on the page could open it, and a script would
        hide it.
        """
        for spec in self.step.fields:
            here = spec.when is not None and spec.when.field in self.fields
            yield self[spec.name], spec.when if here else None

    def changed(self) -> Answers:
        """Return the answers that differ from the filed ones; of a valid form."""
        return {
            name: self.cleaned_data[name]
            for name in self.fields
            if _known(self.cleaned_data.get(name)) != _known(self.filed.get(name))
        }

    def errors_with_targets(self) -> list[tuple[str, str]]:
        """Return the errors as a summary lists them, with their questions: this page has many of them."""
        return [
            (
                f"{self[name].auto_id}_0" if self[name].use_fieldset else self[name].auto_id,
                f"{self[name].label}{'' if str(self[name].label).endswith('?') else ':'} {text}",
            )
            for name, texts in self.errors.items()
            for text in texts
        ]

    def _clean_fields(self) -> None:
        super()._clean_fields()
        for spec in self.step.fields:
            name = spec.name
            if self._applies(spec) and self._untouched(name):
                self._errors.pop(name, None)  # type: ignore[attr-defined] # the stubs lack it
                self.cleaned_data[name] = self.filed[name]

    def clean(self) -> dict[str, Any]:
        """Check the new answers against each other and against those that stand."""
        if self.errors:
            return self.cleaned_data
        changed = self.changed()
        before = _between(self.procedure, self.filed, self.office)
        for name, found in _between(self.procedure, {**self.filed, **changed}, self.office).items():
            fresh = [message for message in found if message not in before.get(name, [])]
            if fresh and changed:
                # What is wrong may stand on a page that is not asked about: then it is said where it arose.
                where = name if name in self.fields else next(iter(changed))
                self.add_error(where, [" ".join(map(say, self._with_way_out(name, item))) for item in fresh])
        return self.cleaned_data

    def _with_way_out(self, name: str, message: Bilingual) -> list[Bilingual]:
        """Say what to do where the other answer to compare with is not on this page."""
        away = [item for item in (name, _COMPARED.get(message)) if item and item not in self.fields]
        if not away:
            return [message]
        label = self.procedure.field(away[0]).legal_name
        return [message, Bilingual(_AWAY.vi.format(label.vi), _AWAY.en.format(label.en))]

    def _applies(self, spec: FieldSpec) -> bool:
        if spec.when is not None and spec.when.field not in self.fields:
            return spec.when.holds(self.filed)
        return super()._applies(spec)

    def _untouched(self, name: str) -> bool:
        if _known(self.filed.get(name)) == "":
            return False
        field = self.fields[name]
        # Of what may not be seen the page shows the question's default, if it has one.
        stood = field.prepare_value(self.shown.get(name, field.initial))
        sent = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return _text(stood) == _text(sent)


def _between(procedure: Procedure, answers: Answers, office: Office) -> dict[str, list[Bilingual]]:
    found = dict(cross_problems(answers))
    for step in procedure.steps_for(answers):
        for spec in step.fields:
            if message := date_problem(spec, answers, office):
                found[spec.name] = [*found.get(spec.name, []), message]
    return found


def _known(value: Any) -> Any:
    return "" if value is None or value is False else value


def _text(value: Any) -> list[str]:
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return ["" if value is None else str(value).replace("\r\n", "\n").strip()]
