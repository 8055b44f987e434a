"""What the queue shows, and in which order: states, a due date, a procedure, whose, a text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Case, Count, Q, QuerySet, SmallIntegerField, Value, When

from motcua.desk.due import WITH_CITIZEN
from motcua.dossiers import selectors
from motcua.dossiers.contact import conversation
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, State
from motcua.kernel.messages import Bilingual
from motcua.kernel.workdays import next_working_day
from motcua.procedures import selectors as procedures

WITH_OFFICE = OPEN - WITH_CITIZEN


@dataclass(frozen=True, slots=True)
class Group:
    """A group of states that an officer looks at together; no states means all."""

    slug: str
    name: Bilingual
    states: frozenset[State]


_TO_DO, _ELSEWHERE, _TO_HAND_OVER, _CLOSED = "can-lam", "cho-co-quan", "cho-tra", "da-xong"
GROUPS = (
    Group(_TO_DO, Bilingual("Cần làm", "To do"), WITH_OFFICE),
    Group("cho-cong-dan", Bilingual("Chờ công dân", "With the citizen"), WITH_CITIZEN),
    Group(_ELSEWHERE, Bilingual("Chờ cơ quan khác", "With another agency"), frozenset({State.PROCESSING})),
    Group(_TO_HAND_OVER, Bilingual("Chờ trả kết quả", "To hand over"), frozenset({State.DECIDED})),
    Group(
        _CLOSED,
        Bilingual("Đã kết thúc", "Closed"),
        frozenset({State.RETURNED, State.NOT_RECEIVED, State.STOPPED, State.WITHDRAWN}),
    ),
    Group("tat-ca", Bilingual("Tất cả", "All"), frozenset()),
)
_ALL = GROUPS[-1]
_FEE_TO_ASK, _FEE_AWAITED = "thu-le-phi", "cho-nop"
#: The same for who keeps the money: with two or three of eighty dossiers they have something to do.
MONEY_GROUPS = (
    Group(
        _FEE_TO_ASK,
        Bilingual("Cần yêu cầu lệ phí", "Fee to be asked for"),
        frozenset({State.RECEIVED, State.PROCESSING}),
    ),
    Group(_FEE_AWAITED, Bilingual("Chờ nộp lệ phí", "Fee not paid yet"), frozenset({State.PAYMENT_REQUIRED})),
    _ALL,
)
#: Approved, and the tax office has not answered: nothing an officer can do, though the time runs.
_WITH_TAX = Q(state=State.PROCESSING, decision="approved")
LATE, TODAY, SOON, TO_ANSWER, NEW_WAY = "qua-han", "hom-nay", "sap-den-han", "loi-nhan", "cach-nhan"
DUE = {
    LATE: Bilingual("Quá hạn", "Overdue"),
    TODAY: Bilingual("Hạn hôm nay", "Due today"),
    SOON: Bilingual("Hạn ngày làm việc tới", "Due the next working day"),
    TO_ANSWER: Bilingual("Lời nhắn chờ trả lời", "Messages to answer"),
    NEW_WAY: Bilingual("Đổi cách nhận kết quả", "Way of receiving changed"),
}
MINE, NOBODYS = "toi", "chua-ai"
HANDLERS = {
    MINE: Bilingual("Tôi phụ trách", "Mine"),
    NOBODYS: Bilingual("Chưa ai phụ trách", "Nobody's yet"),
}
ORDERS: Final = {
    "": Bilingual("Hạn gấp nhất trước", "Most urgent first"),
    "moi-nop": Bilingual("Mới nộp trước", "Newest first"),
    "cu-nop": Bilingual("Nộp lâu nhất trước", "Oldest first"),
}
#: By which column, and whether downwards; the key decides between equals.
_COLUMNS: Final = {
    "": ("due_on", False),
    "moi-nop": ("submitted_at", True),
    "cu-nop": ("submitted_at", False),
}
#: Whose time runs comes first, then who waits for something, then what has ended.
_RANKS: Final = (WITH_OFFICE, (OPEN | {State.DECIDED}) - WITH_OFFICE)
_RANK: Final = Case(
    *(When(state__in=states, then=Value(rank)) for rank, states in enumerate(_RANKS)),
    default=Value(len(_RANKS)),
    output_field=SmallIntegerField(),
)


def _rank_of(state: State) -> int:
    return next((rank for rank, states in enumerate(_RANKS) if state in states), len(_RANKS))


def _in_group(group: Group, taken_back: Collection[int], office: str) -> Q:
    """Of a certificate that was taken back nothing waits to be handed over: the dossier is closed."""
    if group.slug == _FEE_TO_ASK:
        return selectors.fee_can_be_asked(office)
    if group.slug == _ELSEWHERE:
        return _WITH_TAX
    found = Q(state__in=group.states) if group.states else Q()
    if group.slug == _TO_DO:
        return found & ~_WITH_TAX
    if group.slug == _TO_HAND_OVER:
        return found & ~Q(pk__in=taken_back)
    return found | Q(pk__in=taken_back) if group.slug == _CLOSED else found


def _due(office: str, today: date) -> dict[str, Q]:
    """Which dossiers of those whose time runs are late, due today, and due on the next working day."""
    soon = next_working_day(today, procedures.get_office(office).calendar)
    running = Q(state__in=WITH_OFFICE)
    return {
        LATE: running & Q(due_on__lt=today),
        TODAY: running & Q(due_on=today),
        SOON: running & Q(due_on__gt=today, due_on__lte=soon),
    }


def _tidy(text: str) -> str:
    """Control characters match nothing, and PostgreSQL takes no NUL."""
    return "".join(c for c in text if c.isprintable()).strip()[:100]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of one look at the queue; anything unknown in the address is ignored.

    ``handler`` is :data:`MINE`, :data:`NOBODYS` or an account; ``groups`` are those of who looks.
    """

    group: Group
    state: State | None
    due: str
    text: str
    procedure: str = ""
    handler: str = ""
    order: str = ""
    groups: tuple[Group, ...] = GROUPS

    @classmethod
    def from_query(cls, query: Mapping[str, str], *, money: bool = False) -> "Filters":
        """Read the filters from an address. A search without a group looks everywhere.

        ``money``: who looks has to do with money only.
        """
        text, groups = _tidy(query.get("q", "")), MONEY_GROUPS if money else GROUPS
        chosen = {group.slug: group for group in groups}.get(query.get("nhom", ""))
        group = chosen or (_ALL if text else groups[0])
        number = query.get("tt", "")
        state = next((state for state in State if str(int(state)) == number), None)
        if state is not None and group.states and state not in group.states:
            group = _ALL  # the state is what was asked for: no other tab may look chosen
        due, order = query.get("han", ""), query.get("xep", "")
        return cls(
            group,
            state,
            due if due in DUE else "",
            text,
            _tidy(query.get("thu-tuc", "")),
            _tidy(query.get("ai", "")),
            order if order in ORDERS else "",
            groups,
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything but the tab and the search says what is shown."""
        return bool(self.state is not None or self.procedure or self.handler or self.order)

    def select(
        self,
        office: str,
        today: date,
        *,
        by_person: bool,
        me: str = "",
        taken_back: Collection[int] = (),
    ) -> QuerySet[Dossier]:
        """Return the office's dossiers under these filters, in their order.

        ``by_person`` as in :func:`motcua.dossiers.selectors.queue`; ``me`` is the account that looks.
        """
        found = selectors.queue(office=office, text=self.text, by_person=by_person)
        found = found.filter(_in_group(self.group, taken_back, office))
        if self.state is not None:
            found = found.filter(state=self.state)
        if self.due == TO_ANSWER:  # who may not read messages does not learn who wrote either
            found = found.filter(pk__in=conversation.awaiting_answer(office)) if by_person else found.none()
        elif self.due == NEW_WAY:
            found = found.filter(way_unseen=True) if by_person else found.none()
        elif self.due:
            found = found.filter(_due(office, today)[self.due])
        if self.procedure:
            found = found.filter(procedure_code=self.procedure)
        if self.handler:
            found = found.filter(handler={MINE: me, NOBODYS: ""}.get(self.handler, self.handler))
        if self._by_clock:
            return found.annotate(rank=_RANK).order_by("rank", "due_on", "id")
        column, downwards = _COLUMNS[self.order]
        sign = "-" if downwards else ""
        return found.order_by(f"{sign}{column}", f"{sign}id")

    @property
    def _by_clock(self) -> bool:
        """Whether what ended long ago would stand above what is urgent: a search looks into every group."""
        return bool(self.text) and not (self.order or self.group.states)

    def after(self, dossier: Dossier, today: date, **look: Any) -> Dossier | None:
        """Return what follows a dossier under these filters, whether it is still among them itself or not.

        ``look`` as for :meth:`select`.
        """
        column, downwards = _COLUMNS[self.order]
        beyond = "lt" if downwards else "gt"
        value = getattr(dossier, column)
        later = Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": dossier.pk})
        if self._by_clock:
            rank = _rank_of(dossier.state_enum)
            later = Q(rank__gt=rank) | Q(rank=rank) & later
        return self.select(dossier.office, today, **look).filter(later).first()

    def values(self) -> dict[str, str]:
        """Return what stands in the address, by its name there; empty where it says nothing."""
        return {
            "nhom": self.group.slug,
            "tt": "" if self.state is None else str(int(self.state)),
            "han": self.due,
            "q": self.text,
            "thu-tuc": self.procedure,
            "ai": self.handler,
            "xep": self.order,
        }

    def address(self, **changes: str) -> str:
        """Return the query string of these filters with some changed; empty ones are left out."""
        values = {**self.values(), **changes}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class Tab:
    """One group as a link, with how many dossiers are in it."""

    name: Bilingual
    address: str
    count: int
    chosen: bool


def tabs(office: str, chosen: Filters, *, taken_back: Collection[int] = ()) -> list[Tab]:
    """Return all groups with their numbers, in one query."""
    counts = selectors.queue(office=office).aggregate(
        **{group.slug: Count("pk", filter=_in_group(group, taken_back, office)) for group in chosen.groups}
    )
    return [
        Tab(group.name, f"?nhom={group.slug}", counts[group.slug], group == chosen.group)
        for group in chosen.groups
    ]


def urgent(office: str, today: date, groups: tuple[Group, ...] = GROUPS, *, me: str = "") -> dict[str, int]:
    """Return by their filters how many dossiers are overdue, due today or next, and come another way now.

    And how many the account ``me`` looks after that something is to be done about. Who keeps the money is not
    told these two, nor of dossiers that wait for others.
    """
    whole = groups is not MONEY_GROUPS
    which = _due(office, today)
    if whole:
        which |= {NEW_WAY: Q(way_unseen=True), MINE: _in_group(groups[0], (), office) & Q(handler=me or None)}
    counted = {name: Count("pk", filter=condition) for name, condition in which.items()}
    found = selectors.queue(office=office)
    return (found if whole else found.filter(_in_group(groups[0], (), office))).aggregate(**counted)
