"""From frames to a level. The limits were set on simulated heads and pictures, see bench/presence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np

from motcua.faces.calibration import curve
from motcua.faces.presence import movement, reasons
from motcua.faces.presence.frame_analysis import FrameAnalysis, analyse_frame, grey_difference, sharpest
from motcua.faces.presence.template_fusion import fuse_templates, mean_template
from motcua.faces.presence.types import Action, Frame, Level, Presence
from motcua.kernel.messages import Problem

#: Frames with a usable face: over the whole, and of each thing asked.
MIN_FRAMES, MIN_FRAMES_A_PART = 6, 2
#: A face that lags behind the words is still seen in this many frames of what is asked next.
LAG = 2
#: The share of strangers that may look as alike as the frames of one sequence must.
SAME_FACE_RATE = 1e-3
#: Share of frames that may show a trace of a picture, or be too unclear to show one.
MAX_TRACES, MAX_UNCLEAR = 0.4, 0.5
#: The nose's shift, in eye distances, of a head turned some 15 degrees; and ahead of the face's plane.
MIN_TURN, MIN_PARALLAX = 0.10, 0.08
#: Flat pictures stayed under 0.02, heads above 0.04 in simulation, see bench/presence.
MIN_OFF_PLANE = 0.033
#: Beyond this turn too little of the straight face is left to be followed.
MAX_TURN_FOLLOWED = 0.33
MIN_CLOSER = 1.15
#: From frame to frame a face may move by so many eye distances, and grow or shrink by this factor.
MAX_STEP, MAX_GROWTH = 2.0, 1.6
#: Two frames that differ by less, and the share of such pairs from which on nothing moved at all.
STILL, MAX_STILL = 0.15, 0.5


class _Findings:
    """What was found so far: measures with what each needed, and reasons."""

    def __init__(self) -> None:
        self.measures: dict[str, float] = {}
        self.shares: list[float] = []
        self.passive: list[Problem] = []
        self.active: list[Problem] = []

    def note(self, name: str, value: float, needed: float) -> bool:
        """Keep a measure (the higher the better); return whether it suffices."""
        self.measures[name] = round(value, 4)
        self.shares.append(value / needed)
        return value >= needed

    def outcome(self, level: Level) -> Presence:
        told = tuple(dict.fromkeys([*self.passive, *self.active]))
        score = min((min(max(share, 0.0) / 2, 1.0) for share in self.shares), default=0.0)
        return Presence(level, round(score, 4), told, self.measures)


def judge(frames: Sequence[Frame], plan: Sequence[Action]) -> Presence:
    """Judge a sequence of frames against what was asked.

    Args:
        frames: in the order they came; JPEG or other photo bytes, not mirrored, any size (480 px or more on
            the short side shows enough), three or so a second.
        plan: what was asked, one thing after the other; the first is ``Action.LOOK``.

    Returns:
        ``active`` if one face made every move of the plan, as a solid head does; ``passive`` if it was at
        least one face throughout without a trace of a picture; ``uploaded`` if there is a face and ``none``
        if there is not. Never raises for what a camera or a person may send.

    Raises:
        ValueError: the plan does not begin with looking straight.
        SetupError: the models are missing or changed.
    """
    if not plan or plan[0] is not Action.LOOK:
        raise ValueError("a plan begins with looking straight")
    if not _in_order(frames, len(plan)):
        return Presence("uploaded" if frames else "none", 0.0, (reasons.INCOMPLETE,))
    looked = [(frame.image, view) for frame in frames if (view := analyse_frame(frame)) is not None]
    views = [view for _, view in looked]
    if not any(view.face for view in views):
        return Presence("none", 0.0, (reasons.NO_FACE,))
    usable = [view for view in views if view.usable]
    straight = [view for view in usable if view.part == 0]
    found = _Findings()
    if not found.note("frames", len(usable), MIN_FRAMES) or len(straight) < MIN_FRAMES_A_PART:
        found.passive += _common_problems(views) or [reasons.UNCLEAR]
        found.shares.append(0.0)
        return found.outcome("uploaded")
    _judge_passive(views, usable, straight, found)
    if doubts := _problems_of_kept(frames, looked):
        found.passive += doubts
        found.shares.append(0.0)
    if found.passive:
        return found.outcome("uploaded")
    _judge_movement(usable, straight, plan, found)
    return replace(found.outcome("passive" if found.active else "active"), template=fuse_templates(usable))


def _in_order(frames: Sequence[Frame], parts: int) -> bool:
    """Whether parts follow each other without a gap and time goes forward."""
    forward = all(a.at_ms < b.at_ms and a.part <= b.part <= a.part + 1 for a, b in pairwise(frames))
    return forward and bool(frames) and frames[0].part == 0 and frames[-1].part == parts - 1


def _common_problems(views: list[FrameAnalysis]) -> list[Problem]:
    """What was wrong with a third of the frames or more, the commonest first."""
    told = Counter(problem for view in views for problem in view.problems)
    return [problem for problem, times in told.most_common(2) if times * 3 >= len(views)]


def _problems_of_kept(frames: Sequence[Frame], looked: list[tuple[bytes, FrameAnalysis]]) -> list[Problem]:
    """What is wrong with the frame that stays as the person's photo, where it does not count.

    No frame that does not count was found to show the same face: one with somebody else beside the person, or
    with another's blurred face and a sharp pattern behind, must not stay under a level that others reached.
    """
    kept = sharpest([frame.image for frame in frames if frame.part == 0])
    view = next((view for image, view in looked if image == kept), None)
    if view is not None and view.usable:
        return []
    return list(view.problems[:1] if view is not None else ()) or [reasons.UNCLEAR]


def _alike(usable: list[FrameAnalysis], straight: list[FrameAnalysis]) -> float:
    """Return how alike the least alike frames are: the straight ones pair by pair, the others to their mean.

    A straight frame held against a mean that it is part of would pass for the person whoever it shows.
    """
    seen = [view.template for view in straight if view.template is not None]
    middle = mean_template(seen) / np.linalg.norm(mean_template(seen))
    others = [view.template for view in usable if view.template is not None and view.part != 0]
    pairs = [float(one @ other) for one, other in combinations(seen, 2)]
    return min([*pairs, *(float(template @ middle) for template in others)])


def _judge_passive(
    views: list[FrameAnalysis], usable: list[FrameAnalysis], straight: list[FrameAnalysis], found: _Findings
) -> None:
    if not found.note("same_face", _alike(usable, straight), curve("clean_clean").score_at(SAME_FACE_RATE)):
        found.passive.append(reasons.OTHER_FACE)
    still = float(np.mean([grey_difference(a, b) < STILL for a, b in pairwise(views)]))
    found.measures["still"] = round(still, 4)
    if still > MAX_STILL:
        found.passive.append(reasons.FROZEN)
    traces = float(np.mean([view.trace for view in usable]))
    unclear = float(np.mean([not view.clear for view in usable]))
    found.measures |= {"traces": round(traces, 4), "unclear": round(unclear, 4)}
    found.note("passive", float(np.median([view.passive for view in usable])), 0.5)
    if traces > MAX_TRACES:
        found.passive.append(reasons.TRACE)
    elif unclear > MAX_UNCLEAR:
        found.passive += _common_problems(views) or [reasons.UNCLEAR]


def _judge_movement(
    usable: list[FrameAnalysis], straight: list[FrameAnalysis], plan: Sequence[Action], found: _Findings
) -> None:
    if not all(_follows(a, b) for a, b in pairwise(usable)):
        found.active.append(reasons.JUMP)
    turned = False
    for part, action in enumerate(plan):
        seen = [view for view in usable if view.part == part]
        seen += [view for view in usable if view.part == part + 1][:LAG]
        if action is Action.LOOK:
            continue
        if len(seen) < MIN_FRAMES_A_PART:
            found.active.append(reasons.UNCLEAR)
        elif action is Action.CLOSER:
            _judge_closer(seen, straight, found)
        else:
            turned = True
            _judge_turn(seen, straight, action, found)
    if not turned:
        found.active.append(reasons.INCOMPLETE)  # coming closer alone does not tell a head from a picture


def _points(view: FrameAnalysis) -> movement.Points:
    assert view.shape is not None
    return view.shape.landmarks


def _follows(before: FrameAnalysis, after: FrameAnalysis) -> bool:
    a, b = _points(before), _points(after)
    growth = movement.size(b) / movement.size(a)
    step = float(np.hypot(*(b.mean(0) - a.mean(0)))) / movement.size(a)
    return step <= MAX_STEP and 1 / MAX_GROWTH <= growth <= MAX_GROWTH


def _judge_closer(seen: list[FrameAnalysis], straight: list[FrameAnalysis], found: _Findings) -> None:
    before = float(np.median([movement.size(_points(view)) for view in straight]))
    growths = sorted((movement.size(_points(view)) / before for view in seen), reverse=True)
    # The second best, so that one bad frame does not pass for a step.
    if not found.note("closer", growths[1] - 1, MIN_CLOSER - 1):
        found.active.append(reasons.NOT_CLOSER)


def _judge_turn(
    seen: list[FrameAnalysis], straight: list[FrameAnalysis], action: Action, found: _Findings
) -> None:
    side = 1.0 if action is Action.TURN_LEFT else -1.0
    before = float(np.median([movement.turn(_points(view)) for view in straight]))
    turns = [side * (movement.turn(_points(view)) - before) for view in seen]
    if not found.note(action.value, sorted(turns)[-2], MIN_TURN):
        if sorted(turns)[1] <= -MIN_TURN:
            found.active.append(reasons.OTHER_WAY)
        else:
            found.active.append(reasons.NOT_LEFT if side > 0 else reasons.NOT_RIGHT)
        return
    reference = min(straight, key=lambda view: abs(movement.turn(_points(view)) - before))
    there = [
        view for view, amount in zip(seen, turns, strict=True) if MIN_TURN <= amount <= MAX_TURN_FOLLOWED
    ]
    ahead = [side * movement.parallax(_points(reference), _points(view)) for view in there]
    assert reference.shape is not None
    off = [movement.off_plane(reference.shape, view.shape) for view in there if view.shape is not None]
    followed = [value for value in off if value is not None]
    if not followed:
        found.shares.append(0.0)
        found.active.append(reasons.UNCLEAR)
        return
    enough = found.note(f"{action.value}_parallax", float(np.median(ahead)), MIN_PARALLAX)
    enough &= found.note(f"{action.value}_off_plane", float(np.median(followed)), MIN_OFF_PLANE)
    if not enough:
        found.active.append(reasons.FLAT)
