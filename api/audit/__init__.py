"""The audit log: who asked for what, and what became of it; hash-chained, anchored on the ledger.

A line is written before a write request is carried out (`intent`) and one after it (`outcome`); a
sign-in is a line of its own. The first is on the disk before the request goes on: a process that
dies in between leaves an intent without an outcome, never an act without a line. It is in no
transaction with what the request does, for a log that goes back with its act would not show it.

A line names its user by a number that stands for it (`users.person`), so that deleting the person
leaves the chain whole. It holds no address, no password, no content of a document.

An organisation's administrators read its own log, and nobody else's: neither the operator nor a
regulator has a right to know who works when at a member. Whoever is given the lines can check them
against the ledger, which is what a regulator needs.
"""
