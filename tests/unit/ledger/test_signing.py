"""Keys never show themselves; one key used by many threads keeps its order."""

import threading

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from dhow.errors import BadInputError
from dhow.ledger.abi import Refusal
from dhow.ledger.client import LedgerClient
from dhow.ledger.contract import Contract
from dhow.ledger.engines import open_engine
from dhow.ledger.signing import LocalSigner
from dhow.ledger.types import Address, View
from tests.support.chain import Chain

SECRET = bytes(range(1, 33))
NOBODY = "0x" + "00" * 20


def test_a_key_never_shows_its_secret() -> None:
    signer = LocalSigner(SECRET)
    shown = f"{signer!r} {signer} {vars(signer)}"
    assert SECRET.hex() not in shown.lower()
    assert signer.address in shown


@pytest.mark.parametrize("secret", [b"", bytes(32), b"\xff" * 32, b"\x01" * 31, b"\x01" * 33])
def test_what_is_no_key_is_refused_without_showing_it(secret: bytes) -> None:
    with pytest.raises(BadInputError, match="32 bytes") as caught:
        LocalSigner(secret)
    assert caught.value.__cause__ is None
    assert not secret or secret.hex() not in str(caught.value)


def test_typed_data_is_signed_for_its_domain() -> None:
    message = {
        "types": {
            "EIP712Domain": [{"name": "name", "type": "string"}],
            "Note": [{"name": "text", "type": "string"}],
        },
        "primaryType": "Note",
        "domain": {"name": "dhow"},
        "message": {"text": "honoured"},
    }
    signer = LocalSigner.named("bank")
    signature = signer.sign_typed_data(message)
    signable = encode_typed_data(full_message=message)
    assert Account.recover_message(signable, signature=signature) == signer.address
    other = encode_typed_data(full_message={**message, "domain": {"name": "other"}})
    assert Account.recover_message(other, signature=signature) != signer.address


def test_many_threads_on_one_key_lose_nothing(chain: Chain) -> None:
    counter = chain.deploy("Counter", 100, NOBODY)
    problems: list[Exception] = []

    def work(name: str) -> None:
        try:
            for _ in range(5):
                chain.send(counter.act("after_", 0), name)
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("one", "one", "one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert chain.call(counter.view("total")) == 20


def test_asking_where_no_contract_is() -> None:
    nowhere: View[int] = Contract(
        "0x" + "11" * 20,
        [
            {
                "type": "function",
                "name": "total",
                "inputs": [],
                "outputs": [{"name": "", "type": "uint64"}],
                "stateMutability": "view",
            }
        ],
    ).view("total")
    with open_engine("embedded") as engine, pytest.raises(Exception, match="no contract at 0x1111"):
        LedgerClient(engine).call(nowhere)


def test_an_unknown_error_keeps_its_bytes(chain: Chain) -> None:
    refusal = chain.client.decoder.refusal(b"\xde\xad\xbe\xef\x01", Address(NOBODY), "act")
    assert isinstance(refusal, Refusal)
    assert (refusal.error_name, refusal.selector) == ("Unknown", b"\xde\xad\xbe\xef")
    assert str(refusal) == "act refused: Unknown(data=0xdeadbeef01)"
    assert str(chain.client.decoder.refusal(b"", Address(NOBODY))) == "NoReason()"
