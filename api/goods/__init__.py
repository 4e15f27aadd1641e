"""Shipments: legs, lots, what happened, and the evidence, shared among their participants."""
