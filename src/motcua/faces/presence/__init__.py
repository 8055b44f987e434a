"""Whether a person was before the camera: a short sequence of frames judged against what was asked of them.

Terms follow ISO/IEC 30107-3: a presentation attack shows the camera a picture, a screen or a mask instead of
the person. Nothing here stops a video of the right person making the right moves, a live-driven fake face, a
good mask, or frames that never came from a camera: the level says what was seen, not who sat there. No
laboratory has tested it; bench/presence measures simulated attacks.
"""
