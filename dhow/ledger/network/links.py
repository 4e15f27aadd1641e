"""Carries the connections between validators, and cuts those it is told to.

Run as `python -m dhow.ledger.network.links FOLDER`. Each link is a port on the loopback interface
that leads to a validator's own. A cut link drops what it carries and takes nothing new, as a
broken line would; the validators themselves notice nothing else.
"""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from dhow.ledger.network.layout import CUT, CUT_DONE, Link, read_layout, write_json

_POLL_SECONDS = 0.03
_CHUNK = 65536


class Carrier:
    """All links of one network."""

    def __init__(self, folder: Path) -> None:
        """Read which there are."""
        self._folder = folder
        self._layout = read_layout(folder)
        self._cut: frozenset[frozenset[str]] = frozenset()
        self._carried: dict[Link, set[asyncio.StreamWriter]] = {}

    async def run(self) -> None:
        """Carry until told to stop."""
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopped.set)
        self._read_cut()
        servers = [await self._listen(link) for link in self._layout.links]
        seen: object = None
        while not stopped.is_set():
            now = self._stamp()
            if now != seen:
                seen = now
                self._read_cut()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), _POLL_SECONDS)
        for server in servers:
            server.close()
        for writers in self._carried.values():
            for writer in writers:
                writer.transport.abort()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = (self._folder / CUT).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _read_cut(self) -> None:
        try:
            body = json.loads((self._folder / CUT).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            body = {"change": 0, "cut": []}
        self._cut = frozenset(frozenset(pair) for pair in body["cut"])
        for link, writers in self._carried.items():
            if self._is_cut(link):
                for writer in writers:
                    writer.transport.abort()
        write_json(self._folder / CUT_DONE, {"change": body["change"], "pid": os.getpid()})

    def _is_cut(self, link: Link) -> bool:
        return frozenset((link.dialler, link.listener)) in self._cut

    async def _listen(self, link: Link) -> asyncio.Server:
        async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await self._carry(link, reader, writer)

        return await asyncio.start_server(carry, "127.0.0.1", link.port)

    async def _carry(
        self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        mine = self._carried.setdefault(link, set())
        mine.add(writer)
        try:
            if self._is_cut(link):
                return
            port = self._layout.node(link.listener).p2p
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            mine.add(far_writer)
            try:
                await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))
            finally:
                mine.discard(far_writer)
                far_writer.transport.abort()
        except OSError:
            return  # the other side is down: the dialler tries again by itself
        finally:
            mine.discard(writer)
            writer.transport.abort()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
    raise ConnectionResetError("the other side hung up")


if __name__ == "__main__":
    asyncio.run(Carrier(Path(sys.argv[1])).run())
