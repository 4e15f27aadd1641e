"""Devices, oracle nodes and arrival sources: who makes evidence and signs it."""
