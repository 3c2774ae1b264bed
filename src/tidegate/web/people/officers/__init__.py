"""The administrator keeps the accounts of officers; each act has a reason and stands in the ledger."""
