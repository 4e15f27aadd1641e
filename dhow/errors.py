"""The base of every error a person is meant to read.

The exit codes are the command line's: 1 internal error, 4 bad input, 5 environment.
"""


class DhowError(Exception):
    """Says what is wrong, where, and what to do next; never shown with a traceback."""

    exit_code = 1


class BadInputError(DhowError):
    """What was given cannot be used as it is."""

    exit_code = 4


class EnvironmentProblemError(DhowError):
    """The machine lacks something, or something does not answer."""

    exit_code = 5
