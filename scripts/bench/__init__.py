"""Benchmarks, one file each: `catalogue.py` names them, `measure.py` says what they give.

A figure stands beside a limit wherever there is one: a ceiling measured in the same run, or the bar
that the design sets. On another machine the figures change, the ratios to a measured ceiling hardly.
"""
