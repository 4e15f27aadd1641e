"""Readers of electronic invoices: bytes in, `Invoice` out, or words that say why not.

`detect.read_invoice` looks at the bytes and picks the reader; a file's name is used in errors only.
"""

from dhow.trade.invoices.readers.detect import read_invoice

__all__ = ["read_invoice"]
