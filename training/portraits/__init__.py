"""How the describer of printed portraits is made: a development extra that the product never imports.

``python -m training.portraits.prepare`` draws prints of photos, ``python -m training.portraits.train`` learns
from them. See ``docs/models/portraits.md``.
"""
