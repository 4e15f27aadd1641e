"""Users, service tokens, keys, and acts that a party signs itself."""

from typing import Any

from api.client import Session
from dhow.ledger.signing import LocalSigner
from scenarios.stage.stage import Stage
from scripts.docs.walk.trade import LINE, ORCHARDS, api_of, party, salt

WALLET = LocalSigner(bytes(range(101, 133)))  # a key that the exporter holds itself


async def users(stage: Stage) -> None:
    """A user added, changed, stopped; a machine given a token and relieved of it."""
    line = api_of(stage, LINE)
    await line.users.add({"name": "meera", "duty": "maker", "password": "a long enough secret"})
    await line.users.read_all()
    await line.users.waiting()
    await line.users.set_duty("meera", {"duty": "checker"})
    await line.users.set_administrator("meera", {"administrator": True})
    await line.users.set_password("meera", {"password": "another long secret"})
    own = Session(stage.http)
    await own.sign_in(f"{stage.lei(LINE)}/meera", "another long secret")
    await own.act(
        "POST",
        "/users/me/password",
        body={"current": "another long secret", "password": "my own long secret"},
    )
    await own.sign_in(f"{stage.lei(LINE)}/meera", "my own long secret")
    await own.act("POST", "/auth/sign-out")
    token = await line.tokens.make({"name": "loading list", "user": "meera", "days": 30})
    await line.tokens.read_all()
    await line.tokens.revoke(token["id"])
    await line.users.disable("meera")
    await line.users.enable("meera")
    await line.users.read("meera")
    await line.members.rotate_key({"user": "meera"})
    await line.users.disable("meera")
    await line.users.erase({"user": "meera"})


async def signing(stage: Stage) -> None:
    """A key of the party's own: drafts are shown, signed by it, and handed in."""
    orchards = api_of(stage, ORCHARDS)
    await orchards.members.appoint_key({"key": WALLET.address, "duty": "checker"})
    await orchards.members.own_keys()
    drafted = await _draft(stage, "PL-0002")
    sent = await orchards.transactions.send({"raw": _signed(drafted["transaction"])})
    await orchards.transactions.read(sent["transaction"])
    typed = (await _draft(stage, "PL-0003"))["consent"]
    await orchards.transactions.consent(
        {
            "request": typed["message"],
            "signature": "0x" + WALLET.sign_typed_data(typed).hex(),
        }
    )
    await orchards.members.revoke_key(WALLET.address)
    account = (await orchards.members.me())["settlement_account"]
    assert account is not None  # noqa: S101 - a member has one
    await orchards.members.change_account({"account": account})


async def _draft(stage: Stage, number: str) -> dict[str, Any]:
    """What the wallet is to sign so that a packing list is registered."""
    document = {
        "kind": "packing_list",
        "number": number,
        "issuer": party(ORCHARDS),
        "issued_on": "2026-04-02",
        "salt": salt(number),
        "goods": "FRESH ALPHONSO MANGOES",
    }
    response = await stage.http.post(
        "/documents",
        json={"document": document},
        headers={
            "Authorization": f"Bearer {api_of(stage, ORCHARDS).session.token}",
            "Prefer": f'draft="{WALLET.address}"',
        },
    )
    found: dict[str, Any] = response.raise_for_status().json()
    return found


def _signed(transaction: dict[str, Any]) -> str:
    fields: dict[str, Any] = {
        name: int(transaction[name], 16)
        for name in ("type", "chainId", "nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas")
    }
    data = bytes.fromhex(transaction["data"][2:])
    fields.update(value=0, to=transaction["to"], data=data)
    return "0x" + WALLET.sign_transaction(fields).hex()
