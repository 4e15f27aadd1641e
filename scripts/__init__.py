"""The command line and the repository's own checks: thin, no trade logic."""
