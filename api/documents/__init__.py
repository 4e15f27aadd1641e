"""Documents: their hash on the ledger, their content kept here, shown to those granted it."""
