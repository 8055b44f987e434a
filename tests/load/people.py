"""The citizens of a run: invented people with their photographs, drawn ahead where a folder is given."""

import base64
import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

from motcua.cli.demonstration import invented_person
from motcua.cli.demonstration.invented_person import Person

_STEP = 200


def citizen(number: int, *, first_seed: int, drawn: Path | None) -> Person:
    """Return one citizen of a run: every other one has an e-mail address, every fifth wants the post."""
    person = _drawn(first_seed + _STEP * number, drawn)
    more: dict[str, str] = {}
    if number % 2:
        more["email"] = f"cong-dan-{number}@vidu.example"
    if number % 5 == 2:
        more |= {"result_channel": "post", "result_address": f"{number} Đồng Khởi, Phường Sài Gòn"}
    return replace(person, answers={**person.answers, **more})


def _drawn(seed: int, folder: Path | None) -> Person:
    """Drawing and photographing a card takes most of a second: no part of what is measured."""
    if folder is None:
        return invented_person.draw(seed)
    file = folder / f"{seed}.json"
    if not file.exists():
        person = invented_person.draw(seed)
        photos = {side: base64.b64encode(photo).decode() for side, photo in person.photos.items()}
        said = {**asdict(person), "photos": photos, "birth": person.birth.isoformat()}
        scratch = file.with_suffix(".new")
        scratch.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
        scratch.replace(file)
        return person
    said = json.loads(file.read_text(encoding="utf-8"))
    photos = {side: base64.b64decode(photo) for side, photo in said.pop("photos").items()}
    return Person(**{**said, "photos": photos, "birth": date.fromisoformat(said["birth"])})
