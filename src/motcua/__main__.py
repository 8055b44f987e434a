"""``python -m motcua`` is the ``motcua`` command."""

from motcua.cli.main import main

main()
