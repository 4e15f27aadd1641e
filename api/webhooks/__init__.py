"""Telling an organisation's own systems what happened: signed, at least once, in order."""
