"""Fuzzing of everything that opens bytes from outside: ``python -m bench.fuzz --minutes 10 --seed 1``."""
