"""The papers of one trade: what every document of it shares, and how one is registered."""

from datetime import date
from typing import Any

from dhow.trade.documents import Document, Signature, SigningCapacity
from scenarios.stage.salt import salted
from scenarios.stage.stage import Stage


class Papers:
    """Issues documents for the parties of a story.

    Attributes:
        held: hashes of what the beneficiary holds, in the order received; what it will present.
    """

    def __init__(self, stage: Stage, story: str, credit_number: str) -> None:
        """`story` seeds the salts; `credit_number` is shown on the papers of the credit."""
        self._stage = stage
        self._story = story
        self._credit_number = credit_number
        self.held: list[str] = []

    def basis(
        self,
        issuer: str,
        number: str,
        day: date,
        *,
        capacity: SigningCapacity = SigningCapacity.ISSUER,
        under_credit: bool = True,
    ) -> dict[str, Any]:
        """Number, issuer, date, salt and signature, as every document takes them."""
        party = self._stage.party(issuer)
        return {
            "number": number,
            "issuer": party,
            "issued_on": day,
            "salt": salted(self._story, number),
            "credit_number": self._credit_number if under_credit else None,
            "signature": Signature(name=party.name, capacity=capacity),
        }

    def certificate(self, issuer: str, number: str, day: date) -> dict[str, Any]:
        """The same for a certificate that bears the quorum's signatures instead of one."""
        basis = self.basis(issuer, number, day)
        del basis["signature"]
        return basis

    async def register(self, issuer: str, document: Document, *readers: str) -> str:
        """Put a document's hash on the ledger and let others read it; returns the hash."""
        answer = await self._stage.actor(issuer).api.documents.register(
            {
                "document": document.as_dict(),
                "grant_to": [self._stage.lei(code) for code in readers],
            }
        )
        return answer["hash"]

    async def hand_over(self, issuer: str, document: Document, beneficiary: str) -> None:
        """Register a document that the beneficiary will present."""
        readers = () if issuer == beneficiary else (beneficiary,)
        self.held.append(await self.register(issuer, document, *readers))
