"""What anyone can rerun: accuracy and speed. Nothing here is part of the installed package."""

import motcua  # noqa: F401 - before any library that would tell its maker about this machine
