"""Reading a catalogue file so that every mistake in it names the file and the field."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, time
from importlib.resources.abc import Traversable
from pathlib import PurePath
from typing import Any

from motcua.kernel.errors import SetupError
from motcua.kernel.messages import Bilingual
from motcua.kernel.vietnamese import nfc


class CatalogueError(SetupError):
    """A file of the catalogue is not what it should be; ``details`` say where and why."""

    code = "catalogue_broken"
    default_message = Bilingual(
        vi="Danh mục thủ tục có lỗi. Quản trị viên hãy xem nhật ký hệ thống.",
        en="The catalogue of procedures has a mistake. The administrator finds it in the log.",
    )


class Table:
    """A table of a TOML file: each value is taken once, and what is left over at the end is a mistake."""

    def __init__(self, data: dict[str, Any], file: str, path: str = "") -> None:
        self.file, self.path = file, path
        self._data = dict(data)

    @classmethod
    def read(cls, source: Traversable) -> "Table":
        """Read a file.

        Raises:
            CatalogueError: it is not TOML; the reason names line and column.
        """
        # With the folder: files of procedures are named by their first day, which several have in common.
        file = "/".join(PurePath(str(source)).parts[-2:])
        try:
            return cls(tomllib.loads(source.read_text(encoding="utf-8")), file)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise CatalogueError(file=file, reason=str(error)) from error

    def fail(self, name: str, reason: str) -> CatalogueError:
        """Return the error to raise about a field."""
        return CatalogueError(file=self.file, field=f"{self.path}{name}", reason=reason)

    def text(self, name: str, default: str | None = None) -> str:
        """Take a text that is not empty."""
        value = self._take(name, str, default)
        if not value.strip():
            raise self.fail(name, "is empty")
        return nfc(value)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Take true or false."""
        return bool(self._take(name, bool, default))

    def number(self, name: str, default: int | None = None) -> int:
        """Take a whole number."""
        value = self._take(name, int, default)
        if isinstance(value, bool):
            raise self.fail(name, "must be a whole number")
        return int(value)

    def optional_number(self, name: str) -> int | None:
        """Take a whole number or nothing."""
        return self.number(name) if name in self._data else None

    def day(self, name: str) -> date:
        """Take a date."""
        value: date = self._take(name, date, None)
        return value

    def optional_day(self, name: str) -> date | None:
        """Take a date or nothing."""
        return self.day(name) if name in self._data else None

    def optional(self, name: str) -> Any:
        """Take any value or nothing."""
        return self._data.pop(name, None)

    def one_of(self, name: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Take one of the allowed texts."""
        value = self.text(name, default)
        if value not in allowed:
            raise self.fail(name, f"must be one of {', '.join(allowed)}")
        return value

    def bilingual(self, name: str) -> Bilingual:
        """Take a text in both languages."""
        inner = self.table(name)
        both = Bilingual(vi=inner.text("vi"), en=inner.text("en"))
        inner.done()
        return both

    def optional_bilingual(self, name: str) -> Bilingual | None:
        """Take a text in both languages, or nothing."""
        return self.bilingual(name) if name in self._data else None

    def bilinguals(self, name: str) -> tuple[Bilingual, ...]:
        """Take a list, possibly absent, of texts in both languages."""
        found = []
        for inner in self.tables(name):
            found.append(Bilingual(vi=inner.text("vi"), en=inner.text("en")))
            inner.done()
        return tuple(found)

    def days(self, name: str) -> tuple[date, ...]:
        """Take a list of dates, possibly absent."""
        values = self._data.pop(name, [])
        if not isinstance(values, list) or not all(type(value) is date for value in values):
            raise self.fail(name, "must be a list of dates")
        return tuple(values)

    def hour(self, name: str, default: time) -> time:
        """Take a time of day such as 15:00:00."""
        value: time = self._take(name, time, default)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts with at least one."""
        values = self._take(name, list, None)
        if not values or not all(isinstance(value, str) and value.strip() for value in values):
            raise self.fail(name, "must be a list of texts")
        return tuple(nfc(value) for value in values)

    def table(self, name: str) -> "Table":
        """Take a table."""
        return Table(self._take(name, dict, None), self.file, f"{self.path}{name}.")

    def optional_table(self, name: str) -> "Table | None":
        """Take a table or nothing."""
        return self.table(name) if name in self._data else None

    def tables(self, name: str) -> Iterator["Table"]:
        """Take a list of tables; absent is empty."""
        values = self._data.pop(name, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.fail(name, "must be a list of tables")
        for position, value in enumerate(values, start=1):
            yield Table(value, self.file, f"{self.path}{name}[{position}].")

    def put(self, name: str, value: Any) -> "Table":
        """Put back a value that was taken to look at it."""
        self._data[name] = value
        return self

    def has(self, name: str) -> bool:
        """Tell whether a value is there and not taken yet."""
        return name in self._data

    def names(self) -> tuple[str, ...]:
        """Return the names not taken yet."""
        return tuple(self._data)

    def done(self) -> None:
        """Check that everything was taken.

        Raises:
            CatalogueError: a name is left that the program does not know.
        """
        if self._data:
            raise self.fail(next(iter(self._data)), "is not a field the program knows")

    def _take(self, name: str, kind: type, default: Any) -> Any:
        if name not in self._data:
            if default is None:
                raise self.fail(name, "is missing")
            return default
        value = self._data.pop(name)
        if not isinstance(value, kind):
            raise self.fail(name, f"must be {kind.__name__}")
        return value
