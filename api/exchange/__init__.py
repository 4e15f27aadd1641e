"""What organisations' processes tell one another; each keeps what concerns its own."""
