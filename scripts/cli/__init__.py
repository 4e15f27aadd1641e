"""The command line: thin, no logic. Each command hands over to the packages below."""
