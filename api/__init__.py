"""The HTTP interface, one folder per capability."""
