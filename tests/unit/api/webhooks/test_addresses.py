"""Where messages may be sent: what this machine or its network alone can reach is refused."""

import socket
from typing import Any

import pytest

from api.webhooks.addresses import Target, Unreachable, address_of, target_of

PRIVATE = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",  # noqa: S104 - an address to refuse, not one to listen on
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::",
)
OPEN = ("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_everyone_s_is_refused(address: str) -> None:
    with pytest.raises(Unreachable):
        target_of(f"https://{bracketed(address)}/", development=False)


@pytest.mark.parametrize("address", OPEN)
def test_an_address_that_is_everyone_s_is_taken(address: str) -> None:
    target = target_of(f"https://{bracketed(address)}:8443/a?b=c", development=False)
    assert target == Target("https", address, 8443, "/a?b=c")
    assert target.authority == f"{bracketed(address)}:8443"


@pytest.mark.parametrize("found", [*((each,) for each in PRIVATE), (OPEN[0], "10.0.0.1")])
def test_a_name_is_looked_up_again_when_it_is_used(
    monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...]
) -> None:
    def lookup(_host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    target = target_of("https://example.org/", development=False)
    with pytest.raises(Unreachable):
        address_of(target, development=False)


def test_the_address_looked_at_is_the_one_that_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (OPEN[0], 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: given)
    target = target_of("https://example.org", development=False)
    assert (target.path, target.authority) == ("/", "example.org")
    assert address_of(target, development=False) == OPEN[0]


def test_a_name_that_nobody_has_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable, match=r"example\.org is not known"):
        address_of(target_of("https://example.org/", development=False), development=False)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/x"])
def test_loopback_without_tls_is_for_development(url: str) -> None:
    assert target_of(url, development=True).scheme == "http"
    with pytest.raises(Unreachable):
        target_of(url, development=False)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://169.254.169.254/", "https://[::]/"])
def test_development_does_not_open_everything(url: str) -> None:
    with pytest.raises(Unreachable):
        target_of(url, development=True)


def test_localhost_by_name_is_refused_outside_development() -> None:
    with pytest.raises(Unreachable, match="this machine"):
        target_of("https://localhost/", development=False)
