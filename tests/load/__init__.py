"""Long runs of the whole system, started by hand; what they found stands in ``docs/benchmarks-system.md``."""
