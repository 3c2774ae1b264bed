"""The demo city: a whole workspace, generated, with its truth beside it."""

from tidegate.demo.generate import Manifest, generate

__all__ = ["Manifest", "generate"]
