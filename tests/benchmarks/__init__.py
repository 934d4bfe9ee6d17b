"""Ratios against a baseline of the same run; see `python -m tests.benchmarks --help`. Never a timed test."""
