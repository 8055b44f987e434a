"""What came out: the database against what each citizen knows about themselves."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from tests.support.installation import Installation

from motcua.cli.journey_citizen import Filled
from motcua.cli.journey_person import Person, is_same

if TYPE_CHECKING:
    from tests.load.run import Plan


@dataclass(slots=True)
class Outcome:
    """One citizen's way: the dossier's code (empty until it is filed), seconds, and what went wrong."""

    person: Person
    code: str = ""
    tries: int = 0
    read_s: float = 0.0
    filed_s: float = 0.0
    filled: Filled | None = None
    troubles: list[str] = field(default_factory=list)


def report(
    plan: "Plan", installation: Installation, outcomes: list[Outcome], *, killed: int, took_s: float
) -> dict[str, Any]:
    """Return the figures; ``good`` says that none was lost, doubled, undecided or wrong."""
    rows = installation.rows(
        "SELECT d.code, d.state, d.personal_number, d.full_name, d.tax_code,"
        " (SELECT count(*) FROM outcomes_issuedpaper p WHERE p.dossier_id = d.id AND p.kind = 'certificate'),"
        " (SELECT count(*) FROM outcomes_issuedpaper p WHERE p.dossier_id = d.id AND p.kind = 'slip')"
        " FROM dossiers_dossier d"
    )
    stored = {row[0]: row[1:] for row in rows}
    known = {outcome.code: outcome.person.on_card for outcome in outcomes if outcome.code}
    numbers = Counter(row[1] for row in stored.values())
    filled = [outcome.filled for outcome in outcomes if outcome.filled is not None]
    found = {
        "citizens": plan.citizens,
        "filed": len(known),
        "stored": len(stored),
        "lost": sorted(set(known) - set(stored)),
        "not_ours": len(set(stored) - set(known)),
        "twice": sorted(number for number, count in numbers.items() if count > 1),
        "decided": sum(row[0] in {9, 10} for row in stored.values()),
        "rejected": sum(row[0] in {3, 7, 8} for row in stored.values()),
        "wrong_number": [code for code, card in known.items()
                         if code in stored and stored[code][1] != card["personal_number"]],
        "wrong_name": [code for code, card in known.items()
                       if code in stored and not is_same("full_name", stored[code][2], card["full_name"])],
        "wrong_tax_code": [code for code, row in stored.items() if row[0] in {9, 10} and row[3] != row[1]],
        "certificates_not_one": [code for code, row in stored.items() if row[4] != 1],
        "slips_not_one": [code for code, row in stored.items() if row[5] != 1],
        "gave_up": [outcome.troubles for outcome in outcomes if not outcome.code],
        "troubles": [trouble for outcome in outcomes for trouble in outcome.troubles if outcome.code],
        "workers_killed": killed,
        "error_rate": plan.error_rate,
        "took_s": round(took_s),
        "seconds_to_reading": _spread([outcome.read_s for outcome in outcomes if outcome.read_s]),
        "seconds_to_filed": _spread([outcome.filed_s for outcome in outcomes if outcome.filed_s]),
        "fields": {
            "shown": sum(item.shown for item in filled),
            "read_right": sum(item.by_machine for item in filled),
            "typed": sum(item.typed for item in filled),
            "asked_to_look": sum(item.looked_at for item in filled),
            "corrected": sum(item.corrected for item in filled),
            "wrong_unmarked": sum(item.wrong_unmarked for item in filled),
        },
    }  # fmt: skip
    bad = ("lost", "twice", "wrong_number", "wrong_name", "wrong_tax_code", "certificates_not_one",
           "slips_not_one", "gave_up", "not_ours", "rejected")  # fmt: skip
    return {"good": not any(found[name] for name in bad) and found["decided"] == plan.citizens, **found}


def _spread(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    return {"p50": round(median(seconds), 1), "p95": round(quantiles(seconds, n=20)[-1], 1)}
