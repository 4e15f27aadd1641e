"""Takes a network down when whoever started it is gone, even by kill -9.

Run as `python -m dhow.ledger.network.keeper FOLDER` with a pipe as standard input: the pipe closes
when its last holder ends.
"""

import sys
from pathlib import Path

from dhow.ledger.network.control import Network

if __name__ == "__main__":
    sys.stdin.buffer.read()
    Network(Path(sys.argv[1])).down()
