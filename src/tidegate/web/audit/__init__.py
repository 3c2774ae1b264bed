"""The ledger: who looked at what, for which purpose and reason, by what right; an altered past is found."""
