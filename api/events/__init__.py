"""What happened on the ledger, told to those who may hear of it."""
