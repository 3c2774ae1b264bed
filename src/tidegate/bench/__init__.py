"""Benchmarks: quality, time and memory on generated data, beside others, in one run."""
