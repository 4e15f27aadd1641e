"""Sources that see a ship arrive: AIS, the carrier's events, the terminal's message."""
