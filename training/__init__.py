"""How the project's own models are made: a development extra that the product never imports.

The text-line recogniser stands here, the describer of printed portraits in ``portraits/``.

``python -m training.train`` trains and resumes, ``python -m training.export`` writes the ONNX file,
``python -m bench.lines`` compares. See ``docs/models/lines.md``.
"""

import motcua  # noqa: F401 - before any library that would tell its maker about this machine
