"""The acts of the trade: credits, invoices, undertakings, documents."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from api.client import Client
from api.client.shapes import OfferInvoice, Undertake
from api.exchange.asking import signed_request
from api.exchange.elsewhere import signed_act
from api.exchange.offers import signed_offer
from scenarios.stage.stage import Stage
from scenarios.stage.words import instant
from scripts.docs.walk.trade import (
    BEGINS,
    FACTORS,
    ISSUER,
    JUICE,
    LINE,
    MUMBAI,
    ORCHARDS,
    PEARL,
    PRICE,
    api_of,
    applied,
    bill_of_lading,
    issued,
    party,
    presented,
    registered,
    salt,
)


async def network(stage: Stage) -> None:
    registrar = (await stage.operator("registrar")).api
    bank = api_of(stage, ISSUER)
    await bank.network.health()
    await bank.network.chain()
    await registrar.network.move_clock({"at": instant(BEGINS + timedelta(hours=1))})
    await registrar.network.rotate_key()
    await bank.members.me()
    await bank.members.directory()
    await bank.members.member(stage.lei(ORCHARDS))
    await bank.members.calendar(stage.lei(MUMBAI), "INBOM", 2026)
    await registrar.members.suspend(stage.lei(PEARL), {"reason": "licence lapsed"})
    await registrar.members.reinstate(stage.lei(PEARL))
    await bank.oracles.signers()
    line = api_of(stage, LINE)
    opened = await line.goods.open_shipment(
        {
            "reference": "MV MALABAR PEARL 0412",
            "participants": [stage.lei(ORCHARDS)],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
        }
    )
    await _done_from_elsewhere(stage, opened["id"])
    await line.goods.read_all()
    await bank.money.redeem("USD", {"minor": 1_000_000, "reference": "OUT-0001"})


async def documents(stage: Stage) -> None:
    orchards = api_of(stage, ORCHARDS)
    listed = {
        "kind": "packing_list",
        "number": "PL-0001",
        "issuer": party(ORCHARDS),
        "issued_on": "2026-04-02",
        "salt": salt("PL-0001"),
        "goods": "FRESH ALPHONSO MANGOES",
    }
    document = (await orchards.documents.register({"document": listed}))["hash"]
    await orchards.documents.grant(document, {"organisation": stage.lei(LINE)})
    await api_of(stage, LINE).documents.fetch(document, {"owner": stage.lei(ORCHARDS)})
    await stage.http.post("/exchange", json=stage.asks_for(LINE, document, ORCHARDS))
    await _handed_over(stage, document)
    await orchards.documents.read_all()
    await orchards.documents.read(document)
    await orchards.documents.content(document)
    await orchards.documents.fetch(document, {"owner": stage.lei(ORCHARDS)})
    await orchards.documents.revoke(document, {"reason": "weights were wrong"})
    await orchards.documents.erase(document)


async def _handed_over(stage: Stage, document: str) -> None:
    """The carrier's process, were it another, asks the exporter's for a document it may read."""
    carrier, exporter = stage.lei(LINE), stage.lei(ORCHARDS)
    asked, _ = signed_request(stage.context, carrier, exporter, "document", document)
    answer = await stage.http.post("/exchange", json=asked.model_dump(mode="json"))
    answer.raise_for_status()
    offer = signed_offer(stage.context, exporter, carrier, "document", document)
    answer = await stage.http.post("/exchange/offers", json=offer.model_dump(mode="json"))
    answer.raise_for_status()


async def _done_from_elsewhere(stage: Stage, shipment: str) -> None:
    """A participant, were its process another, says what has happened to a shipment."""
    exporter, carrier = stage.lei(ORCHARDS), stage.lei(LINE)
    happened = {"kind": "NOTE", "at": instant(BEGINS), "place": "INNSA", "note": "Seal checked"}
    act = signed_act(stage.context, exporter, carrier, shipment, "event", happened)
    answer = await stage.http.post("/exchange/acts", json=act.model_dump(mode="json"))
    answer.raise_for_status()


async def applications(stage: Stage) -> None:
    juice, bank = api_of(stage, JUICE), api_of(stage, ISSUER)
    first = await applied(stage, "WALK-01")
    await juice.credit.lodge_collateral(first["id"], {"minor": 500_000})
    await juice.credit.withdraw(first["id"])
    second = await applied(stage, "WALK-02")
    await bank.credit.decline(second["id"])
    await juice.credit.read_all()


async def waived(stage: Stage) -> None:
    """Discrepant documents that the bank takes up with the applicant's consent."""
    credit = await issued(stage, "WALK-03")
    presentation = await presented(stage, credit, "WALK-03", on_board="2026-04-26")
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(presentation))
    await bank.bind(lambda api: api.credit.ask_for_waiver(presentation))
    await bank.bind(lambda api: api.credit.waive(presentation))
    await bank.bind(lambda api: api.credit.honour(presentation))
    await bank.api.credit.read_presentations(credit)


async def drawn_in_parts(stage: Stage) -> None:
    """A drawing for less than the credit: the bank takes collateral for it, and gives back."""
    credit = await issued(stage, "WALK-04", partial="ALLOWED")
    await api_of(stage, JUICE).credit.lodge_collateral(credit, {"minor": PRICE})
    presentation = await presented(stage, credit, "WALK-04", minor=PRICE // 2)
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(presentation))
    await bank.bind(lambda api: api.credit.honour(presentation))
    await bank.api.credit.apply_collateral(credit)
    await bank.api.credit.return_collateral(credit)


async def invoices(stage: Stage) -> None:
    orchards, factors = api_of(stage, ORCHARDS), stage.actor(FACTORS)
    invoice = {
        "number": "KO/2026-0031",
        "issue_date": "2026-03-30",
        "currency": "USD",
        "seller": {"name": "Konkan Orchards", "lei": stage.lei(ORCHARDS)},
        "buyer": {"name": "Al Mina Juice Works", "lei": stage.lei(JUICE)},
        "total_minor": 80_000,
    }
    registered = await orchards.session.act("POST", "/invoices", body=invoice)
    fingerprint = registered["fingerprint"]
    offer: OfferInvoice = {
        "financier": stage.lei(FACTORS),
        "advance": {"currency": "USD", "minor": 60_000},
        "reserved_until": instant(datetime.fromtimestamp(stage.now(), UTC) + timedelta(days=5)),
    }
    await orchards.invoices.offer(fingerprint, offer)
    await orchards.invoices.withdraw(fingerprint)
    await orchards.invoices.offer(fingerprint, offer)
    await factors.bind(lambda api: api.invoices.finance(fingerprint))
    await orchards.invoices.read_all()
    await orchards.invoices.read(fingerprint)
    await factors.bind(lambda api: api.invoices.release(fingerprint))
    await orchards.invoices.cancel(fingerprint, {"reason": "replaced by 0032"})


async def undertakings(stage: Stage) -> None:
    """One met by a document and paid at maturity, one given up, one taken back."""
    bank, now = stage.actor(ISSUER), datetime.fromtimestamp(stage.now(), UTC)
    paid, given_up, taken_back = [
        Undertake(
            reference=reference,
            beneficiary=stage.lei(ORCHARDS),
            amount={"currency": "USD", "minor": 25_000},
            expires_at=instant(now + timedelta(days=2)),
            payable_from=instant(now + timedelta(days=1)),
            conditions=[
                {
                    "kind": "DOCUMENT",
                    "party": stage.lei(LINE),
                    "document_kind": "BILL_OF_LADING",
                    "not_before": None,
                    "not_after": None,
                }
            ],
        )
        for reference in ("PU-0001", "PU-0002", "PU-0003")
    ]
    ids = []
    for wanted in (paid, given_up, taken_back):
        ids.append((await bank.bind(_undertaking(wanted)))["id"])
    lading = await registered(stage, LINE, bill_of_lading("PU-0001", "2026-04-20"))
    orchards = api_of(stage, ORCHARDS)
    await orchards.undertaking.show_document(ids[0], {"index": 0, "document": lading})
    await orchards.undertaking.forgo(ids[1])
    await orchards.undertaking.read_all()
    stage.at(now + timedelta(days=1, hours=1))
    await orchards.undertaking.pay(ids[0])
    stage.at(now + timedelta(days=3))
    await bank.api.undertaking.reclaim(ids[2])


def _undertaking(wanted: Undertake) -> Callable[[Client], Awaitable[Any]]:
    return lambda api: api.undertaking.undertake(wanted)


async def precluded_and_refused(stage: Stage) -> None:
    """A bank that lets its days pass; and one that refuses, whose credit then expires."""
    slow, late = await issued(stage, "WALK-05"), await issued(stage, "WALK-06")
    waiting = await presented(stage, slow, "WALK-05")
    refused = await presented(stage, late, "WALK-06", on_board="2026-04-26")
    bank, orchards = stage.actor(ISSUER), api_of(stage, ORCHARDS)
    await bank.bind(lambda api: api.credit.examine(refused))
    await bank.bind(lambda api: api.credit.refuse(refused, {"disposal": "RETURNING"}))
    stage.at(datetime(2026, 5, 20, 8, tzinfo=UTC))
    await orchards.credit.preclude(waiting)
    await orchards.credit.take_back(refused)
    stage.at(datetime(2026, 6, 9, 8, tzinfo=UTC))
    await api_of(stage, JUICE).credit.expire(late)
