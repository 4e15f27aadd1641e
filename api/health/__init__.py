"""Whether the process lives, and whether it can serve: for whatever starts and stops it."""
