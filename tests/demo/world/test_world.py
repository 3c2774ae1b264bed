import numpy as np

from tidegate.demo.timeline import OPEN
from tidegate.demo.world.city import SHOP
from tidegate.demo.world.world import SOLE, sectors


def test_six_in_ten_companies_are_sole_traders(whole_world):
    assert 0.53 < (whole_world.companies["form"] == SOLE).mean() < 0.63


def test_scale_one_has_about_eight_thousand_establishments(whole_world):
    table = whole_world.establishments
    now = (table["end"] == OPEN) & (whole_world.area_kind(table["premises"]) != "outside")
    assert 7_000 < now.sum() < 9_000
    assert len(whole_world.people) == 20_000


def test_references_lead_to_rows_that_exist(world):
    for table, column, target in (
        (world.establishments, "company", world.companies),
        (world.establishments, "premises", world.premises),
        (world.roles, "company", world.companies),
        (world.roles, "person", world.people),
        (world.permits, "company", world.companies),
        (world.deals, "premises", world.premises),
        (world.lets, "company", world.companies),
        (world.bids, "tender", world.tenders),
        (world.forwarders, "transporter", world.companies),
    ):
        values = table[column]
        assert values.min() >= -1
        assert values.max() < len(target)


def test_times_run_forward(world):
    for table in (world.establishments, world.roles, world.lets, world.vacancies, world.forwarders):
        assert (table["start"] <= table["end"]).mean() > 0.999


def test_nobody_gets_premises_twice(world):
    random = world.stream("test")
    first = world.premises_free(random, 10, (SHOP,), ("quarter",))
    second = world.premises_free(random, 10, (SHOP,), ("quarter",))
    assert not set(first) & set(second)


def test_each_tender_has_one_winner_and_no_bidder_twice(world):
    winners = np.bincount(world.bids["tender"], world.bids["won"], len(world.tenders))
    has_bids = np.bincount(world.bids["tender"], minlength=len(world.tenders)) > 0
    assert (winners[has_bids] == 1).all()
    pairs = np.stack([world.bids["tender"], world.bids["company"]], 1)
    assert len(np.unique(pairs, axis=0)) == len(pairs)


def test_the_rarest_sector_is_there(whole_world):
    assert set(np.unique(whole_world.companies["sector"])) == set(range(len(sectors().key)))
