"""Stand-ins of other agencies' systems: programs that speak the same protocols, for demo and tests."""
