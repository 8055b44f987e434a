"""What came out: the database against what each citizen knows, and against what the outside systems hold."""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from tests.support.installation import Installation

from motcua.cli.demonstration.citizen_steps import Filled
from motcua.cli.demonstration.invented_person import Person, is_same

if TYPE_CHECKING:
    from tests.load.office import Office
    from tests.load.outside import Outside
    from tests.load.run import Plan

#: What workers and servers say when something was raised: the class that stands at the end of a traceback.
_RAISED = re.compile(r"^(?:[a-z_]\w*\.)+([A-Z]\w*)(?::|$)", re.MULTILINE)
#: Nothing with one of these may be wrong.
_BAD = (
    "lost", "not_ours", "twice", "rejected", "wrong_number", "wrong_name", "wrong_tax_code",
    "certificates_not_one", "slips_not_one", "numbers_with_gaps", "gave_up", "not_decided",
    "granted_not_once", "signatures_not_good", "tax_not_once", "portal_differs", "paid_not_once",
    "post_not_once",
)  # fmt: skip


@dataclass(slots=True)
class Outcome:
    """One citizen's way: the dossier's code (empty until it is filed), seconds, and what went wrong."""

    person: Person
    number: int
    pays: bool = False
    code: str = ""
    tries: int = 0
    read_s: float = 0.0
    filed_s: float = 0.0
    slip_s: float = 0.0
    filled: Filled | None = None
    troubles: list[str] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        """Each comes from an address of their own."""
        return {"X-Forwarded-For": f"10.{self.number >> 16}.{self.number >> 8 & 255}.{self.number & 255}"}


def report(
    plan: "Plan", installation: Installation, outside: "Outside", office: "Office", outcomes: list[Outcome]
) -> dict[str, Any]:
    """Return the figures; ``good`` says that all who began were decided once and nothing is wrong."""
    papers = json.loads(installation.run("-m", "tests.support.signatures"))
    found = {
        "signatures_checked": papers["checked"],
        "signatures_not_good": papers["not_good"],
        "asked_for": plan.citizens,
        "citizens": len(outcomes),
        **_dossiers(installation, outcomes),
        **_elsewhere(installation, outside),
        "gave_up": [outcome.troubles for outcome in outcomes if not outcome.code],
        "troubles": [trouble for outcome in outcomes for trouble in outcome.troubles if outcome.code],
        "desk_troubles": office.troubles,
        "fault_rate": plan.fault_rate,
        "calls": outside.counts(),
        "raised": dict(_raised(installation)),
        "seconds_to_reading": _spread([outcome.read_s for outcome in outcomes if outcome.read_s]),
        "seconds_to_filed": _spread([outcome.filed_s for outcome in outcomes if outcome.filed_s]),
        "seconds_to_slip": _spread([outcome.slip_s for outcome in outcomes if outcome.slip_s]),
        "fields": _fields([outcome.filled for outcome in outcomes if outcome.filled is not None]),
    }
    return {"good": bool(outcomes) and not any(found[name] for name in _BAD), **found}


def _dossiers(installation: Installation, outcomes: list[Outcome]) -> dict[str, Any]:
    rows = installation.rows(
        "SELECT d.code, d.state, d.personal_number, d.full_name, d.tax_code, d.channel,"
        " (SELECT count(*) FROM outcomes_issuedpaper p WHERE p.dossier_id = d.id AND p.kind = 'certificate'),"
        " (SELECT count(*) FROM outcomes_issuedpaper p WHERE p.dossier_id = d.id AND p.number = d.code),"
        " (SELECT count(*) FROM dossiers_transition t WHERE t.dossier_id = d.id AND t.move = 'grant'),"
        " (SELECT extract(epoch FROM min(t.at) - d.submitted_at) FROM dossiers_transition t"
        "   WHERE t.dossier_id = d.id AND t.move = 'grant'),"
        " (SELECT extract(epoch FROM min(t.at) - d.decided_at) FROM dossiers_transition t"
        "   WHERE t.dossier_id = d.id AND t.move = 'grant')"
        " FROM dossiers_dossier d ORDER BY d.code"
    )
    stored = {row[0]: row[1:] for row in rows}
    known = {outcome.code: outcome.person.on_card for outcome in outcomes if outcome.code}
    owners = Counter(row[1] for row in stored.values())
    both = [(code, stored[code], card) for code, card in known.items() if code in stored]
    serials = sorted((code.split("-")[-2], int(code.split("-")[-1])) for code in stored)
    return {
        "filed": len(known),
        "stored": len(stored),
        "lost": sorted(set(known) - set(stored)),
        "not_ours": sorted(set(stored) - set(known)),
        "twice": sorted(number for number, count in owners.items() if count > 1),
        "decided": sum(row[0] in {9, 10} for row in stored.values()),
        "not_decided": [(code, row[0]) for code, row in stored.items() if row[0] not in {9, 10}],
        "rejected": [(code, row[0]) for code, row in stored.items() if row[0] in {3, 7, 8}],
        "wrong_number": [code for code, row, card in both if row[1] != card["personal_number"]],
        "wrong_name": [
            code for code, row, card in both if not is_same("full_name", row[2], card["full_name"])
        ],
        "wrong_tax_code": [code for code, row in stored.items() if row[0] in {9, 10} and row[3] != row[1]],
        "at_the_counter": sum(row[4] == "counter" for row in stored.values()),
        "certificates_not_one": [code for code, row in stored.items() if row[5] != 1],
        "slips_not_one": [code for code, row in stored.items() if row[6] != 1],
        "granted_not_once": [code for code, row in stored.items() if row[7] != 1],
        "numbers_with_gaps": [
            here for before, here in pairwise(serials)
            if before[0] == here[0] and here[1] != before[1] + 1
        ],
        "seconds_filed_to_result": _spread([float(row[8]) for row in stored.values() if row[8] is not None]),
        "seconds_approved_to_result": _spread(
            [float(row[9]) for row in stored.values() if row[9] is not None]
        ),
    }  # fmt: skip


def _elsewhere(installation: Installation, outside: "Outside") -> dict[str, Any]:
    """What other agencies and people got, against what the office believes."""
    ours = {
        code: (state, steps)
        for code, state, steps in installation.rows(
            "SELECT d.code, d.state, (SELECT count(*) FROM dossiers_transition t WHERE t.dossier_id = d.id)"
            " FROM dossiers_dossier d"
        )
    }
    theirs = outside.portal_dossiers()
    granted = {
        owner
        for (owner,) in installation.rows(
            "SELECT personal_number FROM dossiers_dossier WHERE state IN (9, 10)"
        )
    }
    registered = Counter(outside.registered(installation))
    outbox = installation.rows(
        "SELECT channel, count(*), count(sent_at), count(*) FILTER (WHERE failed_at IS NOT NULL),"
        " count(*) FILTER (WHERE sent_at IS NULL AND failed_at IS NULL), sum(attempts)"
        " FROM interconnect_outboxmessage"
        " GROUP BY 1 ORDER BY 1"
    )
    kept = sum(row[2] for row in outbox if row[0] in {"sms", "email"})
    return {
        "tax_not_once": sorted(owner for owner in {*granted, *registered} if registered[owner] != 1),
        "portal_differs": sorted(code for code, told in ours.items() if theirs.get(code) != told),
        "post_not_once": [
            receipt
            for (receipt,) in installation.rows(
                "SELECT receipt FROM interconnect_outboxmessage WHERE channel = 'post' AND receipt <> ''"
                " GROUP BY 1 HAVING count(*) > 1"
            )
        ],
        "paid_not_once": [
            code
            for (code,) in installation.rows(
                "SELECT d.code FROM dossiers_dossier d WHERE d.channel = 'counter' AND (SELECT count(*) FROM"
                " dossiers_transition t WHERE t.dossier_id = d.id AND t.move = 'pay') <> 1"
            )
        ],
        "outbox": {
            row[0]: dict(zip(("put", "sent", "failed", "waiting", "attempts"), row[1:], strict=True))
            for row in outbox
        },
        "messages_by_two_providers": outside.messages_sent() - kept,
        "inbox": {
            f"{system} {outcome}": count
            for system, outcome, count in installation.rows(
                "SELECT system, outcome, count(*) FROM interconnect_inboxmessage GROUP BY 1, 2 ORDER BY 1, 2"
            )
        },
        "inbox_repeats": installation.rows(
            "SELECT coalesce(sum(times - 1), 0) FROM interconnect_inboxmessage"
        )[0][0],
        "register_answers": dict(
            installation.rows("SELECT register, count(*) FROM dossiers_registeranswer GROUP BY 1")
        ),
        "readings_by_attempts": dict(
            installation.rows("SELECT attempts, count(*) FROM dossiers_analysis GROUP BY 1 ORDER BY 1")
        ),
        "jobs_left": {
            f"{task} {status}": count
            for task, status, count in installation.rows(
                "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 ORDER BY 1, 2"
            )
        },
    }


def _raised(installation: Installation) -> Counter[str]:
    """Count what the logs of workers and servers tell of, by its class."""
    found: Counter[str] = Counter()
    for log in sorted((installation.home / "log").glob("*.log")):
        found.update(_RAISED.findall(log.read_text(encoding="utf-8", errors="replace")))
    return found


def _fields(filled: list[Filled]) -> dict[str, int]:
    return {
        "shown": sum(item.shown for item in filled),
        "read_right": sum(item.by_machine for item in filled),
        "typed": sum(item.typed for item in filled),
        "asked_to_look": sum(item.looked_at for item in filled),
        "corrected": sum(item.corrected for item in filled),
        "wrong_unmarked": sum(item.wrong_unmarked for item in filled),
    }


def _spread(seconds: list[float]) -> dict[str, float]:
    if len(seconds) < 2:
        return {}
    return {
        "p50": round(median(seconds), 1),
        "p95": round(quantiles(seconds, n=20)[-1], 1),
        "most": round(max(seconds), 1),
    }
