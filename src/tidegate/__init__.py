"""Tidegate: from the registers a city holds to an explainable local picture."""

__version__ = "0.1.0"
