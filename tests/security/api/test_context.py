"""What a network must not be started on: other people's chains, other networks' databases."""

from pathlib import Path

import pytest

from api.context import development_context
from api.errors import ApiError
from dhow.errors import BadInputError
from dhow.ledger.engines.embedded import EmbeddedEngine


def test_development_keys_on_a_chain_of_value() -> None:
    with EmbeddedEngine(chain_id=1) as engine:
        with pytest.raises(BadInputError, match="chain 1 is no development chain"):
            development_context(engine)
        assert int(engine.rpc("eth_blockNumber", []), 16) == 0  # nothing was deployed


def test_a_database_of_another_network(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'network.db'}"
    with EmbeddedEngine() as engine:
        development_context(engine, url, currencies=("USD",)).store.close()
    with EmbeddedEngine() as engine:
        with pytest.raises(BadInputError, match="earlier network"):
            development_context(engine, url, currencies=("USD",))
        assert int(engine.rpc("eth_blockNumber", []), 16) == 0


def test_secrets_do_not_show_in_the_contexts_text() -> None:
    secret, tokens = b"invoice secret of thirty-two byt", b"token secret, thirty-two bytes.."
    with EmbeddedEngine() as engine:
        context = development_context(
            engine, currencies=("USD",), invoice_secret=secret, token_secret=tokens
        )
        with pytest.raises(ApiError, match="JPY is not issued here"):
            context.money_of("JPY")
        shown = repr(context)
        context.store.close()
    assert "secret" not in shown
