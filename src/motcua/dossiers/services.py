"""What other rooms may do with filings: drafts, filing, moves and decisions under one roof."""

from motcua.dossiers.business.businesses import (
    answers_after,
    business_by_facts,
    certificate_number,
    ensure_register_allows,
    lock_certified,
    write_to_register,
)
from motcua.dossiers.business.businesses import as_code as business_code
from motcua.dossiers.business.businesses import link as link_business
from motcua.dossiers.business.naming import check_name
from motcua.dossiers.counters import next_number
from motcua.dossiers.deciding import (
    approve,
    grant,
    refuse,
    restore_certificate,
    revoke_certificate,
    take_turn,
    tax_refused,
    undo_approval,
)
from motcua.dossiers.drafting.analyses import put_photo, recover, remove_photo, switch_procedure
from motcua.dossiers.drafting.drafts import (
    acknowledge_collision,
    begin,
    has_agreed,
    issue_resume_code,
    record_agreement,
    resume,
    revoke_codes,
    save_answers,
)
from motcua.dossiers.drafting.versions import get
from motcua.dossiers.evidence import keep as keep_evidence
from motcua.dossiers.filing import (
    ask_registers,
    collisions_of,
    complete_part,
    effective_answers,
    problems_of,
    submit,
    unconfirmed,
)
from motcua.dossiers.handling import assign
from motcua.dossiers.locks import ensure_no_turn_since
from motcua.dossiers.money.payments import ask_payment, pay_at_counter
from motcua.dossiers.money.transfers import mark_to_pay_back, match_transfer
from motcua.dossiers.moves import (
    accept,
    extend,
    hand_over,
    move,
    withdraw,
)
from motcua.dossiers.result.receiving import change as change_receiving
from motcua.dossiers.result.receiving import give_paper
from motcua.dossiers.supplementing.requests import answer_supplement, ask_supplement
from motcua.dossiers.supplementing.supplements import add_photo as add_supplement_photo
from motcua.dossiers.supplementing.supplements import drop_photo as drop_supplement_photo

__all__ = [
    "accept", "acknowledge_collision", "add_supplement_photo", "answer_supplement", "answers_after",
    "approve", "ask_payment", "ask_registers", "ask_supplement", "assign", "begin", "business_by_facts",
    "business_code", "certificate_number", "change_receiving", "check_name", "collisions_of",
    "complete_part",
    "drop_supplement_photo", "effective_answers", "ensure_no_turn_since", "ensure_register_allows",
    "extend", "get", "give_paper", "grant", "hand_over", "has_agreed", "issue_resume_code", "keep_evidence",
    "link_business", "lock_certified", "mark_to_pay_back", "match_transfer", "move", "next_number",
    "pay_at_counter", "problems_of", "put_photo", "record_agreement", "recover", "refuse",
    "remove_photo", "restore_certificate", "resume", "revoke_certificate", "revoke_codes",
    "save_answers", "submit", "switch_procedure", "take_turn", "tax_refused", "unconfirmed", "undo_approval",
    "withdraw", "write_to_register",
]  # fmt: skip
