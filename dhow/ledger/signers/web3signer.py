"""A key that stays in a Web3Signer server (Consensys): only what is to be signed travels.

`POST /api/v1/eth1/sign/{public key}` signs the keccak-256 of the bytes it is given, so one route
serves transactions and EIP-712 alike: it is given the transaction's or the typed data's preimage.
Its JSON-RPC (`eth_signTransaction`, `eth_signTypedData`) is left alone: it fills in fields of its
own, and versions of it put the prefix of personal messages before typed data (issue 1012 there).

Whatever comes back is checked: the signature must be by the key that was asked for, over the bytes
that were sent, or nobody sees it. Signing the same bytes again gives the same signature and changes
nothing there, so a lost answer is asked for again.
"""

import os
import ssl
import stat
import threading
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from eth_utils.crypto import keccak

from dhow.errors import BadInputError, EnvironmentProblemError
from dhow.ledger.signers import preimages
from dhow.ledger.types import Address

_TRIES: Final = 3
_PAUSE_SECONDS: Final = 0.1
_LOOPBACK: Final = frozenset(("127.0.0.1", "::1", "localhost"))


class Web3SignerError(EnvironmentProblemError):
    """The signing server does not answer, does not have the key, or answers wrongly."""


class Web3Signer:
    """One key of a Web3Signer server; a `Signer`. Thread-safe."""

    def __init__(
        self,
        url: str,
        address: str,
        *,
        token_file: Path | None = None,
        ca_file: Path | None = None,
        client_certificate: tuple[Path, Path] | None = None,
        timeout_seconds: float = 5.0,
    ) -> None:
        """Nothing is asked until the first signature.

        Args:
            url: `https://host:port`; `http://` on this machine only.
            address: whose key it must be.
            token_file: its first line is sent as a bearer token, for a proxy that asks for one.
            ca_file: the authority that vouches for the server, PEM; the system's where not given.
            client_certificate: PEM files of certificate and key that Web3Signer knows us by.
            timeout_seconds: for one try; there are three.

        Raises:
            BadInputError: not such a URL, or a file that cannot be used.
        """
        from eth_utils.address import is_address, to_checksum_address  # noqa: PLC0415

        if not is_address(address):
            raise BadInputError(f"{address!r} is no address; give the key's, 0x and 40 digits")
        self._address = Address(to_checksum_address(address))
        self._shown = _checked_url(url)
        headers = {"Accept": "text/plain"}
        if token_file is not None:
            headers["Authorization"] = f"Bearer {_token(token_file)}"
        self._client = httpx.Client(
            base_url=url,
            headers=headers,
            timeout=timeout_seconds,
            verify=_tls(ca_file, client_certificate),
            trust_env=False,  # a proxy of the environment must not see what is signed
            follow_redirects=False,
        )
        self._identifier: str | None = None
        self._finding = threading.Lock()

    @property
    def address(self) -> Address:
        """Whose signature it makes."""
        return self._address

    def sign_transaction(self, transaction: dict[str, Any]) -> bytes:
        """A raw transaction.

        Raises:
            Web3SignerError: no answer after three tries, no such key, or a wrong signature.
            BadInputError: not an EIP-1559 transaction.
        """
        return preimages.signed(transaction, self._signature(preimages.unsigned(transaction)))

    def sign_typed_data(self, message: dict[str, Any]) -> bytes:
        """EIP-712: 65 bytes r, s, v.

        Raises:
            Web3SignerError: as above.
        """
        found = self._signature(preimages.typed_data_preimage(message))
        return found[:64] + bytes([27 + found[64] % 27])

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _signature(self, preimage: bytes) -> bytes:
        path = f"/api/v1/eth1/sign/{self._known_as()}"
        answer = self._asked("POST", path, json={"data": "0x" + preimage.hex()})
        if answer.status_code == httpx.codes.NOT_FOUND:
            with self._finding:
                self._identifier = None  # it may have been loaded anew
            raise Web3SignerError(
                f"the signing server {self._shown} has no key {self._address} any more: load it "
                "there (and POST /reload), or give another address"
            )
        if answer.status_code != httpx.codes.OK:
            raise self._refused(answer)
        try:
            signature = bytes.fromhex(answer.text.strip().strip('"').removeprefix("0x"))
            signer = preimages.recovered(preimage, signature)
        except (ValueError, BadInputError) as problem:
            raise Web3SignerError(
                f"the signing server {self._shown} answered with what is no signature: {problem}"
            ) from None
        if signer != self._address:
            raise Web3SignerError(
                f"the signing server {self._shown} signed with {signer}, or signed something else, "
                f"where {self._address} was asked for: the signature was thrown away. Check "
                "whom you talk to"
            )
        return signature

    def _known_as(self) -> str:
        """The public key by which the server knows ours: 64 bytes in hex."""
        with self._finding:
            if self._identifier is None:
                self._identifier = self._found()
            return self._identifier

    def _found(self) -> str:
        answer = self._asked("GET", "/api/v1/eth1/publicKeys")
        if answer.status_code != httpx.codes.OK:
            raise self._refused(answer)
        try:
            listed = [str(each) for each in answer.json()]
            by_address = {_address_of(each): each for each in listed}
        except (ValueError, TypeError) as problem:
            raise Web3SignerError(
                f"the signing server {self._shown} does not list its keys as Web3Signer does"
            ) from problem
        if self._address not in by_address:
            raise Web3SignerError(
                f"the signing server {self._shown} holds {len(listed)} keys and not that of "
                f"{self._address}: load it there (and POST /reload), or give another address"
            )
        return by_address[self._address]

    def _asked(self, method: str, path: str, **how: Any) -> httpx.Response:
        for attempt in range(1, _TRIES + 1):
            try:
                answer = self._client.request(method, path, **how)
            except httpx.HTTPError as problem:
                reason = f"{type(problem).__name__}: {problem}"
            else:
                if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                    return answer
                reason = f"it answers {answer.status_code}"
            if attempt < _TRIES:
                time.sleep(_PAUSE_SECONDS * attempt)
        raise Web3SignerError(
            f"the signing server {self._shown} did not sign after {_TRIES} tries ({reason}); "
            "nothing was sent. See that it runs and can be reached, then try again"
        )

    def _refused(self, answer: httpx.Response) -> Web3SignerError:
        return Web3SignerError(
            f"the signing server {self._shown} refuses with {answer.status_code} "
            f"{answer.reason_phrase}; check its log, our token and our certificate"
        )

    def __repr__(self) -> str:
        return f"Web3Signer({self._shown}, {self._address})"


def _checked_url(url: str) -> str:
    """How to show the server: never with a user or password.

    Raises:
        BadInputError: neither https nor this machine.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise BadInputError(f"{url!r} is no address of a signing server; give https://HOST:PORT")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise BadInputError(
            f"the signing server on {host} must be reached by https://: whoever stands between "
            "could have it sign anything"
        )
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _token(path: Path) -> str:
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise BadInputError(f"{path} can be read by others. Close it with: chmod 600 {path}")
        token = path.read_text(encoding="ascii").split("\n", 1)[0].strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInputError(f"the token in {path} cannot be read: {problem}") from problem
    if not token:
        raise BadInputError(f"the first line of {path} is empty: it must be the token")
    return token


def _tls(ca_file: Path | None, certificate: tuple[Path, Path] | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=str(ca_file) if ca_file else None)
        if certificate is not None:
            context.load_cert_chain(*map(str, certificate))
    except (OSError, ssl.SSLError) as problem:
        raise BadInputError(
            f"the certificate files for the signing server cannot be used: {problem}"
        ) from problem
    return context


def _address_of(public_key: str) -> Address:
    from eth_utils.address import to_checksum_address  # noqa: PLC0415

    raw = bytes.fromhex(public_key.removeprefix("0x"))
    if len(raw) not in (64, 65):
        raise ValueError(f"a public key of {len(raw)} bytes")
    return Address(to_checksum_address(keccak(raw[-64:])[-20:]))
