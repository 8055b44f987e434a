"""By which words a dossier is found: those of its code, of its person and of its business.

A word is found by its beginning, without diacritics and in any case, so that an index serves the search: each
look into all of 100,000 dossiers took a good part of a second, and there are two of them for a page.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Value

from motcua.dossiers.models import Business
from motcua.kernel.vietnamese import fold

#: Longer ones are cut: PostgreSQL keeps none of more than 2,046 bytes.
_LONGEST: Final = 100
_WORD: Final = re.compile(r"[^\W_]+")
#: Year, month and day in a dossier's code.
_DAY: Final = re.compile(r"-\d\d(\d{4})-")


def folded_words(*texts: str) -> str:
    """Return the words of some texts, folded, each once, with a space between."""
    return " ".join(dict.fromkeys(word[:_LONGEST] for text in texts for word in _WORD.findall(fold(text))))


def words_for(code: str, answers: Mapping[str, Any], business: Business | None) -> str:
    """Return the words of a dossier: with another name a business has both, and a code its end."""
    held = business.answers if business is not None else {}
    day = _DAY.search(code)
    names = (str(given.get("own_name") or "") for given in (answers, held))
    return folded_words(code, day[1] if day else "", str(answers["full_name"]), *names)


def vector_for(code: str, answers: Mapping[str, Any], business: Business | None) -> Func:
    """Return what is written into the column of a dossier, see :func:`words_for`."""
    return vector(words_for(code, answers, business))


def vector(words: str) -> Func:
    """Return words as they are kept, just as they are: PostgreSQL would split ``a-1`` and drop ``¼``."""
    split = Func(Value(words), Value(" "), function="string_to_array")
    return Func(split, function="array_to_tsvector", output_field=SearchVectorField())


class _Beginnings(SearchQuery):
    template = "%(expressions)s::tsquery"


def prefix_query(text: str) -> SearchQuery | None:
    """Return a query for the rows where each word of the text begins one of theirs; None if it has none."""
    words = folded_words(text).split()
    if not words:
        return None
    return _Beginnings(" & ".join(f"'{word}':*" for word in words))
