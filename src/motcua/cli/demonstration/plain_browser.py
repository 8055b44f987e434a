"""A browser without JavaScript: fetches pages, reads their forms, sends them back like a person would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

#: ``<input>`` types whose value is sent only when they are ticked.
_TICKED = frozenset({"checkbox", "radio"})
#: Controls that are sent only when pressed or that carry a file.
_NOT_SENT = frozenset({"submit", "button", "reset", "image", "file"})


class JourneyError(Exception):
    """A page did not behave as a person on the journey needs it to."""


@dataclass(slots=True)
class Control:
    """One control of a form: what it is called, of which kind, and what it would send now."""

    name: str
    kind: str
    value: str = ""
    sent: bool = True
    required: bool = False
    options: list[str] = field(default_factory=list)
    label: str = ""


@dataclass(slots=True)
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    multipart: bool
    controls: list[Control] = field(default_factory=list)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    identifier: str = ""

    def names(self) -> set[str]:
        """Return the names of all controls."""
        return {control.name for control in self.controls}

    def values(self) -> dict[str, list[str]]:
        """Return what would be sent if it were submitted as it stands."""
        values: dict[str, list[str]] = {}
        for control in self.controls:
            if control.sent and control.kind not in _NOT_SENT and control.name:
                values.setdefault(control.name, []).append(control.value)
        return values


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its visible text."""

    href: str
    text: str


class Page(HTMLParser):
    """What a person without JavaScript has before them after a page was loaded."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(convert_charrefs=True)
        self.url = str(response.url)
        self.status = response.status_code
        self.html = response.text
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.title = ""
        self.text = ""
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._link: list[str] | None = None
        self._href = ""
        self._silent = 0
        self._in_title = False
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of forms, controls, links and a refresh."""
        have = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self._form = Form(
                    action=urljoin(self.url, have.get("action") or self.url),
                    method=have.get("method", "get").lower(),
                    multipart=have.get("enctype", "") == "multipart/form-data",
                    identifier=have.get("id", ""),
                )
                self.forms.append(self._form)
            case "input" | "textarea" | "select" | "button":
                self._control(tag, have)
            case "option" if self._select is not None:
                value = have.get("value", "")
                self._select.options.append(value)
                if "selected" in have or len(self._select.options) == 1:
                    self._select.value = value
            case "a":
                self._link, self._href = [], have.get("href", "")
            case "script" | "style" | "template":
                self._silent += 1
            case "title":
                self._in_title = True
            case _:
                pass

    def _control(self, tag: str, have: dict[str, str]) -> None:
        form = self._form
        target = have.get("form")
        if target:
            form = next((item for item in self.forms if item.identifier == target), form)
        if form is None or "disabled" in have:
            return
        kind = have.get("type", "text" if tag == "input" else tag).lower()
        name = have.get("name", "")
        if tag == "button":
            form.buttons.append((name, have.get("value", ""), ""))
            return
        if kind == "submit":
            form.buttons.append((name, have.get("value", ""), have.get("value", "")))
            return
        ticked = kind not in _TICKED or "checked" in have
        default = "on" if kind in _TICKED else ""
        control = Control(name, kind, have.get("value", default), sent=ticked, required="required" in have)
        form.controls.append(control)
        if tag == "select":
            self._select = control
        elif tag == "textarea":
            self._area = control

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        match tag:
            case "form":
                self._form = None
            case "select":
                self._select = None
            case "textarea" if self._area is not None:
                # A line break right after the tag is not part of the text (HTML, 13.2.6.4.7).
                self._area.value = self._area.value.removeprefix("\n")
                self._area = None
            case "a" if self._link is not None:
                self.links.append(Link(urljoin(self.url, self._href), " ".join("".join(self._link).split())))
                self._link = None
            case "script" | "style" | "template":
                self._silent = max(0, self._silent - 1)
            case "title":
                self._in_title = False
            case _:
                pass

    def handle_data(self, data: str) -> None:
        """Collect visible text."""
        if self._in_title:
            self.title += data
        elif self._area is not None:
            self._area.value += data
        elif not self._silent:
            self.text += data
            if self._link is not None:
                self._link.append(data)

    def form(self, *needed: str) -> Form:
        """Return the first form that has all the named controls or buttons.

        Raises:
            JourneyError: the page has none such.
        """
        for form in self.forms:
            known = form.names() | {name for name, _, _ in form.buttons}
            if all(name in known for name in needed):
                return form
        raise JourneyError(f"{self.url}: no form with {', '.join(needed) or 'anything'}; {self.summary()}")

    def link(self, part: str) -> str:
        """Return the address of the first link whose path contains ``part``.

        Raises:
            JourneyError: the page has none such.
        """
        for link in self.links:
            if part in urlsplit(link.href).path:
                return link.href
        raise JourneyError(f"{self.url}: no link with {part!r}; {self.summary()}")

    def summary(self) -> str:
        """Return the beginning of what the page says, for a message about it."""
        return f"HTTP {self.status} “{self.title.strip()}”: {' '.join(self.text.split())[:600]}"


class Browser:
    """Keeps cookies, follows redirects, sends a Referer, and lets no server error pass.

    ``patience`` is how many times longer than usual its person waits; they reload every ``reload_s`` seconds.
    """

    def __init__(
        self,
        base: str,
        *,
        timeout: float = 60.0,
        headers: Mapping[str, str] | None = None,
        patience: float = 1.0,
        reload_s: float = 0.3,
    ) -> None:
        self.base, self.patience, self.reload_s = base, patience, reload_s
        self._client = httpx.Client(
            base_url=base,
            follow_redirects=True,
            timeout=timeout,
            headers={"User-Agent": "motcua-demo", "Accept-Language": "vi", **(headers or {})},
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def get(self, address: str) -> Page:
        """Load a page.

        Raises:
            JourneyError: the server answered with an error.
        """
        return self._page(self._client.get(address))

    def download(self, address: str) -> httpx.Response:
        """Fetch something that is not a page.

        Raises:
            JourneyError: the server answered with an error.
        """
        response = self._client.get(address)
        if response.status_code >= 400:
            raise JourneyError(f"{address}: HTTP {response.status_code}")
        return response

    def submit(
        self,
        page: Page,
        form: Form,
        values: Mapping[str, str | list[str]] | None = None,
        *,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        press: tuple[str, str] | None = None,
    ) -> Page:
        """Send a form as it stands, with ``values`` over it, ``files`` attached and one button pressed."""
        data = form.values()
        for name, value in (values or {}).items():
            data[name] = list(value) if isinstance(value, list) else [value]
        if press is not None and press[0]:
            data[press[0]] = [press[1]]
        headers = {"Referer": page.url}
        if form.method == "get":
            return self._page(self._client.get(form.action, params=data, headers=headers))
        if files or form.multipart:
            parts = dict(files or {})
            for control in form.controls:  # a browser sends a file input left empty as an empty part
                if control.kind == "file" and control.name not in parts:
                    parts[control.name] = ("", b"", "application/octet-stream")
            response = self._client.post(form.action, data=data, files=parts, headers=headers)
        else:
            response = self._client.post(form.action, data=data, headers=headers)
        return self._page(response)

    @staticmethod
    def _page(response: httpx.Response) -> Page:
        page = Page(response)
        if response.status_code >= 500 or response.status_code in {403, 404}:
            raise JourneyError(f"{response.request.method} {response.request.url}: {page.summary()}")
        return page
