"""The client of `reads`, in a process of its own: asks one address over one connection.

Takes JSON on stdin: port, path, headers, count. Gives JSON on stdout: seconds of each request.
"""

import json
import socket
import sys
import time
from typing import Any

_HEAD_END = b"\r\n\r\n"


def main() -> None:
    """Ask, and say how long each answer took."""
    asked: dict[str, Any] = json.load(sys.stdin)
    lines = [f"GET {asked['path']} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in asked["headers"].items()]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    seconds = []
    with socket.create_connection(("127.0.0.1", asked["port"])) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(asked["count"]):
            began = time.perf_counter()
            connection.sendall(request)
            _answer(connection, asked["size"])
            seconds.append(time.perf_counter() - began)
    json.dump(seconds, sys.stdout)


def _answer(connection: socket.socket, size: int) -> None:
    """Read one answer whole; anything but the bytes expected voids the measurement."""
    received = b""
    while _HEAD_END not in received:
        received += connection.recv(65_536)
    head, _, body = received.partition(_HEAD_END)
    while len(body) < size:
        body += connection.recv(65_536)
    if not head.startswith(b"HTTP/1.1 200") or len(body) != size:
        raise SystemExit(f"not the answer that was asked for: {head!r}, {len(body)} bytes")


if __name__ == "__main__":
    main()
