"""The network validated rules of category 7: what fields must or must not stand together."""

from dhow.trade.swift import credit_rules, undertaking_rules
from dhow.trade.swift.ruling import RULES, NetworkRule, Text, broken_rules

__all__ = ["RULES", "NetworkRule", "Text", "broken_rules", "credit_rules", "undertaking_rules"]
