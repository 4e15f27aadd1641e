"""Rules of the trade: pure functions and frozen dataclasses, no input or output."""
