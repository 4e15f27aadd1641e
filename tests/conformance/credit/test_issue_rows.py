"""What is no credit yet, as far as its words decide it: row A16."""

import pytest

from dhow.trade.credit import Severity, Terms, check_draft
from tests.support import base_credit as bc


@pytest.mark.rule("A16", by="terms")
@pytest.mark.parametrize(
    ("words", "operative"),
    [
        ("WE ISSUE OUR IRREVOCABLE CREDIT AS FOLLOWS", True),
        ("FULL DETAILS TO FOLLOW", False),
        ("full details\nwill follow", False),
        ("THE MAIL CONFIRMATION WILL BE THE OPERATIVE INSTRUMENT", False),
        ("OPERATIVE INSTRUMENT FOLLOWS BY AIRMAIL", False),
        ("THIS IS NOT THE OPERATIVE INSTRUMENT", False),
        ("THIS CREDIT BECOMES OPERATIVE UPON RECEIPT OF IMPORT LICENCE", False),
        ("THIS CREDIT IS OPERATIVE ONLY AFTER OUR FURTHER ADVICE", False),
        ("THIS IS THE OPERATIVE INSTRUMENT, NO MAIL CONFIRMATION WILL FOLLOW", True),
        ("THIS CREDIT IS OPERATIVE", True),
        ("THIS LC IS NOT YET OPERATIVE", False),
        ("UPON RECEIPT OF THE PERFORMANCE BOND THIS CREDIT BECOMES OPERATIVE", False),
        ("THIS CABLE IS THE INSTRUMENT. MAIL CONFIRMATION IS NOT THE OPERATIVE CREDIT", True),
        ("ANY MAIL CONFIRMATION IS NOT TO BE CONSIDERED THE OPERATIVE INSTRUMENT", True),
        ("SHIPPING ADVICE WITH FULL DETAILS TO FOLLOW WITHIN 3 DAYS", True),
        ("THE PERFORMANCE BOND UNDER THE CONTRACT BECOMES OPERATIVE ON SHIPMENT", True),
    ],
)
def test_a16_what_says_that_details_follow_is_no_credit(words: str, operative: bool) -> None:
    """It is not issued as one: the ledger would bind the bank by it from then on."""
    notes = check_draft(Terms.from_json({**bc.terms(), "conditions": [words]}))
    rejected = [note for note in notes if note.severity is Severity.REJECT]
    assert [note.field for note in rejected] == ([] if operative else ["conditions[0]"])
    assert all("11(a)" in note.article for note in rejected)
