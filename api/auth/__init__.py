"""Signing in, who is asking, and whom each route serves."""
