"""Thirty parties to one container of roses, and what each of them does on its way."""
