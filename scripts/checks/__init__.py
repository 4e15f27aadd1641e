"""Checks of the repository itself, run by `make lint`; each is one small module."""
