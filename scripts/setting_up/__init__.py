"""Setting up the checkout with the standard library alone, before anything is installed."""
