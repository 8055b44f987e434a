"""Form fields for the kinds of question a procedure asks.

Each field cleans to what is stored (JSON types) and shows what is stored in the way people write it, so a
stored answer can go back into a form as ``initial``. Messages are in the language active at that moment.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils import translation
from django.utils.choices import BaseChoiceIterator

from motcua.kernel import money, personal_number
from motcua.kernel.clock import today
from motcua.kernel.errors import MotcuaError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import as_meant, fold, nfc, upper
from motcua.procedures import messages, names

NO_EXPIRY = "no_expiry"
#: Nothing longer is even looked at: patterns and normalising cost time.
_LONGEST = 2000
_DATE = re.compile(
    r"(\d{1,2})[\s/.\-]+(\d{1,2})[\s/.\-]+(\d{4})|(\d{2})(\d{2})(\d{4})|(\d{4})-(\d{2})-(\d{2})"
)
_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_NAME = re.compile(rf"[{_LETTER}]+(?:[ .'’\-]+[{_LETTER}]+)*\.?")
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{8,9}")


def say(message: Bilingual) -> str:
    """Return a message in the language of the request."""
    return message.in_language(translation.get_language() or "vi")


def validation_error(message: Bilingual, code: str = "invalid") -> ValidationError:
    """Return the error to raise, in the language of the request."""
    return ValidationError(say(message), code=code)


class _TextField(forms.CharField):
    """Text in one composed form, so that equal texts are equal bytes, and nothing in it that nobody sees."""

    empty_message = messages.REQUIRED

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"required": say(self.empty_message)}, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if len(text) > _LONGEST:
            raise validation_error(messages.too_long(_LONGEST))
        if any(ord(character) < 32 and character not in "\r\n\t" for character in text):
            raise validation_error(messages.CONTROL_CHARACTERS)
        return nfc(as_meant(text))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return self.normalise(text) if text else ""

    def normalise(self, text: str) -> Any:
        """Return what is stored for a text that is not empty."""
        return text


class PlainText(_TextField):
    """A text of bounded length."""

    def __init__(self, *, maximum: int = 200, **options: Any) -> None:
        self.maximum = maximum
        super().__init__(**options)

    def normalise(self, text: str) -> str:
        if len(text) > self.maximum:
            raise validation_error(messages.too_long(self.maximum))
        return text


class PersonName(_TextField):
    """A person's name, stored in capitals as the form asks."""

    empty_message = messages.NAME_REQUIRED

    def normalise(self, text: str) -> str:
        if not _NAME.fullmatch(text) or len(text) > 100:
            raise validation_error(messages.NAME_INVALID)
        return upper(text)


class PersonalNumberField(_TextField):
    """The 12 digits."""

    empty_message = messages.NUMBER_REQUIRED

    def normalise(self, text: str) -> str:
        try:
            return personal_number.parse(text).value
        except MotcuaError as error:
            raise validation_error(error.message) from error


class PreviousNumber(_TextField):
    """The 9 digits of a former identity card."""

    def normalise(self, text: str) -> str:
        number = re.sub(r"[\s.\-]", "", text)
        if not personal_number.is_cmnd(number):
            raise validation_error(messages.PREVIOUS_NUMBER_INVALID)
        return number


class Citizenship(_TextField):
    """A nationality; only citizens of Viet Nam may found a household business (Article 82.2)."""

    def normalise(self, text: str) -> str:
        if fold(text).replace(" ", "") != "vietnam":
            raise validation_error(messages.NOT_A_CITIZEN)
        return "Việt Nam"


class Phone(_TextField):
    """A Vietnamese telephone number, stored as 0 and 9 or 10 digits."""

    empty_message = messages.PHONE_REQUIRED

    def normalise(self, text: str) -> str:
        digits = re.sub(r"[\s.\-()]", "", text)
        digits = re.sub(r"^(?:\+84|0084|84(?=\d{9}$))0?", "0", digits)
        if not (_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits)) or not digits.isascii():
            raise validation_error(messages.PHONE_INVALID)
        return digits

    def prepare_value(self, value: Any) -> Any:
        return group_phone(value) if isinstance(value, str) else value


class Email(_TextField):
    """An e-mail address."""

    def normalise(self, text: str) -> str:
        try:
            EmailValidator()(text)
        except ValidationError as error:
            raise validation_error(messages.EMAIL_INVALID) from error
        return text


class Address(PlainText):
    """A postal address or the beginning of one."""

    empty_message = messages.ADDRESS_REQUIRED

    def normalise(self, text: str) -> str:
        if sum(character.isalnum() for character in text) < 2:
            raise validation_error(messages.ADDRESS_REQUIRED)
        return super().normalise(re.sub(r"\s*,\s*", ", ", text).strip(" ,"))


class OwnName(_TextField):
    """The own name of a household business, without the words before it."""

    empty_message = messages.OWN_NAME_REQUIRED

    def __init__(self, *, forbidden: Sequence[str] = names.FORBIDDEN_PHRASES, **options: Any) -> None:
        self.forbidden = forbidden
        super().__init__(**options)

    def normalise(self, text: str) -> str:
        if problems := names.name_problems(text, self.forbidden):
            raise ValidationError([validation_error(problem.message, problem.code) for problem in problems])
        return names.own_name(text)


class DateField(_TextField):
    """A date typed day, month, year, stored in ISO form.

    ``earliest`` and ``latest`` count days from today.
    """

    def __init__(
        self,
        *,
        earliest: int | None,
        latest: int | None,
        birth: bool = False,
        expiry: bool = False,
        **options: Any,
    ) -> None:
        self.earliest, self.latest, self.birth, self.expiry = earliest, latest, birth, expiry
        # Of a day to come, an example that has passed would be refused.
        comes = earliest is not None and earliest >= 0
        self.example = f"{today() + timedelta(days=30):%d/%m/%Y}" if comes else "05/09/1990"
        self.empty_message = messages.date_required(self.example)
        super().__init__(**options)

    def normalise(self, text: str) -> str:
        if self.expiry and fold(text) in ("khong thoi han", "khong xac dinh", NO_EXPIRY, "no expiry"):
            return NO_EXPIRY
        day = parse_date(text)
        if day is None or not 1900 <= day.year <= 2100:
            raise validation_error(messages.date_invalid(self.example))
        now = today()
        if self.birth and _years(day, now) < 18:
            raise validation_error(messages.TOO_YOUNG)
        if self.latest is not None and day > now + timedelta(days=self.latest) and not self.birth:
            raise validation_error(messages.DATE_IN_FUTURE if self.latest == 0 else messages.DATE_TOO_LATE)
        if self.earliest is not None and day < now + timedelta(days=self.earliest):
            raise validation_error(messages.DATE_IN_PAST)
        return day.isoformat()

    def prepare_value(self, value: Any) -> Any:
        return show_date(value) if isinstance(value, str) else value


class Amount(_TextField):
    """An amount of đồng, stored as a whole number."""

    empty_message = messages.AMOUNT_REQUIRED

    def __init__(self, *, minimum: int | None, maximum: int | None, **options: Any) -> None:
        self.minimum, self.maximum = minimum, maximum
        super().__init__(**options)

    def normalise(self, text: str) -> int:
        try:
            amount = money.parse_amount(text)
        except MotcuaError as error:
            raise validation_error(error.message) from error
        if self.minimum is not None and amount < self.minimum:
            raise validation_error(messages.AMOUNT_REQUIRED)
        if self.maximum is not None and amount > self.maximum:
            raise validation_error(messages.amount_too_large(money.bilingual_amount(self.maximum)))
        return amount

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return say(Bilingual(money.group_digits(value), f"{value:,}"))


class Count(_TextField):
    """A whole number within bounds."""

    def __init__(self, *, minimum: int | None, maximum: int | None, **options: Any) -> None:
        self.minimum, self.maximum = minimum or 0, maximum if maximum is not None else 1_000_000
        super().__init__(**options)

    def normalise(self, text: str) -> int:
        digits = text.replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            raise validation_error(messages.count_invalid(self.minimum, self.maximum))
        if not self.minimum <= int(digits) <= self.maximum:
            raise validation_error(messages.count_invalid(self.minimum, self.maximum))
        return int(digits)


class _FixedChoices(BaseChoiceIterator):
    """Choices that stand as Django wants them, which need not be looked through anew for each form.

    Several hundred trades and a province's wards are in every filing, and Django would do it twice.
    """

    def __init__(self, choices: Sequence[tuple[str, Any]]) -> None:
        self._choices = choices

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return iter(self._choices)


class SingleChoice(forms.ChoiceField):
    """One of a few choices; some are shown only to say that they are not taken here."""

    def __init__(
        self,
        *,
        choices: Sequence[tuple[str, Any]],
        unsupported: dict[str, Bilingual] | None = None,
        empty: Bilingual = messages.CHOICE_REQUIRED,
        **options: Any,
    ) -> None:
        self.unsupported = unsupported or {}
        texts = {"required": say(empty), "invalid_choice": say(messages.CHOICE_INVALID)}
        super().__init__(error_messages=texts, choices=_FixedChoices(choices), **options)

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        if chosen in self.unsupported:
            raise validation_error(self.unsupported[chosen], "unsupported")
        return chosen


class MultipleChoice(forms.MultipleChoiceField):
    """At least one of a few choices, stored as a list in the order they stand."""

    def __init__(self, **options: Any) -> None:
        texts = {"required": say(messages.PICKS_REQUIRED), "invalid_choice": say(messages.CHOICE_INVALID)}
        super().__init__(error_messages=texts, **options)
        self.order = [str(key) for key, _ in options["choices"]]

    def clean(self, value: Any) -> list[str]:
        chosen = set(super().clean(value))
        return [key for key in self.order if key in chosen]


class RequiredTick(forms.BooleanField):
    """A box that must be ticked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"required": say(messages.AGREEMENT_REQUIRED)}, **options)


def parse_date(text: str) -> date | None:
    """Read a date typed day, month, year (or ISO); None if it is not one."""
    found = _DATE.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    day, month, year = (
        next(part for part in parts if part is not None)
        for parts in zip(found.group(1, 2, 3), found.group(4, 5, 6), found.group(9, 8, 7), strict=True)
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def show_date(value: str) -> str:
    """Return a stored date as people write it; what is not a date stays as it is."""
    if value == NO_EXPIRY:
        return say(messages.NO_EXPIRY)
    try:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    except ValueError:
        return value


def group_phone(value: str) -> str:
    """Return a stored telephone number in groups: ``0901 234 567``."""
    if not value.isdigit() or len(value) not in (10, 11):
        return value
    return f"{value[:4]} {value[4:7]} {value[7:]}"


def choices_of(pairs: Sequence[tuple[str, Bilingual]]) -> list[tuple[str, str]]:
    """Return choices with labels in the language of the request."""
    return [(value, say(label)) for value, label in pairs]


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
