"""Companies of inspection that credits name as issuers, each by all its names.

A credit that asks for a certificate "issued by SGS" names who is to issue it, and not a sort of
issuer (UCP 600 art. 14(f)).
"""

from dhow.trade.credit.examination.wording import mentions, words

_COMPANIES = (
    ("sgs", "societe generale de surveillance"),
    ("bureau veritas", "bv", "bivac", "inspectorate"),
    ("intertek", "caleb brett"),
    ("cotecna",),
    ("control union", "peterson"),
    ("baltic control",),
    ("alex stewart",),
    ("ccic", "china certification and inspection", "china certification inspection"),
    ("saybolt", "core laboratories"),
    ("amspec",),
    ("geo-chem", "geochem"),
)
_OPEN = frozenset(
    (
        *("equivalent", "similar", "any", "other", "such", "like", "recognized", "recognised"),
        *("reputable", "independent", "approved", "affiliate", "representative", "agent"),
    )
)
"""Words with which a company is an example, or others may act for it."""


def is_another_company(issuer: str, described: str) -> bool:
    """Whether a credit names companies of inspection, and the issuer is none of them."""
    if not _OPEN.isdisjoint(words(described)):
        return False
    wanted = [names for names in _COMPANIES if any(mentions(described, name) for name in names)]
    return bool(wanted) and not any(mentions(issuer, name) for names in wanted for name in names)
