"""Who is this? The decision of a 1:N search, which can be wrong and therefore says little.

Three answers, and nothing else leaves this room: *found*, *ask* for one more fact that only the person knows,
*not found*. How high a score must be follows from the size of the store, as it is at this moment
(``gallery.thresholds``):

* found: somebody who is not in the store is wrongly named in at most one search of a thousand (by the
  upper bound of the score this needs), the second best person is clearly less like, and an active step or an
  officer showed that the person was there;
* ask: about one search of ten (the likely score, not its upper bound), which with a fact that one stranger
  in 365 shares is again less than one of a thousand, with room for the doubt about the score. Also where two
  people are too much alike, or only passive signs say that the person was there;
* not found: everything else, whether nobody is there or the photo was poor.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from motcua.audit import services as audit
from motcua.faces.types import Template
from motcua.gallery.audited_search import search
from motcua.gallery.enrolment import sitting_template
from motcua.gallery.errors import NotLiveError
from motcua.gallery.models import Person, Sitting
from motcua.gallery.thresholds import FPIR, FPIR_ASKING, search_threshold
from motcua.gallery.types import Assurance, Candidate, Identification, LiveFrame, Outcome


def identify(frames: Sequence[LiveFrame], *, assurance: Assurance, actor: str, reason: str) -> Identification:
    """Search for the person of a sitting and decide.

    Args:
        frames: as for ``enrol``.
        assurance: how sure it is that the person was there.
        actor, reason: as for ``search``; both are recorded, with the outcome.

    Raises:
        NotLiveError: a file somebody uploaded finds nobody.
        FramesError: too few frames, or not of one usable face.
        FaceKeyError, RenewalUnderWayError: as ``search``.
    """
    if assurance.rank < Assurance.PASSIVE.rank:
        raise NotLiveError(assurance=assurance.value)
    template = sitting_template(frames)
    size = Sitting.objects.count()
    found = search(template, people=2, actor=actor, reason=reason)
    answer = decide(found, size=size, sure=assurance.rank >= Assurance.ACTIVE.rank)
    audit.record(
        actor=actor,
        action="gallery.identified",
        subject="gallery",
        reason=reason,
        outcome=answer.outcome.value,
        assurance=assurance.value,
        size=size,
    )
    return answer


def decide(found: Sequence[Candidate], *, size: int, sure: bool) -> Identification:
    """Decide by the two best people (or fewer) of a store of ``size`` templates.

    Args:
        sure: whether more than passive signs say that the person was there.
    """
    if not found:
        return Identification(Outcome.NOT_FOUND)
    runner_up = found[1].score if len(found) > 1 else None
    strict = search_threshold(max(size, 1), FPIR)
    if sure and strict.decides(found[0].score, runner_up):
        return Identification(Outcome.FOUND, (found[0].reference,))
    loose = search_threshold(max(size, 1), FPIR_ASKING)
    possible = tuple(candidate.reference for candidate in found[:2] if candidate.score >= loose.likely)
    return Identification(Outcome.ASK, possible) if possible else Identification(Outcome.NOT_FOUND)


def similar_people(
    template: Template, *, reference: UUID | None, actor: str, wordings: Collection[str] | None = None
) -> tuple[UUID, ...]:
    """Return under which other references a face seems to be enrolled: a possible double identity.

    For an officer to look at, never to refuse by: brothers and sisters, and mistakes, look like this too.

    Args:
        template: of a sitting (``one_face``), or of the one photo filed with a dossier.
        reference: the person's own, which is not counted; None for somebody not enrolled.
        wordings: only people who agreed to one of these texts; None for everybody.
    """
    size = Sitting.objects.count()
    found = search(template, people=3, actor=actor, reason="possible double identity")
    least = search_threshold(max(size, 1), FPIR).likely
    like = [item.reference for item in found if item.reference != reference and item.score >= least]
    if wordings is not None:
        agreed = Person.objects.filter(reference__in=like, consent_wording__in=wordings)
        like = [item for item in like if item in set(agreed.values_list("reference", flat=True))]
    return tuple(like)
