"""A generated city whose truth is known: its registers as a city really gets them, and what was planted in them."""

from tidegate.demo.generate import Manifest, generate

__all__ = ["Manifest", "generate"]
