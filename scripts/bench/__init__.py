"""Benchmarks, one file each: `catalogue.py` names them, `measure.py` says what they give.

A figure stands beside a limit wherever there is one: a ceiling measured in the same run, or the
bar that the design sets. Another machine has other figures, but hardly other ratios to a ceiling.
"""
