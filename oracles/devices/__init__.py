"""Devices that measure: keys, loggers, recorded traces, samples and the faults of a lesson."""
