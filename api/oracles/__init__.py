"""Evidence: signed reports put on the ledger, and read by subject."""
