"""Motcua (Một cửa, the one-stop counter): public services without paper."""

__version__ = "0.1.0"
