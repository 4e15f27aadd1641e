"""The people who act for an organisation: added, given duties and stopped by its administrators.

A user's duty is on the ledger too, with the user's key: adding a user and giving another duty are
binding acts there. What no ledger knows of (a password set anew, who administers, a token for
another) takes two administrators where the organisation has dual control, since one who could do it
alone could act as maker and as checker.
"""
