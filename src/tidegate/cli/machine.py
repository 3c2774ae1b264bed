"""How much of the machine a command may take, from the settings."""

from tidegate.pipeline import Engine
from tidegate.settings import Settings


def engine(settings: Settings) -> Engine:
    """Give the settings in the form that the pipeline takes.

    Args:
        settings: The settings of this run.
    Returns:
        Memory, threads and scratch folder.
    """
    return Engine(memory_gib=settings.memory_gib, threads=settings.threads, scratch=settings.scratch)
