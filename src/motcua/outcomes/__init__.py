"""What the office gives out: papers made, signed, kept and provable, and what programs get of them.

From the door down (``[tool.importlinter]`` in ``pyproject.toml`` holds the order):

* ``tasks``, ``services``, ``selectors``: do in the background, change, look up; ``types``, ``models``.
* ``books``: the control sheet of a dossier and the register of all (forms 06 and 07).
* ``issuance/``: from a dossier to its papers: slip, notices, receipt, certificate, its revocation; what an
  approval sets in motion.
* ``tax/``: what the tax system is told of a household business, and what it says is owed.
* ``paper_data``: what papers print of a dossier, whichever paper it is.
* ``credentials``: the certificate for a wallet (W3C Verifiable Credential, status list, ``did:web``).
* ``signatures/``: the office's key, PAdES signatures, time stamps, validation, proof for years.
* ``pki/``: certification paths, lists of revoked certificates, OCSP answers, the signing folder.
* ``documents/``: from data to a PDF (Typst templates in ``documents/typst``), as pictures, as JSON.
* ``appointment``: the promised day for a phone's calendar.
"""
