"""Where messages may be sent: never to what only this machine or its network can reach.

An address is looked at twice. When a webhook is made its URL is, so that a mistake is told at once;
when a message is sent the host's addresses are, so that a name that points elsewhere by then leads
nowhere. The connection then goes to the very address that was looked at.
"""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2_000
_PORTS: Final = {"https": 443, "http": 80}
_LOOPBACK_NAMES: Final = frozenset(("localhost",))
_CARRIES_IPV4: Final = tuple(
    ipaddress.IPv6Network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
)

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """Nothing is sent there; the reason in words."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the `Host` header has them."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == _PORTS[self.scheme] else f"{name}:{self.port}"


def target_of(url: str, *, development: bool) -> Target:
    """A URL that messages may be sent to.

    Args:
        development: loopback may be reached, there without TLS too; private networks as well.

    Raises:
        Unreachable: it may not.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url:
        raise Unreachable(f"is not a URL of at most {LONGEST} ASCII characters without spaces")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise Unreachable(f"is not a URL: {problem}") from None
    host = parts.hostname or ""
    if parts.scheme not in _PORTS or not host:
        raise Unreachable("must begin with https:// and name a host")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unreachable("must be without user, password and fragment: messages are signed")
    literal = _literal(host)
    loopback = host in _LOOPBACK_NAMES or (literal is not None and literal.is_loopback)
    if parts.scheme == "http" and not (development and loopback):
        raise Unreachable("must begin with https://; http:// is for loopback, in development")
    if literal is not None:
        require_open(literal, development=development)
    elif loopback and not development:
        raise Unreachable(f"is {host}, which is this machine")
    path = parts.path or "/"
    return Target(
        parts.scheme,
        host,
        port or _PORTS[parts.scheme],
        f"{path}?{parts.query}" if parts.query else path,
    )


def address_of(target: Target, *, development: bool) -> str:
    """The address to connect to, looked up now.

    Raises:
        Unreachable: the host is not known, or one of its addresses may not be reached.
    """
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"the host {target.host} is not known: {problem}") from None
    addresses = [str(each[4][0]) for each in found]
    for address in addresses:
        parsed = _literal(address)
        if parsed is None:
            raise Unreachable(f"{address} is no address")
        # all of them, or a name could hide one behind another
        require_open(parsed, development=development)
    return addresses[0]


def require_open(address: _Address, *, development: bool) -> None:
    """Refuse an address of this machine or of a network that is not everyone's.

    Raises:
        Unreachable: naming it.
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is not None:
            require_open(inner, development=development)
            return
        if any(address in each for each in _CARRIES_IPV4):
            raise Unreachable(f"{address} stands for another address; give that one")
    private = address.is_loopback or address.is_private
    if development and private and not address.is_link_local and not address.is_unspecified:
        return
    if not address.is_global or address.is_multicast or address.is_reserved:
        raise Unreachable(f"{address} is of this machine or of a private network")


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
