"""What the stories leave out, done once: every operation is asked for somewhere.

Not a story: short trades whose only use is that each operation of the interface is carried out, and
each kind of refusal met, by the parties it is for.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from api.client import ApiProblem, Client
from api.client.shapes import CreditView, OfferInvoice, Undertake
from scenarios.stage.parties import Member
from scenarios.stage.stage import Stage
from scenarios.stage.words import instant
from scripts.docs.recorder import Recorder

BEGINS = datetime(2026, 4, 1, 6, tzinfo=UTC)
CURRENCIES = ("USD", "EUR")
NOBODYS = "0x" + "0f" * 32
OPENING = (("USD", 200_000_000),)
PRICE = 10_000_000

ORCHARDS, JUICE, ISSUER, MUMBAI = "orchards", "juice", "issuer", "mumbai"
LINE, TERMINAL, FACTORS, PEARL = "line", "terminal", "factors", "pearl"

CAST = (
    Member(
        code=ORCHARDS,
        name="Konkan Orchards",
        country="IN",
        city="Ratnagiri",
        capabilities=("exporter",),
        opening=OPENING,
    ),
    Member(
        code=JUICE,
        name="Al Mina Juice Works",
        country="AE",
        city="Dubai",
        capabilities=("importer",),
        opening=OPENING,
    ),
    Member(
        code=ISSUER,
        name="Creek Bank",
        country="AE",
        city="Dubai",
        capabilities=("bank",),
        bic="CRKBAEAD",
        dual_control=True,
        place="AEDXB",
        opening=OPENING,
    ),
    Member(
        code=MUMBAI,
        name="Banco Levante",
        country="IN",
        city="Mumbai",
        capabilities=("bank",),
        bic="LVNTINBB",
        place="INBOM",
    ),
    Member(
        code=LINE,
        name="Malabar Line",
        country="IN",
        city="Mumbai",
        capabilities=("carrier",),
    ),
    Member(
        code=TERMINAL,
        name="Jebel Ali Terminal",
        country="AE",
        city="Dubai",
        capabilities=("terminal",),
    ),
    Member(
        code=FACTORS,
        name="Deira Factors",
        country="AE",
        city="Dubai",
        capabilities=("financier",),
        opening=OPENING,
    ),
    Member(
        code=PEARL,
        name="Pearl Traders",
        country="AE",
        city="Dubai",
        capabilities=("exporter",),
    ),
)


async def walk(recorder: Recorder) -> None:
    """Go through the interface on an embedded chain, with the recorder listening."""
    async with Stage.open("embedded", CURRENCIES, recorder.heard) as stage:
        await stage.admit(CAST, (2026,), BEGINS)
        for part in (
            _network,
            _documents,
            _applications,
            _waived,
            _drawn_in_parts,
            _invoices,
            _undertakings,
            _precluded_and_refused,
        ):
            await part(stage)
        await _again(stage, recorder.acts)
        await _refusals(stage)


def _api(stage: Stage, code: str) -> Client:
    return stage.actor(code).api


async def _network(stage: Stage) -> None:
    registrar = (await stage.operator("registrar")).api
    bank = _api(stage, ISSUER)
    await bank.network.health()
    await bank.network.chain()
    await registrar.network.move_clock({"at": instant(BEGINS + timedelta(hours=1))})
    await bank.members.me()
    await bank.members.directory()
    await bank.members.member(stage.lei(ORCHARDS))
    await bank.members.calendar(stage.lei(MUMBAI), "INBOM", 2026)
    await registrar.members.suspend(stage.lei(PEARL), {"reason": "licence lapsed"})
    await registrar.members.reinstate(stage.lei(PEARL))
    await bank.oracles.signers()
    line = _api(stage, LINE)
    await line.goods.open_shipment(
        {
            "reference": "MV MALABAR PEARL 0412",
            "participants": [stage.lei(ORCHARDS)],
            "legs": [{"mode": "sea", "from_place": "INNSA", "to_place": "AEJEA"}],
        }
    )
    await line.goods.read_all()
    await bank.money.redeem("USD", {"minor": 1_000_000, "reference": "OUT-0001"})


async def _documents(stage: Stage) -> None:
    orchards = _api(stage, ORCHARDS)
    listed = {
        "kind": "packing_list",
        "number": "PL-0001",
        "issuer": _party(ORCHARDS),
        "issued_on": "2026-04-02",
        "salt": _salt("PL-0001"),
        "goods": "FRESH ALPHONSO MANGOES",
    }
    document = (await orchards.documents.register({"document": listed}))["hash"]
    await orchards.documents.grant(document, {"organisation": stage.lei(LINE)})
    await orchards.documents.read_all()
    await orchards.documents.read(document)
    await orchards.documents.content(document)
    await orchards.documents.revoke(document, {"reason": "weights were wrong"})


async def _applications(stage: Stage) -> None:
    juice, bank = _api(stage, JUICE), _api(stage, ISSUER)
    first = await _applied(stage, "WALK-01")
    await juice.credit.lodge_collateral(first["id"], {"minor": 500_000})
    await juice.credit.withdraw(first["id"])
    second = await _applied(stage, "WALK-02")
    await bank.credit.decline(second["id"])
    await juice.credit.read_all()


async def _waived(stage: Stage) -> None:
    """Discrepant documents that the bank takes up with the applicant's consent."""
    credit = await _issued(stage, "WALK-03")
    presentation = await _presented(stage, credit, "WALK-03", on_board="2026-04-26")
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(presentation))
    await bank.api.credit.ask_for_waiver(presentation)
    await bank.bind(lambda api: api.credit.waive(presentation))
    await bank.bind(lambda api: api.credit.honour(presentation))
    await bank.api.credit.of_credit(credit)


async def _drawn_in_parts(stage: Stage) -> None:
    """A drawing for less than the credit: the bank takes collateral for it, and gives back."""
    credit = await _issued(stage, "WALK-04", partial="ALLOWED")
    await _api(stage, JUICE).credit.lodge_collateral(credit, {"minor": PRICE})
    presentation = await _presented(stage, credit, "WALK-04", minor=PRICE // 2)
    bank = stage.actor(ISSUER)
    await bank.bind(lambda api: api.credit.examine(presentation))
    await bank.bind(lambda api: api.credit.honour(presentation))
    await bank.api.credit.apply_collateral(credit)
    await bank.api.credit.return_collateral(credit)


async def _invoices(stage: Stage) -> None:
    orchards, factors = _api(stage, ORCHARDS), stage.actor(FACTORS)
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


async def _undertakings(stage: Stage) -> None:
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
    lading = await _registered(stage, LINE, _bill_of_lading("PU-0001", "2026-04-20"))
    orchards = _api(stage, ORCHARDS)
    await orchards.undertaking.show_document(ids[0], {"index": 0, "document": lading})
    await orchards.undertaking.forgo(ids[1])
    await orchards.undertaking.read_all()
    stage.at(now + timedelta(days=1, hours=1))
    await orchards.undertaking.pay(ids[0])
    stage.at(now + timedelta(days=3))
    await bank.api.undertaking.reclaim(ids[2])


def _undertaking(wanted: Undertake) -> Callable[[Client], Awaitable[Any]]:
    return lambda api: api.undertaking.undertake(wanted)


async def _precluded_and_refused(stage: Stage) -> None:
    """A bank that lets its days pass; and one that refuses, whose credit then expires."""
    slow, late = await _issued(stage, "WALK-05"), await _issued(stage, "WALK-06")
    waiting = await _presented(stage, slow, "WALK-05")
    refused = await _presented(stage, late, "WALK-06", on_board="2026-04-26")
    bank, orchards = stage.actor(ISSUER), _api(stage, ORCHARDS)
    await bank.bind(lambda api: api.credit.examine(refused))
    await bank.bind(lambda api: api.credit.refuse(refused, {"disposal": "RETURNING"}))
    stage.at(datetime(2026, 5, 20, 8, tzinfo=UTC))
    await orchards.credit.preclude(waiting)
    await orchards.credit.take_back(refused)
    stage.at(datetime(2026, 6, 9, 8, tzinfo=UTC))
    await _api(stage, JUICE).credit.expire(late)


# ------------------------------------------------------------------ refusals


async def _again(stage: Stage, acts: Iterable[httpx.Request]) -> None:
    """Every act a second time, under a key of its own: most are refused, and say why."""
    for act in tuple(acts):
        headers = {
            name: act.headers[name]
            for name in ("authorization", "content-type")
            if name in act.headers
        }
        await stage.http.request(act.method, act.url, headers=headers, content=act.content)


async def _refusals(stage: Stage) -> None:
    """One problem of every usual kind."""
    http, orchards = stage.http, _api(stage, ORCHARDS)
    await http.get("/credits")
    for call in (
        orchards.credit.issue(NOBODYS, {"number": "X"}),
        orchards.credit.read(NOBODYS),
        orchards.documents.register({"document": {"kind": "packing_list"}}),
    ):
        try:
            await call
        except ApiProblem:
            continue
        raise AssertionError("what must be refused was not")
    token = {"Authorization": f"Bearer {orchards.session.token}"}
    wrong: tuple[dict[str, str], ...] = (
        {"Content-Length": str(10**9), "Content-Type": "application/json"},
        {"Content-Type": "image/png"},
    )
    for headers in wrong:
        await http.post("/invoices", headers=token | headers, content=b"{}")
    await http.post("/documents", headers={**token, "Idempotency-Key": "x" * 201}, content=b"{}")
    for _ in range(6):
        await http.post("/auth/token", data={"username": "X/x", "password": "wrong"})


# ------------------------------------------------------------------ a trade


async def _applied(stage: Stage, number: str, partial: str = "NOT ALLOWED") -> CreditView:
    return await _api(stage, JUICE).credit.apply_for(
        {"reference": number, "terms": _terms(number, partial)}
    )


async def _issued(stage: Stage, number: str, partial: str = "NOT ALLOWED") -> str:
    credit = (await _applied(stage, number, partial))["id"]
    bank = stage.actor(ISSUER)
    if number == "WALK-03":  # once, so that somebody sees what awaits a checker
        await bank.prepare(lambda api: api.credit.issue(credit, {"number": number}))
        await bank.api.members.acts()
        await bank.api.credit.issue(credit, {"number": number})
    else:
        await bank.bind(lambda api: api.credit.issue(credit, {"number": number}))
    await _api(stage, MUMBAI).credit.advise(credit)
    return credit


async def _presented(
    stage: Stage, credit: str, number: str, *, on_board: str = "2026-04-20", minor: int = PRICE
) -> str:
    documents = [
        await _registered(stage, ORCHARDS, _commercial_invoice(number, minor)),
        await _registered(stage, LINE, _bill_of_lading(number, on_board)),
    ]
    stage.at(datetime(2026, 4, 28, 8, tzinfo=UTC))
    presentation = await _api(stage, ORCHARDS).credit.present(
        credit,
        {
            "bank": stage.lei(MUMBAI),
            "amount": {"currency": "USD", "minor": minor},
            "documents": documents,
        },
    )
    await _api(stage, MUMBAI).credit.forward(presentation["id"])
    return presentation["id"]


async def _registered(stage: Stage, issuer: str, document: dict[str, Any]) -> str:
    granted: Iterable[str] = () if issuer == ORCHARDS else (stage.lei(ORCHARDS),)
    answer = await _api(stage, issuer).documents.register(
        {"document": document, "grant_to": list(granted)}
    )
    return answer["hash"]


def _party(code: str) -> dict[str, str]:
    member = next(each for each in CAST if each.code == code)
    return {"name": member.name, "country": member.country, "lei": member.lei}


def _salt(*words: str) -> str:
    return hashlib.sha256("/".join(words).encode()).hexdigest()[:32]


def _terms(number: str, partial: str) -> dict[str, Any]:
    return {
        "credit_number": number,
        "issuing_bank": _party(ISSUER),
        "applicant": _party(JUICE),
        "beneficiary": _party(ORCHARDS),
        "nominated_bank": _party(MUMBAI),
        "rules": "EUCP LATEST VERSION",
        "eucp_version": "2.1",
        "amount": {"currency": "USD", "minor": PRICE},
        "availability": {"mode": "sight", "with_bank": "nominated_bank"},
        "expiry": {"day": "2026-05-29", "place": "INBOM"},
        "goods": {
            "description": "FRESH ALPHONSO MANGOES",
            "incoterm": {"rule": "CFR", "place": "Jebel Ali"},
        },
        "shipment": {
            "port_of_loading": [{"name": "Nhava Sheva", "locode": "INNSA"}],
            "port_of_discharge": [{"name": "Jebel Ali", "locode": "AEJEA"}],
            "latest": "2026-04-25",
            "partial_shipments": partial,
        },
        "documents": [
            {"kind": "commercial_invoice"},
            {"kind": "bill_of_lading", "transport": {"freight": "prepaid"}},
        ],
    }


def _commercial_invoice(number: str, minor: int) -> dict[str, Any]:
    return {
        "kind": "commercial_invoice",
        "number": f"INV-{number}",
        "issuer": _party(ORCHARDS),
        "issued_on": "2026-04-18",
        "salt": _salt(number, "invoice"),
        "credit_number": number,
        "buyer": _party(JUICE),
        "goods": "FRESH ALPHONSO MANGOES",
        "total": {"currency": "USD", "minor": minor},
        "incoterm": {"rule": "CFR", "place": "Jebel Ali"},
    }


def _bill_of_lading(number: str, on_board: str) -> dict[str, Any]:
    return {
        "kind": "bill_of_lading",
        "number": f"BL-{number}",
        "issuer": _party(LINE),
        "issued_on": on_board,
        "salt": _salt(number, "lading", on_board),
        "credit_number": number,
        "signature": {"name": "Malabar Line", "capacity": "carrier"},
        "carrier": _party(LINE),
        "shipper": _party(ORCHARDS),
        "consignee": "TO ORDER",
        "vessel": "MV MALABAR PEARL",
        "port_of_loading": {"name": "Nhava Sheva", "locode": "INNSA"},
        "port_of_discharge": {"name": "Jebel Ali", "locode": "AEJEA"},
        "goods": "MANGOES",
        "on_board_on": on_board,
        "freight": "prepaid",
        "endorsed_in_blank": True,
    }
