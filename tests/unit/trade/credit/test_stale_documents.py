"""Conditions that take documents after the period for presentation, until the credit expires."""

import pytest

from dhow.trade.credit.conditions import accepts_stale_documents


@pytest.mark.parametrize(
    ("condition", "accepts"),
    [
        ("STALE DOCUMENTS ACCEPTABLE", True),
        ("DOCUMENTS PRESENTED LATER THAN 21 DAYS AFTER SHIPMENT BUT WITHIN CREDIT VALIDITY ARE "
         "ACCEPTABLE", True),
        ("DOCUMENTS PRESENTED AFTER 21 DAYS FROM B/L DATE BUT WITHIN THE VALIDITY OF THE CREDIT "
         "ARE ACCEPTABLE", True),
        ("Late presentation acceptable", True),
        ("LATE PRESENTATION OF DOCUMENTS WITHIN VALIDITY IS ALLOWED", True),
        ("LATE PRESENTATION IS NOT ACCEPTABLE", False),
        ("DOCUMENTS PRESENTED LATER THAN 21 DAYS AFTER SHIPMENT ARE NOT ACCEPTABLE", False),
        ("LATE PRESENTATION FEE USD 50 TO BE DEDUCTED WHERE ACCEPTED", False),
        ("STALE DOCUMENTS NOT ACCEPTABLE", False),
        ("LATE PRESENTATION ACCEPTABLE PROVIDED DOCUMENTS ARE PRESENTED WITHIN THE VALIDITY OF THE "
         "CREDIT", True),
        ("NO LATE PRESENTATION IS ACCEPTABLE", False),
        ("IN NO EVENT ARE DOCUMENTS PRESENTED LATER THAN 21 DAYS ACCEPTABLE", False),
        ("NO DOCUMENTS PRESENTED AFTER 21 DAYS WILL BE ACCEPTED", False),
        ("LATE PRESENTATION IS ACCEPTABLE ONLY WITH OUR PRIOR APPROVAL", False),
        ("LATE PRESENTATION ACCEPTED SUBJECT TO APPLICANT'S WAIVER", False),
        ("NO CERTIFICATE IS NEEDED. LATE PRESENTATION ACCEPTABLE.", True),
    ],
)  # fmt: skip
def test_which_conditions_take_documents_late(condition: str, accepts: bool) -> None:
    assert accepts_stale_documents(condition) is accepts
