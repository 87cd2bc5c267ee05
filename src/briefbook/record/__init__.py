"""Stage *record*: traces, digests and runs → the ledger."""
