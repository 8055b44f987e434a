"""A camera in the browser that shows a drawn head doing what the page asks, move by move."""

import base64
import json
from functools import cache

import cv2
import numpy as np
from bench.cards.portraits import selfie
from bench.presence.head import Pose, head, render

from motcua.faces.decode import decode
from motcua.faces.services import analyse

#: Whose head it is: a face that is turned to neither side, so that what is judged lies at 1.4 times what is
#: needed or more, and the page and the machine's pace are all that a test depends on.
PERSON = "hopper"
#: A camera made of a canvas: it shows the picture of what the page asks for now, never twice quite the same,
#: until the test takes it away.
_SCRIPT = """
(() => {
  const pictures = %s;
  const load = (url) => { const image = new Image(); image.src = url; return image; };
  const films = Object.fromEntries(Object.entries(pictures).map(([name, urls]) => [name, urls.map(load)]));
  navigator.mediaDevices.getUserMedia = async () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [540, 720];
    const context = canvas.getContext("2d");
    let [action, since] = ["look", performance.now()];
    setInterval(() => {
      if (window.takenAway) return;
      const asked = document.querySelector("[data-camera]")?.dataset.action ?? "look";
      if (asked !== action) [action, since] = [asked, performance.now()];
      const film = films[action] ?? films["look"];
      const at = Math.min(film.length - 1, Math.floor((performance.now() - since) / 500));
      context.drawImage(film[at], Math.random() * 2 - 1, Math.random() * 2 - 1, 541, 721);
    }, 60);
    return canvas.captureStream(15);
  };
})();
"""


@cache
def camera() -> str:
    """Return the script for ``page.add_init_script``."""
    image = decode(photo())
    image = np.asarray(cv2.resize(image, (540, 720)), np.uint8)
    face = analyse(image, embed=False).face
    assert face is not None
    poses = {
        "look": [Pose()],
        "turn_left": [Pose(yaw=10), Pose(yaw=18), Pose(yaw=22)],
        "turn_right": [Pose(yaw=-10), Pose(yaw=-18), Pose(yaw=-22)],
        "closer": [Pose(nearer=1.15), Pose(nearer=1.3)],
    }
    films = json.dumps(
        {
            action: [
                "data:image/jpeg;base64,"
                + base64.b64encode(
                    cv2.imencode(".jpg", render(image, face, head(), pose))[1].tobytes()
                ).decode()
                for pose in ways
            ]
            for action, ways in poses.items()
        }
    )
    return _SCRIPT % films


def photo() -> bytes:
    """Return the same person's face as it was filed."""
    return selfie(PERSON, 4)
