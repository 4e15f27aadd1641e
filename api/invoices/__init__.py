"""Invoices: fingerprinted, registered once, offered, financed once, settled."""
