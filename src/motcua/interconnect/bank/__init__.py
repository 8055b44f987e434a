"""The bank that keeps the office's account: what to scan to pay, and what was paid."""
