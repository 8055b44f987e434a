"""When a dossier's result is due: working days, the legal clock, and the day that was promised."""
