"""A document withdrawn by its issuer after it was presented.

Examination is on the documents as presented, on their face (UCP 600 art. 14(a)); a document
withdrawn before it is presented cannot be presented at all. What its issuer does with it afterwards
is no discrepancy: a complying presentation does not become discrepant while it lies with the bank,
or an issuer could stop a payment that is due. The bank is told, for it may know, or want to ask,
why; that is between it and its customer (art. 4, 5), and the clock runs on.

It is said beside the report and not in it, because it may happen after the report was recorded.
"""

from datetime import datetime

from dhow.trade.credit.examination.model import Observation


def revoked_after_presentation(document: str, revoked_at: datetime) -> Observation:
    """What the bank is told: which document, when (UTC), and that it changes nothing."""
    return Observation(
        article="UCP 600 art. 14(a)",
        document=document,
        words=(
            f"withdrawn by its issuer on {revoked_at:%Y-%m-%d %H:%M} UTC, after it was presented; "
            "it is examined as presented, and this is no discrepancy"
        ),
        rule="revoked_after_presentation",
    )
