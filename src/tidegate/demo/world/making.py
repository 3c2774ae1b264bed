"""The order in which a block comes to life."""

from tidegate.demo.patterns import AFTER_TRADE, BEFORE_TRADE
from tidegate.demo.world.authority import ordinary_assets, ordinary_inspections, ordinary_permits, ordinary_reports
from tidegate.demo.world.city import City
from tidegate.demo.world.money import ordinary_forwarders, ordinary_grants, ordinary_tenders
from tidegate.demo.world.property import first_owners, ordinary_deals, ordinary_lets, settle_owners
from tidegate.demo.world.trade import ordinary_trade
from tidegate.demo.world.world import World, empty_world


def make_world(city: City, block: int, share: float, seed: int) -> World:
    """Make one block: what is planted first, then ordinary life around it.

    Args:
        city: The city that the block is a quarter of.
        block: Number of the block over all cities.
        share: Part of the block, above 0, at most 1.
        seed: Seed of the whole.
    Returns:
        The block, complete but for the incidents, which are counts of their own.
    """
    world = empty_world(city, block, share, seed)
    first_owners(world)
    for pattern in BEFORE_TRADE:
        pattern.plant(world)
    ordinary_trade(world)
    for pattern in AFTER_TRADE:
        pattern.plant(world)
    for ordinary in (
        ordinary_permits,
        ordinary_inspections,
        ordinary_reports,
        ordinary_deals,
        ordinary_lets,
        ordinary_grants,
        ordinary_tenders,
        ordinary_forwarders,
        ordinary_assets,
    ):
        ordinary(world)
    settle_owners(world)
    return world
