"""The core of trade finance on a ledger; knows neither HTTP nor devices."""
