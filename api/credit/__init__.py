"""Letters of credit under UCP 600, from application to honour or refusal.

`service` is the life of the credit, `presentations` that of what is presented under it, `examining`
runs the examination and writes the notice of refusal.
"""
