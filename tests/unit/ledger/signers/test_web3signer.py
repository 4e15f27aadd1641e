"""A key in a signing server: what comes back is checked, and what is lost is asked for again."""

import datetime
import ipaddress
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dhow.errors import BadInputError
from dhow.ledger.client import LedgerClient
from dhow.ledger.consent import typed_data
from dhow.ledger.contract import Contract
from dhow.ledger.signers.web3signer import Web3Signer, Web3SignerError
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Act, Address
from tests.support.chain import Chain
from tests.support.web3signer import SigningServer, signing_server

SECRET = bytes(range(1, 33))
LOCAL = LocalSigner(SECRET)
FIELDS: dict[str, Any] = {
    "type": 2,
    "chainId": 1337,
    "nonce": 7,
    "gas": 100_000,
    "maxFeePerGas": 3,
    "maxPriorityFeePerGas": 1,
    "value": 0,
    "to": "0x" + "11" * 20,
    "data": b"\x01\x02\x03\x04",
}
CONSENT = typed_data(
    Act(Address("0x" + "11" * 20), b"\x01\x02\x03\x04", "act", {}, lambda _: None),
    LOCAL.address,
    chain_id=1337,
    forwarder="0x" + "22" * 20,
    nonce=0,
    deadline=2_000_000_000,
)


def remote(server: SigningServer, address: str = LOCAL.address, **how: Any) -> Web3Signer:
    return Web3Signer(f"http://127.0.0.1:{server.port}", address, **how)


def test_the_same_bytes_as_with_the_key_in_hand() -> None:
    with signing_server(bytes(range(2, 34)), SECRET) as server:
        signer = remote(server)
        assert signer.address == LOCAL.address
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        deployment = {key: value for key, value in FIELDS.items() if key != "to"}
        assert signer.sign_transaction(deployment) == LOCAL.sign_transaction(deployment)
        assert signer.sign_typed_data(CONSENT) == LOCAL.sign_typed_data(CONSENT)
        signer.close()
    # the list of keys is asked for once
    assert server.asked.count("GET /api/v1/eth1") == 1
    assert server.asked.count("POST /api/v1/eth1/sign") == 3


def test_an_act_on_a_chain(chain: Chain) -> None:
    counter = chain.deploy("Counter", 100, "0x" + "00" * 20)
    with signing_server(SECRET) as server:
        signer = remote(server)
        LedgerClient(chain.client.engine, chain.client.decoder).send(
            Contract(counter.address, chain.artifacts["Counter"].abi).act("after_", 0), signer
        )
        signer.close()
    assert chain.call(counter.view("total")) == 1


@pytest.mark.parametrize("lie", ["other bytes", "other key"])
def test_a_server_that_signs_something_else(lie: str) -> None:
    with signing_server(SECRET) as server:
        signer = remote(server)
        for sign, what in ((signer.sign_transaction, FIELDS), (signer.sign_typed_data, CONSENT)):
            server.behaviour = [lie]
            with pytest.raises(Web3SignerError, match="thrown away"):
                sign(what)
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        signer.close()


def test_a_server_that_is_no_signing_server() -> None:
    with signing_server(SECRET) as server:
        signer = remote(server)
        server.behaviour = ["nonsense"]
        with pytest.raises(Web3SignerError, match="no signature"):
            signer.sign_transaction(FIELDS)
        signer.close()


@pytest.mark.parametrize("trouble", ["fails", "sleeps", "hangs up"])
def test_an_answer_that_is_lost_is_asked_for_again(trouble: str) -> None:
    with signing_server(SECRET) as server:
        signer = remote(server, timeout_seconds=0.2)
        server.behaviour = [trouble, trouble]
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        assert len(set(server.signed)) == 1  # the same bytes every time
        signer.close()


def test_no_answer_in_three_tries() -> None:
    with signing_server(SECRET) as server:
        signer = remote(server)
        server.behaviour = ["fails"] * 3
        with pytest.raises(Web3SignerError, match=r"after 3 tries .it answers 500.; nothing was"):
            signer.sign_transaction(FIELDS)
        signer.close()


def test_no_server() -> None:
    with signing_server(SECRET) as server:
        port = server.port
    signer = Web3Signer(f"http://127.0.0.1:{port}", LOCAL.address)
    with pytest.raises(Web3SignerError, match="ConnectError"):
        signer.sign_transaction(FIELDS)
    signer.close()


def test_a_key_it_does_not_hold_and_one_it_lost() -> None:
    with signing_server(SECRET) as server:
        stranger = remote(server, LocalSigner.named("stranger").address)
        with pytest.raises(Web3SignerError, match="holds 1 keys and not that of"):
            stranger.sign_transaction(FIELDS)
        signer = remote(server)
        signer.sign_transaction(FIELDS)
        kept = dict(server.keys)
        server.keys.clear()
        with pytest.raises(Web3SignerError, match="any more"):
            signer.sign_transaction(FIELDS)
        server.keys.update(kept)
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        stranger.close()
        signer.close()


def test_a_token_is_shown_to_the_server_and_nobody_else(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret-token\n")
    token.chmod(0o600)
    with signing_server(SECRET, token="s3cret-token") as server:
        signer = remote(server, token_file=token)
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        assert "s3cret-token" not in repr(signer)
        without = remote(server)
        with pytest.raises(Web3SignerError, match="401"):
            without.sign_transaction(FIELDS)
        signer.close()
        without.close()
    token.chmod(0o644)
    with pytest.raises(BadInputError, match="chmod 600"):
        Web3Signer("http://127.0.0.1:1", LOCAL.address, token_file=token)


def authority(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


def test_a_server_whose_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    mine, foreign = authority(tmp_path, "mine"), authority(tmp_path, "foreign")
    with signing_server(SECRET, certificate=mine) as server:
        url = f"https://127.0.0.1:{server.port}"
        signer = Web3Signer(url, LOCAL.address, ca_file=mine[0])
        assert signer.sign_transaction(FIELDS) == LOCAL.sign_transaction(FIELDS)
        fooled = Web3Signer(url, LOCAL.address, ca_file=foreign[0])
        with pytest.raises(Web3SignerError, match=r"CERTIFICATE_VERIFY_FAILED|certificate verify"):
            fooled.sign_transaction(FIELDS)
        signer.close()
        fooled.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://signer.example:9000", "must be reached by https"),
        ("ftp://127.0.0.1", "no address of a signing server"),
        ("signer:9000", "no address of a signing server"),
        ("https://signer.example/?key=1", "no address of a signing server"),
    ],
)
def test_addresses_that_are_not_talked_to(url: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        Web3Signer(url, LOCAL.address)


def test_a_password_in_the_address_is_not_shown() -> None:
    signer = Web3Signer("https://user:pass1234@127.0.0.1:1", LOCAL.address)
    assert "pass1234" not in repr(signer)
    with pytest.raises(Web3SignerError) as caught:
        signer.sign_transaction(FIELDS)
    assert "pass1234" not in str(caught.value)
    signer.close()


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="certificate files"):
        Web3Signer("https://127.0.0.1:1", LOCAL.address, ca_file=tmp_path / "nowhere.pem")
    with pytest.raises(BadInputError, match="no address"):
        Web3Signer("https://127.0.0.1:1", "0x12")
