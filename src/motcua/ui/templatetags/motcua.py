"""The components of the pages as template tags, so that every room writes them the same way."""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField, CheckboxInput, RadioSelect
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.kernel import money
from motcua.kernel.messages import Bilingual, bilingual_day

register = template.Library()


@register.simple_tag
def asset(path: str) -> str:
    """Return the address of a static file with a mark of its content, so that no browser runs an old one."""
    return f"{static(path)}?v={_mark(path)}"


@cache
def _mark(path: str) -> str:
    found = finders.find(path)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10] if found else "missing"


@register.filter
def say(message: Bilingual | Mapping[str, str] | str | None) -> str:
    """Return a bilingual message (or its ``{"vi", "en"}`` form) in the language of the page."""
    if message is None:
        return ""
    if isinstance(message, str):
        return message
    if isinstance(message, Mapping):
        message = Bilingual.from_dict(dict(message))
    return message.in_language(get_language() or "vi")


@register.filter
def day(value: date | datetime | str | None) -> str:
    """Write a date, or an ISO text, as ``24/11/2026`` in Vietnamese and ``24 November 2026`` in English.

    What is no date comes back as it is: it was typed or read so, and hiding it would help nobody.
    """
    if isinstance(value, str):
        try:
            found = parse_date(value)
        except ValueError:
            found = None
        if found is None:
            return value
        value = found
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return say(bilingual_day(value))


@register.filter
def moment(value: datetime | None) -> str:
    """Write a moment in the office's time zone: ``14:05, 24/11/2026``."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local:%H:%M}, {day(local.date())}"


@register.filter
def dong(amount: int | None) -> str:
    """Write an amount of đồng: ``100.000 đ`` in Vietnamese, ``100,000 VND`` in English; None is empty."""
    return "" if amount is None else say(money.bilingual_amount(amount))


@register.filter
def inline_jpeg(picture: bytes) -> str:
    """Return a JPEG as an address that holds it, for a page whose pictures are stored nowhere."""
    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


@register.filter
def inline_png(picture: bytes) -> str:
    """Return a PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


@register.filter
def get(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """Return ``mapping[key]``, or None."""
    return None if mapping is None else mapping.get(key)


@register.simple_tag(name="tag")
def tag_(text: str, tone: str = "") -> SafeString:
    """A small label; ``tone`` is empty, ``good``, ``warn``, ``bad`` or ``grey``."""
    return format_html('<strong class="tag {}">{}</strong>', tone, text)


@register.simple_block_tag
def notice(content: str, tone: str = "", title: str = "") -> SafeString:
    """A box that speaks; ``tone`` is empty, ``good``, ``warn`` or ``bad``, and the words say it too."""
    head = format_html('<strong class="notice-title">{}</strong>', title) if title else ""
    return format_html('<div class="notice {}">{}{}</div>', tone, head, content)


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField, optional: bool = True, width: str = "") -> dict[str, Any]:
    """One field: label, hint, error, control. Optional fields say so unless ``optional`` is False."""
    return {
        "field": bound,
        "single_checkbox": isinstance(bound.field.widget, CheckboxInput),
        # What is chosen already needs no answer: saying that none is needed only confuses.
        "optional": optional
        and not (bound.field.required or bound.is_hidden)
        and not (isinstance(bound.field.widget, RadioSelect) and bound.field.initial),
        "width": width,
    }


@register.inclusion_tag("ui/components/only_when.html")
def only_when(bound: BoundField, field: str, values: Iterable[str]) -> dict[str, Any]:
    """Say, where no script hides it, which answers to another question of the form open this one."""
    choices = dict(_flat(getattr(bound.form.fields.get(field), "choices", ())))
    return {"answers": ", ".join(str(choices[value]) for value in values if value in choices)}


def _flat(choices: Iterable[Any]) -> Iterable[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):  # a group: its name and its choices
            yield from _flat(label)
        else:
            yield str(value), label


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(*sources: BaseForm | Iterable[tuple[str, str]] | None) -> dict[str, Any]:
    """The list of what to correct, at the top of the page, each linking to its field.

    Takes forms, and lists of ``(id of the control or "", message)`` for errors that are no form's.
    """
    return {"errors": [error for source in sources if source for error in _errors(source)]}


def _errors(source: BaseForm | Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    if not isinstance(source, BaseForm):
        yield from source
        return
    for name, messages in source.errors.items():
        target = ""
        if name in source.fields:
            bound = source[name]
            # A group of buttons has no control of its own name: its first one is the target, whatever its id.
            first = bound.subwidgets[0].id_for_label if bound.use_fieldset and bound.subwidgets else ""
            target = first or bound.auto_id
        for message in messages:
            yield target, str(message)


@register.inclusion_tag("ui/components/steps.html")
def steps(now: int, total: int, name: str = "") -> dict[str, Any]:
    """``Bước 2/6: …`` and a bar of that many pieces."""
    return {"now": now, "total": total, "name": name, "numbers": range(1, total + 1)}


@register.inclusion_tag("ui/components/summary_row.html")
def summary_row(term: str, value: Any, change: str = "", note: str = "", lang: str = "") -> dict[str, Any]:
    """One row of a ``<dl class="summary-list">``; ``change`` is the address where it can be changed.

    ``lang`` is the language of the value where it may be another than the page's.
    """
    other = lang if value and not (get_language() or "vi").startswith(lang or "vi") else ""
    return {"term": term, "value": value, "change": change, "note": note, "lang": other}


@register.filter
def source_words(sources: Iterable[str]) -> str:
    """Say where a value is from: ``Đọc từ mã QR trên thẻ. Có trong Cơ sở dữ liệu quốc gia về dân cư``."""
    words = {
        "qr": _("mã QR trên thẻ"),
        "mrz": _("dòng mã máy đọc (MRZ)"),
        "text": _("chữ in trên thẻ"),
        "derived": _("số định danh"),
    }
    held = {
        "population": _("Đã có trong Cơ sở dữ liệu quốc gia về dân cư"),
        "identity": _("Theo tài khoản bạn đã đăng nhập"),
    }
    said = list(sources)
    named = [words[source] for source in said if source in words]
    read = [_("Đọc từ %(sources)s") % {"sources": ", ".join(named)}] if named else []
    return ". ".join([*read, *(held[source] for source in said if source in held)])


@register.filter
def certainty(confidence: float) -> str:
    """Write how sure a value is, with three places and never as complete: 0.9996 is not 1.000."""
    return floatformat(min(confidence, 0.999), 3)
