"""How many of a pattern are planted, and how many innocent look-alikes beside each."""

from tidegate.demo.world.world import World

LOOK_ALIKES = 20
"""Look-alikes for each true instance, in a whole block."""


def instances(world: World, whole: int) -> int:
    """Give the number of true instances for this block.

    Args:
        world: The block.
        whole: Number in a whole block.
    Returns:
        At least one, however small the block.
    """
    return max(1, round(whole * world.share))


def look_alikes(world: World, whole: int) -> int:
    """Give the number of look-alikes for this block; in a small block fewer beside each true one."""
    return max(2, round(instances(world, whole) * LOOK_ALIKES * min(1.0, world.share * 2)))
