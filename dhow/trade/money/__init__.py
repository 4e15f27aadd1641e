"""Money as whole minor units of an ISO 4217 currency; rounding is always named."""

from dhow.trade.money.amount import Amount, CurrencyMismatch
from dhow.trade.money.currency import Currency

__all__ = ["Amount", "Currency", "CurrencyMismatch"]
