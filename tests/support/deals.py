"""A place to make deals in tests: every contract, a bank in Singapore, one in India, and short ways
to bring a credit or an undertaking to where a test begins.

    @pytest.fixture(scope="module")
    def deals(module_chain):
        return Deals(module_chain)

Signers and organisations have the same names: `applicant`, `beneficiary`, `bank` (issuing, in
Singapore), `nominated` (in India), `financier`, `carrier`, `stranger` (admitted, no party).
Instants are UTC, days are `datetime.date`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from coincurve import PrivateKey
from eth_utils.crypto import keccak

from dhow.ledger.contract import Contract
from dhow.ledger.types import Receipt
from dhow.trade.members import make_calendar
from tests.support.chain import Chain
from tests.support.credit import CreditContracts
from tests.support.network import Network, fixed, org_id

USD = 100  # minor units
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
EXPIRY = date(2026, 6, 15)
SHIPMENT = date(2026, 5, 20)
ISSUING_PLACE, NOMINATED_PLACE = b"SGSIN", b"INBOM"
TERMS_HASH = keccak(text="the canonical terms")
REPORT_HASH = keccak(text="the examination report")
NOTICE_HASH = keccak(text="the notice of refusal")
NOBODY = bytes(32)
FOR_INSTRUCTIONS, FOR_WAIVER, RETURNING, PRIOR = 1, 2, 3, 4
SIGHT, DEFERRED, ACCEPTANCE, NEGOTIATION, MIXED = range(5)
WITHOUT, MAY_ADD, CONFIRM = range(3)
FROM_SIGHT, FROM_STATED_DAY = 1, 2
TEMPERATURE, ARRIVAL, ATTESTATION, DOCUMENT = range(4)
BILL_OF_LADING = 2
ORACLE_NODES = 4
PURSE = 10_000_000 * USD


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - date(1970, 1, 1)).days


def unix(year: int, month: int, day: int, hour: int = 2, minute: int = 0, second: int = 0) -> int:
    """Unix seconds of an instant in UTC; 02:00 is 10:00 in Singapore."""
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())


class Deals:
    """Every contract of ours on one chain, and what tests do with them."""

    def __init__(self, chain: Chain) -> None:
        """Deploy, admit, publish calendars of 2026 and 2027, and fill everyone's account."""
        self.chain = chain
        self.net = net = Network(chain)
        chain.set_time(int(START.timestamp()))
        for name, capabilities in {
            "applicant": ("IMPORTER",),
            "beneficiary": ("EXPORTER",),
            "bank": ("BANK",),
            "nominated": ("BANK",),
            "financier": ("FINANCIER",),
            "carrier": ("CARRIER",),
            "regulator": ("REGULATOR",),
            "stranger": ("IMPORTER", "EXPORTER", "BANK", "FINANCIER"),
        }.items():
            net.admit(name, *capabilities)
        net.admit("careful", "BANK", dual_control=True)

        manager, members = net.manager.address, net.members.address
        self.calendars = net.deploy("BankingCalendars", members)
        self.documents = net.deploy("Documents", members)
        self.oracles = net.deploy("Oracles", manager)
        self.money = net.deploy("Money", "US dollar", "USD", b"USD", 2, manager)
        self.credit = CreditContracts(net, self.calendars, self.documents)
        self.collateral = self.credit.collateral
        self.undertaking = net.deploy(
            "Undertaking", members, self.documents.address, self.oracles.address, manager
        )
        net.allow("settlement_agent", self.money, "issue(address,uint256,bytes32)")
        net.allow("oracle_registrar", self.oracles, "adoptSigners(address[],uint8)")
        net.allow("guardian", self.credit.register, "pauseNewCredits(bool)")
        net.allow("guardian", self.undertaking, "pauseNewUndertakings(bool)")
        for bank in ("bank", "careful", "stranger"):
            self.publish(bank, "SGSIN")
        self.publish("nominated", "INBOM")
        self.nodes = sorted(
            (PrivateKey(keccak(text=f"oracle node {index}")) for index in range(ORACLE_NODES)),
            key=address_of,
        )
        nodes = ["0x" + address_of(node).hex() for node in self.nodes]
        net.send(self.oracles.act("adoptSigners", nodes, 1), "oracle_registrar")
        for name in ("applicant", "bank", "careful", "financier", "nominated", "stranger"):
            self.fund(name)

    # ---------------------------------------------------------------- ground

    def publish(self, bank: str, place: str) -> None:
        """Publish a bank's banking days of 2026 and 2027 at a place."""
        calendar = make_calendar(place, [2026, 2027])
        for year in (2026, 2027):
            kept = calendar.year(year).to_ledger()
            values = (
                kept.closed_low,
                kept.closed_high,
                kept.utc_offset_minutes,
                kept.summer_from,
                kept.summer_until,
                kept.summer_shift_minutes,
                kept.opens_minute,
                kept.closes_minute,
            )
            act = self.calendars.act("publish", org_id(bank), place.encode(), year, values)
            if bank == "careful":
                self.net.prepare(act, "careful.maker")
            self.net.send(act, bank)

    def fund(self, name: str, amount_minor: int = PURSE) -> None:
        """Give an organisation money, and the contracts its standing allowance."""
        account = self.chain.signer(f"{name}.account")
        order = keccak(text=f"{name} {amount_minor} {self.chain.now()}")
        act = self.money.act("issue", account.address, amount_minor, order)
        self.net.send(act, "settlement_agent")
        self.allow(self.money, name)

    def allow(self, money: Contract, name: str) -> None:
        """Let the contracts that pay or hold take from an organisation's account."""
        for spender in (self.credit.settlement, self.collateral, self.undertaking):
            act = money.act("approve", spender.address, 2**256 - 1)
            self.chain.send(act, f"{name}.account")

    def account(self, name: str) -> str:
        """An organisation's settlement account."""
        return self.chain.signer(f"{name}.account").address

    def balance(self, name: str, money: Contract | None = None) -> int:
        """What an organisation has on its settlement account, minor units."""
        return int(self.net.call((money or self.money).view("balanceOf", self.account(name))))

    def held(self, contract: Contract, money: Contract | None = None) -> int:
        """What a contract holds."""
        return int(self.net.call((money or self.money).view("balanceOf", contract.address)))

    def owed(self, contract: Contract, money: Contract | None = None) -> int:
        """What a contract says it owes."""
        return int(self.net.call(contract.view("owedMinor", (money or self.money).address)))

    def send(self, contract: Contract, function: str, *args: Any, by: str) -> Receipt[Any]:
        """Send an act of a contract, signed by `by`."""
        return self.net.send(contract.act(function, *args), by)

    def do(self, function: str, *args: Any, by: str) -> Receipt[Any]:
        """An act on whichever contract of credits has it."""
        return self.net.send(self.credit.act(function, *args), by)

    # --------------------------------------------------------------- credits

    def terms(self, **changes: Any) -> dict[str, Any]:
        """USD 250,000, partial shipments allowed, payable in Singapore or through India."""
        return {
            "applicant": org_id("applicant"),
            "beneficiary": org_id("beneficiary"),
            "issuing_bank": org_id("bank"),
            "nominated_bank": org_id("nominated"),
            "amount_minor": 250_000 * USD,
            "tolerance_plus_bps": 0,
            "partial_shipments": True,
            "issuing_place": ISSUING_PLACE,
            "nominated_place": NOMINATED_PLACE,
            "money": self.money.address,
            "expiry_day": day_number(EXPIRY),
            "latest_shipment_day": day_number(SHIPMENT),
            "terms_hash": TERMS_HASH,
        } | changes

    def applied(
        self, reference: str = "APP-1", *, clauses: dict[str, Any] | None = None, **changes: Any
    ) -> bytes:
        """An application; its id."""
        terms = self.terms(**changes)
        if clauses is not None:
            stated = self.clauses(**clauses)
            act = self.credit.act("applyForWith", terms, stated, fixed(reference, 16))
            return bytes(self.net.send(act, "applicant").result)  # type: ignore[arg-type]
        return bytes(
            self.do("applyFor", terms, fixed(reference, 16), by="applicant").result  # type: ignore[arg-type]
        )

    def clauses(self, **changes: Any) -> dict[str, Any]:
        """What a credit says beyond a plain sight credit: nothing, but for the changes."""
        return {
            "advising_bank": NOBODY,
            "second_advising_bank": NOBODY,
            "reimbursing_bank": NOBODY,
            "availability": SIGHT,
            "confirmation": 0,
            "tenor_start": 0,
            "transferable": False,
            "tenor_days": 0,
            "sight_bps": 0,
            "insured_bps": 0,
            "refund_interest_bps": 0,
            "is_electronic": False,
            "instalments_root": NOBODY,
        } | changes

    def issued(
        self,
        reference: str = "APP-1",
        *,
        number: str = "",
        clauses: dict[str, Any] | None = None,
        **changes: Any,
    ) -> bytes:
        """An issued credit; its id."""
        credit = self.applied(reference, clauses=clauses, **changes)
        self.do("issue", credit, TERMS_HASH, fixed(number or f"LC-{reference}", 16), by="bank")
        return credit

    def advised(self, reference: str = "APP-1", **changes: Any) -> bytes:
        """An advised credit; its id."""
        credit = self.issued(reference, **changes)
        self.do("advise", credit, by="nominated")
        return credit

    def papers(self, *names: str) -> list[bytes]:
        """Hashes of documents, registered by the beneficiary where they are not yet."""
        hashes = [keccak(text=name) for name in names or ("invoice", "bill of lading")]
        for document in hashes:
            if self.net.call(self.documents.view("record", document)).standing == 0:
                self.send(self.documents, "register", document, 0, by="beneficiary")
        return hashes

    def presented(
        self,
        credit: bytes,
        amount_minor: int = 100_000 * USD,
        *,
        to: str = "bank",
        papers: Sequence[bytes] = (),
    ) -> bytes:
        """A presentation to a bank; its id."""
        act = self.credit.act(
            "present", credit, org_id(to), amount_minor, list(papers) or self.papers()
        )
        return bytes(self.net.send(act, "beneficiary").result)  # type: ignore[arg-type]

    def examined(self, credit: bytes, amount: int = 100_000 * USD, *, complying: bool) -> bytes:
        """A presentation to the issuing bank with its examination; its id."""
        presentation = self.presented(credit, amount)
        self.do("examine", presentation, complying, REPORT_HASH, by="bank")
        return presentation

    def refuse(self, presentation: bytes, disposal: int = FOR_WAIVER, *why: str) -> Receipt[Any]:
        """The bank's notice of refusal."""
        named = [fixed(name, 32) for name in why or ("LATE_SHIPMENT", "MISSING_ORIGIN")]
        return self.do("refuse", presentation, named, disposal, NOTICE_HASH, by="bank")

    def refused(self, credit: bytes, disposal: int = FOR_WAIVER) -> bytes:
        """A presentation refused by the issuing bank; its id."""
        presentation = self.examined(credit, complying=False)
        self.refuse(presentation, disposal)
        return presentation

    def lodge(self, credit: bytes, amount_minor: int) -> Receipt[Any]:
        """The applicant's collateral."""
        return self.do("lodgeCollateral", credit, amount_minor, by="applicant")

    def record(self, credit: bytes) -> Any:
        """A credit's record."""
        return self.net.call(self.credit.view("credit", credit))

    def state(self, credit: bytes) -> str:
        """A credit's state, by name."""
        return str(self.record(credit).state.name)

    def confirmed(self, reference: str = "APP-1", **clauses: Any) -> bytes:
        """An issued credit that its nominated bank has confirmed; its id."""
        credit = self.issued(reference, clauses={"confirmation": CONFIRM} | clauses)
        self.do("confirm", credit, by="nominated")
        return credit

    def found_complying(
        self, credit: bytes, amount: int = 100_000 * USD, *, papers: Sequence[bytes] = ()
    ) -> bytes:
        """Presented to the nominated bank, which finds the documents complying; its id."""
        presentation = self.presented(credit, amount, to="nominated", papers=papers)
        confirming = self.handling(presentation).is_with_confirming_bank
        function = "examine" if confirming else "examineAsNominated"
        self.do(function, presentation, True, REPORT_HASH, by="nominated")
        return presentation

    def handling(self, presentation: bytes) -> Any:
        """What befell a presentation besides its way to the issuing bank's decision."""
        return self.net.call(self.credit.view("handling", presentation))

    def drawing(self, presentation: bytes) -> Any:
        """What stands of a drawing besides one payment at sight."""
        return self.net.call(self.credit.view("drawing", presentation))

    def stage(self, presentation: bytes) -> str:
        """A presentation's state, by name."""
        return str(self.presentation(presentation).state.name)

    def lodged(self, credit: bytes) -> Any:
        """What is held as collateral for a credit, and what the bank took of it."""
        return self.net.call(self.collateral.view("collateral", credit))

    def presentation(self, presentation: bytes) -> Any:
        """A presentation's record."""
        return self.net.call(self.credit.view("presentation", presentation))

    def available(self, credit: bytes) -> int:
        """What can still be drawn."""
        return int(self.net.call(self.credit.view("availableMinor", credit)))

    def after_decision_time(self, presentation: bytes) -> None:
        """Let the bank's five days pass."""
        self.chain.set_time(self.presentation(presentation).decide_by + 1)

    # ---------------------------------------------------------- undertakings

    def undertaking_terms(self, **changes: Any) -> dict[str, Any]:
        """USD 40,000 by the financier to the beneficiary, evidence by 1 June 2026, paid at once."""
        return {
            "obligor": org_id("financier"),
            "beneficiary": org_id("beneficiary"),
            "money": self.money.address,
            "required": 1,
            "amount_minor": 40_000 * USD,
            "expires_at": unix(2026, 6, 1),
            "payable_from": 0,
            "terms_hash": TERMS_HASH,
            "obligor_reference": fixed("DEAL-1", 32),
        } | changes

    def undertaken(
        self, *conditions: dict[str, Any], by: str = "financier", **changes: Any
    ) -> bytes:
        """An undertaking on these conditions (one temperature condition where none is given)."""
        terms = self.undertaking_terms(**changes)
        asked = list(conditions) or [self.temperature_condition()]
        receipt = self.send(self.undertaking, "undertake", terms, asked, by=by)
        return bytes(receipt.result)  # type: ignore[arg-type]

    def undertaking_state(self, undertaking: bytes) -> str:
        """An undertaking's state, by name."""
        record = self.net.call(self.undertaking.view("undertaking", undertaking))
        return str(record.state.name)

    def satisfy(self, undertaking: bytes, evidence: bytes, index: int = 0) -> Receipt[Any]:
        """Show evidence, by a stranger."""
        return self.send(self.undertaking, "satisfy", undertaking, index, evidence, by="stranger")

    def temperature_report(self, subject: bytes, **changes: Any) -> dict[str, Any]:
        """A day and a half at -20 to -18.5 degrees, in March 2026."""
        return {
            "subject": subject,
            "policy": keccak(text="policy"),
            "from_time": unix(2026, 3, 1),
            "until_time": unix(2026, 3, 2, 1),
            "minimum_milli_c": -20_000,
            "maximum_milli_c": -18_500,
            "mean_kinetic_milli_c": -19_000,
            "readings": 1_380,
            "longest_gap_seconds": 120,
            "readings_root": keccak(text="readings"),
            "epoch": 1,
        } | changes

    def arrival_report(self, subject: bytes, **changes: Any) -> dict[str, Any]:
        """MMSI 9321483's arrival at Singapore on 1 March 2026, by AIS and terminal."""
        return {
            "subject": subject,
            "policy": keccak(text="policy"),
            "place": ISSUING_PLACE,
            "vessel": 9_321_483,
            "arrived_at": unix(2026, 3, 1),
            "sources": 5,
            "observations_root": keccak(text="observations"),
            "epoch": 1,
        } | changes

    def recorded(self, report: dict[str, Any]) -> bytes:
        """Evidence on the ledger: the report signed by three of four nodes; its id."""
        kind = "Temperature" if "readings" in report else "Arrival"
        digest = self.net.call(self.oracles.view(f"{kind.lower()}Digest", report))
        signatures = b"".join(compact(node, digest) for node in self.nodes[:3])
        act = self.oracles.act(f"record{kind}", report, 0b111, signatures)
        return bytes(self.net.send(act, "stranger").result)  # type: ignore[arg-type]

    def temperature_condition(self, **changes: Any) -> dict[str, Any]:
        """-25 to -18 degrees, mean kinetic at most -18, in the first half of 2026."""
        return (
            condition(
                TEMPERATURE,
                policy=keccak(text="policy"),
                minimum_milli_c=-25_000,
                maximum_milli_c=-18_000,
                maximum_kinetic_milli_c=-18_000,
                maximum_gap_seconds=900,
                minimum_span_seconds=3_600,
                not_before=unix(2026, 1, 1),
                not_after=unix(2026, 6, 1),
            )
            | changes
        )

    def arrival_condition(self, **changes: Any) -> dict[str, Any]:
        """The ship at Singapore in the first half of 2026, seen by two classes of source."""
        return (
            condition(
                ARRIVAL,
                policy=keccak(text="policy"),
                not_before=unix(2026, 1, 1),
                not_after=unix(2026, 6, 1),
                place=ISSUING_PLACE,
                vessel=9_321_483,
                minimum_sources=2,
            )
            | changes
        )

    def attestation(self, attester: str = "carrier", **changes: Any) -> dict[str, Any]:
        """A statement by an organisation."""
        statement = keccak(text="goods received")
        return condition(ATTESTATION, policy=statement, party=org_id(attester)) | changes

    def document_condition(self, **changes: Any) -> dict[str, Any]:
        """A bill of lading issued by the carrier."""
        return condition(DOCUMENT, party=org_id("carrier"), document_kind=BILL_OF_LADING) | changes


def condition(kind: int, **fields: Any) -> dict[str, Any]:
    """A condition with every other field zero."""
    return {
        "kind": kind,
        "policy": bytes(32),
        "party": NOBODY,
        "document_kind": 0,
        "minimum_milli_c": 0,
        "maximum_milli_c": 0,
        "maximum_kinetic_milli_c": 0,
        "maximum_gap_seconds": 0,
        "minimum_span_seconds": 0,
        "not_before": 0,
        "not_after": 0,
        "place": bytes(5),
        "vessel": 0,
        "minimum_sources": 0,
    } | fields


def address_of(key: PrivateKey) -> bytes:
    """The Ethereum address of a key."""
    return bytes(keccak(key.public_key.format(compressed=False)[1:])[-20:])


def compact(key: PrivateKey, digest: bytes) -> bytes:
    """A signature in 64 bytes (EIP-2098)."""
    signature = key.sign_recoverable(digest, hasher=None)
    s = int.from_bytes(signature[32:64]) | signature[64] << 255
    return signature[:32] + s.to_bytes(32)
