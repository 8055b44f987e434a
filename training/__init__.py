"""How the project's own text-line recogniser is made: a development extra that the product never imports.

``python -m training.train`` trains and resumes, ``python -m training.export`` writes the ONNX file,
``python -m bench.lines`` compares. See ``docs/models/lines.md``.
"""
