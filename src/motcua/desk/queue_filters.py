"""What the queue shows: a group of states, one state, a due date, a text."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet

from motcua.desk.due import WITH_CITIZEN
from motcua.dossiers import selectors, talk
from motcua.dossiers.models import Dossier
from motcua.dossiers.states import OPEN, State
from motcua.kernel.messages import Bilingual

WITH_OFFICE = OPEN - WITH_CITIZEN


@dataclass(frozen=True, slots=True)
class Group:
    """A group of states that an officer looks at together; no states means all."""

    slug: str
    name: Bilingual
    states: frozenset[State]


_TO_HAND_OVER, _CLOSED = "cho-tra", "da-xong"
GROUPS = (
    Group("can-lam", Bilingual("Cần làm", "To do"), WITH_OFFICE),
    Group("cho-cong-dan", Bilingual("Chờ công dân", "With the citizen"), WITH_CITIZEN),
    Group(_TO_HAND_OVER, Bilingual("Chờ trả kết quả", "To hand over"), frozenset({State.DECIDED})),
    Group(
        _CLOSED,
        Bilingual("Đã kết thúc", "Closed"),
        frozenset({State.RETURNED, State.NOT_RECEIVED, State.STOPPED, State.WITHDRAWN}),
    ),
    Group("tat-ca", Bilingual("Tất cả", "All"), frozenset()),
)
_BY_SLUG = {group.slug: group for group in GROUPS}
TO_ANSWER = "loi-nhan"
DUE = {
    "qua-han": Bilingual("Quá hạn", "Overdue"),
    "hom-nay": Bilingual("Hạn hôm nay", "Due today"),
    TO_ANSWER: Bilingual("Lời nhắn chờ trả lời", "Messages to answer"),
}


def _in_group(group: Group, taken_back: Collection[int]) -> Q:
    """Of a certificate that was taken back nothing waits to be handed over: the dossier is closed."""
    found = Q(state__in=group.states) if group.states else Q()
    if group.slug == _TO_HAND_OVER:
        return found & ~Q(pk__in=taken_back)
    return found | Q(pk__in=taken_back) if group.slug == _CLOSED else found


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of one look at the queue; anything unknown in the address is ignored."""

    group: Group
    state: State | None
    due: str
    text: str

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Filters":
        """Read the filters from an address. A search without a group looks everywhere."""
        # Control characters match nothing, and PostgreSQL takes no NUL.
        text = "".join(c for c in query.get("q", "") if c.isprintable()).strip()[:100]
        chosen = query.get("nhom", "")
        group = _BY_SLUG.get(chosen, _BY_SLUG["tat-ca" if text else "can-lam"])
        number = query.get("tt", "")
        state = next((state for state in State if str(int(state)) == number), None)
        if state is not None and group.states and state not in group.states:
            group = _BY_SLUG["tat-ca"]  # the state is what was asked for: no other tab may look chosen
        due = query.get("han", "")
        return cls(group, state, due if due in DUE else "", text)

    def select(
        self, office: str, today: date, *, by_person: bool, taken_back: Collection[int] = ()
    ) -> QuerySet[Dossier]:
        """Return the office's dossiers under these filters as :func:`motcua.dossiers.selectors.queue`."""
        found = selectors.queue(office=office, text=self.text, by_person=by_person)
        found = found.filter(_in_group(self.group, taken_back) if self.state is None else Q(state=self.state))
        if self.due == "qua-han":
            found = found.filter(due_on__lt=today, state__in=WITH_OFFICE)
        elif self.due == "hom-nay":
            found = found.filter(due_on=today, state__in=WITH_OFFICE)
        elif self.due == TO_ANSWER:  # who may not read messages does not learn who wrote either
            found = found.filter(pk__in=talk.to_answer(office)) if by_person else found.none()
        return found

    def after(
        self, dossier: Dossier, today: date, *, by_person: bool, taken_back: Collection[int] = ()
    ) -> Dossier | None:
        """Return what follows a dossier under these filters, whether it is still among them itself or not."""
        found = self.select(dossier.office, today, by_person=by_person, taken_back=taken_back)
        later = Q(due_on__gt=dossier.due_on) | Q(due_on=dossier.due_on, pk__gt=dossier.pk)
        return found.filter(later).first()

    def address(self, **changes: str) -> str:
        """Return the query string of these filters with some changed; empty ones are left out."""
        state = "" if self.state is None else str(int(self.state))
        values = {"nhom": self.group.slug, "tt": state, "han": self.due, "q": self.text, **changes}
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
        **{group.slug: Count("pk", filter=_in_group(group, taken_back)) for group in GROUPS}
    )
    return [
        Tab(group.name, f"?nhom={group.slug}", counts[group.slug], group == chosen.group) for group in GROUPS
    ]


def urgent(office: str, today: date) -> dict[str, int]:
    """Return how many dossiers are overdue (``late``) and due today (``today``)."""
    mine = selectors.queue(office=office, states=sorted(WITH_OFFICE))
    return mine.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)), today=Count("pk", filter=Q(due_on=today))
    )
