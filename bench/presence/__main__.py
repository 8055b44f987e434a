"""How often presence errs on simulated people and attacks: ``python -m bench.presence FOLDER``.

FOLDER has one sub-folder of photos a person; the first photo of each is drawn as a moving head and as
pictures of one held up (:mod:`bench.presence.head`). Told are, in the terms of ISO/IEC 30107-3, for people
the share that did not reach a level (BPCER) and for attacks the share that did (APCER). **Simulation only**:
heads made from one photo move more cleanly than people, and attacks drawn here are easier than real ones. No
laboratory has tested this.
"""

import argparse
import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator

from bench.faces.metrics import interval
from bench.presence.head import bent_sheet, head, sheet
from bench.presence.sequences import PERSON, Mover, Treatment, sensor, sequence
from motcua.faces.align import align
from motcua.faces.decode import decode
from motcua.faces.detect import detect
from motcua.faces.presence.services import judge
from motcua.faces.presence.types import Action, Frame, Presence, reaches
from motcua.faces.services import analyse
from motcua.faces.types import Face, Image

LOOK, LEFT, RIGHT, CLOSER = Action.LOOK, Action.TURN_LEFT, Action.TURN_RIGHT, Action.CLOSER
PLANS = (
    (LOOK, LEFT, LOOK, CLOSER),
    (LOOK, RIGHT, LOOK, LEFT),
    (LOOK, CLOSER, LOOK, RIGHT),
    (LOOK, RIGHT, LOOK, CLOSER),
    (LOOK, LEFT, LOOK, RIGHT),
    (LOOK, CLOSER, LOOK, LEFT),
)
#: Pixels between the eyes of a face that fills the oval of the page.
EYES = 105


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of person or attack. ``other_plan`` makes the moves of another challenge; ``still`` sends one
    picture again and again."""

    name: str
    attack: bool
    mover: Mover = PERSON
    treatment: Treatment = sensor
    other_plan: bool = False
    still: bool = False


def _dusk(image: Image, rng: Generator) -> Image:
    return sensor(np.asarray(image * rng.uniform(0.18, 0.3), np.uint8), rng)


def _screen(image: Image, rng: Generator) -> Image:
    """The pixel grid of a screen as far as a phone resolves it, from plain to see to hardly there."""
    pitch, strength = rng.uniform(2.2, 4.0), rng.uniform(0.3, 5)
    rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
    angle = rng.uniform(-0.12, 0.12)
    u, v = columns * np.cos(angle) + rows * np.sin(angle), rows * np.cos(angle) - columns * np.sin(angle)
    grid = np.cos(2 * np.pi * u / pitch) + 0.7 * np.cos(2 * np.pi * v / pitch)
    shown = image.astype(np.float32) * 1.05 + strength * grid[:, :, None]
    return sensor(np.asarray(np.clip(shown, 0, 255), np.uint8), rng)


def _dressed(image: Image, face: Face, what: str) -> Image:
    """Return the photo with spectacles or a cloth mask drawn on."""
    dressed = image.copy()
    eye_r, eye_l, nose, mouth_r, mouth_l = (np.asarray(point) for point in face.landmarks)
    unit = float(np.hypot(*(eye_l - eye_r)))
    if what == "glasses":
        for eye in (eye_r, eye_l):
            centre = (int(eye[0]), int(eye[1]))
            cv2.circle(dressed, centre, int(0.33 * unit), (30, 30, 30), max(2, int(0.06 * unit)), cv2.LINE_AA)
            glint = (int(eye[0] + 0.12 * unit), int(eye[1] - 0.12 * unit))
            cv2.circle(dressed, glint, int(0.07 * unit), (250, 250, 250), -1, cv2.LINE_AA)
        bridge = [tuple(int(value) for value in eye_r + (eye_l - eye_r) * share) for share in (0.33, 0.67)]
        cv2.line(dressed, bridge[0], bridge[1], (30, 30, 30), max(2, int(0.06 * unit)), cv2.LINE_AA)
        return dressed
    # Nose, left cheek, left jaw, chin, right jaw, right cheek: landmarks moved by shares of the eye distance.
    corners = [nose, eye_l, mouth_l, (mouth_r + mouth_l) / 2, mouth_r, eye_r]
    shifts = [(0, -0.18), (0.45, 0.5), (0.4, 0.2), (0, 0.75), (-0.4, 0.2), (-0.45, 0.5)]
    outline = (np.array(corners) + np.array(shifts) * unit).astype(np.int32)
    cv2.fillPoly(dressed, [outline], (205, 190, 178), cv2.LINE_AA)
    return dressed


CASES = (
    Case("person", attack=False),
    Case("person, weak light", attack=False, treatment=_dusk),
    Case("person, spectacles", attack=False),
    Case("person, face mask", attack=False),
    Case("person, turns little (16°)", attack=False, mover=replace(PERSON, turn=16.0)),
    Case("person, unsteady hand", attack=False, mover=replace(PERSON, shake=2.5)),
    Case("print, flat, tilted as asked", attack=True, mover=Mover(sheet(), turn=32.0)),
    Case("print, bent like a face", attack=True, mover=Mover(bent_sheet(), turn=30.0)),
    Case("screen with a photo, tilted", attack=True, mover=Mover(sheet(), turn=32.0), treatment=_screen),
    Case("screen with a film of other moves", attack=True, treatment=_screen, other_plan=True),
    Case("screen with a film of the right moves", attack=True, treatment=_screen),
    Case("mask, nose half as high", attack=True, mover=Mover(head(0.22))),
    Case("still photo fed to the browser", attack=True, still=True),
)


def _frames(case: Case, image: Image, face: Face, number: int) -> tuple[list[Frame], tuple[Action, ...]]:
    plan = PLANS[number % len(PLANS)]
    shown = PLANS[(number + 1) % len(PLANS)] if case.other_plan else plan
    dress = {"person, spectacles": "glasses", "person, face mask": "mask"}.get(case.name)
    worn = image if dress is None else _dressed(image, face, dress)
    frames = sequence(worn, face, shown, mover=case.mover, treatment=case.treatment, seed=number + 1)
    if case.still:
        frames = [replace(frame, image=frames[0].image) for frame in frames]
    return frames, plan


def _scene(path: Path) -> tuple[Image, Face] | None:
    """Return the photo at the size of a phone's frame with its one face, or None."""
    image = decode(path.read_bytes())
    found = analyse(image, embed=False).face
    if found is None:
        return None
    unit = float(np.hypot(*np.subtract(found.landmarks[1], found.landmarks[0])))
    factor = EYES / unit
    image = np.asarray(cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), np.uint8)
    again = analyse(image, embed=False)
    bad = {"several_faces", "face_turned", "face_cut_off"} & {item.code for item in again.quality.problems}
    # With another face anywhere the one that moves may not be the one that is judged.
    return None if again.face is None or bad or len(detect(image)) > 1 else (image, again.face)


def _line(case: Case, results: list[Presence]) -> str:
    cells = []
    for level in ("passive", "active"):
        wrong = sum(reaches(item.level, level) == case.attack for item in results)
        low, high = interval(wrong, len(results))
        cells.append(f"{wrong / len(results):.0%} ({low:.0%}–{high:.0%})")
    return (
        f"| {case.name} | {'APCER' if case.attack else 'BPCER'} | {len(results)} | {cells[0]} | {cells[1]} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    people = sorted(path for path in given.folder.iterdir() if path.is_dir())
    order = np.random.default_rng(given.seed).permutation(len(people))
    scenes: list[tuple[Image, Face]] = []
    for at in order:
        if len(scenes) == given.people:
            break
        scene = _scene(min(people[at].iterdir()))
        if scene is not None:
            scenes.append(scene)
    print("| Shown | rate | sequences | passive | active |\n|---|---|---|---|---|")
    spent, judged, brightness = 0.0, 0, []
    for case in CASES:
        results = []
        for number, (image, face) in enumerate(scenes):
            frames, plan = _frames(case, image, face, number)
            began = time.process_time()
            results.append(judge(frames, plan))
            spent, judged = spent + time.process_time() - began, judged + len(frames)
            if case.name == "person":
                brightness.append(float(align(image, face)[40:100, 30:82].mean()))
        print(_line(case, results), flush=True)
        if case.name == "person":
            darker = np.argsort(brightness)[: max(len(results) // 3, 1)]
            print(
                _line(replace(case, name="… the third with the darkest faces"), [results[i] for i in darker])
            )
    print(f"\n{judged} frames, {spent / max(judged, 1) * 1000:.0f} ms of processor time a frame, one core.")


if __name__ == "__main__":
    main()
