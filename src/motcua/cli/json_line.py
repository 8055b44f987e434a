"""One JSON line of a batch's answers."""

import json
from typing import Any


def as_line(answer: Any) -> str:
    """Return an answer as one line that can be written as UTF-8.

    Whose ``id`` holds half a character, as programs that count in UTF-16 cut texts, gets it back escaped:
    written as it is, it would end the batch there.
    """
    line = json.dumps(answer, ensure_ascii=False)
    try:
        line.encode()
    except UnicodeEncodeError:
        return json.dumps(answer)
    return line
