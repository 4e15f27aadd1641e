"""An application behind uvicorn in a thread of this process, for as long as it is measured."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from dhow.errors import EnvironmentProblemError

if TYPE_CHECKING:
    from fastapi import FastAPI

_STOP_SECONDS = 30


@contextmanager
def listening(app: "FastAPI", *, lifespan: Literal["on", "off"]) -> Iterator[int]:
    """Serve an application on a free port of the loopback interface; which port.

    The server is stopped however the measuring ends.

    Raises:
        EnvironmentProblemError: it ended before it listened; what it wrote says why.
    """
    import uvicorn

    from api.serving import prepare_process

    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan=lifespan)
    )
    prepare_process()  # as `dhow serve` does
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            if not thread.is_alive():
                raise EnvironmentProblemError("The application did not start: see its lines above.")
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(_STOP_SECONDS)
