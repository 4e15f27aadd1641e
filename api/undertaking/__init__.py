"""Payment undertakings: an obligation that becomes unconditional when evidence is on the ledger."""
