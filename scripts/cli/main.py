"""`dhow`: one command.

Exit codes: 0 ok, 1 internal error, 2 usage, 3 findings, 4 bad input, 5 environment, 130 stopped.
"""

import atexit
import gc
import sys

from dhow.errors import DhowError
from scripts.cli.stopping import end_stopped, heed_signals

_NEW_OBJECTS = 50_000  # more than were freed, until the youngest are looked through for cycles


def main() -> None:
    """Run the command line; every error a person is meant to read comes without a traceback."""
    heed_signals()
    # much is imported and stays: to look for cycles so often while it is takes a fifth of a start
    gc.set_threshold(_NEW_OBJECTS, 20, 20)
    # what is left goes with the process: to look through it for cycles takes half a second
    atexit.register(gc.freeze)
    try:
        from scripts.cli.commands import run_named_command  # not before a stop is heeded

        sys.exit(run_named_command())
    except KeyboardInterrupt:
        end_stopped()
    except DhowError as error:
        from scripts.cli.output import say

        say(f"dhow: {error}", style="bold red")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        _usage_or_raise(error)


def _usage_or_raise(error: Exception) -> None:
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    sys.exit(getattr(error, "exit_code", 2))


if __name__ == "__main__":
    main()
