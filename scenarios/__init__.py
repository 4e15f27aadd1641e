"""Stories over the API: one file per system."""
