from collections import defaultdict

import numpy as np
import pytest

from tidegate.demo.patterns import PATTERNS
from tidegate.demo.patterns.dosage import LOOK_ALIKES
from tidegate.demo.world.authority import CARS, CATERING, MASSAGE
from tidegate.demo.world.world import PROXY


def instances(world, pattern):
    found = {True: set(), False: set()}
    for mark in world.marks:
        if mark.pattern == pattern:
            found[mark.planted].add(mark.instance)
    return len(found[True]), len(found[False])


def rows(world, pattern, table, *, planted=True):
    by_instance = defaultdict(list)
    for mark in world.marks:
        if (mark.pattern, mark.table, mark.planted) == (pattern, table, planted):
            by_instance[mark.instance].extend(mark.rows.tolist())
    return by_instance


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p != "garages"])
def test_about_twenty_look_alikes_stand_beside_each_true_one(whole_world, pattern):
    true, alike = instances(whole_world, pattern)
    assert true >= 2
    assert alike >= 0.9 * LOOK_ALIKES * true


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_small_city_still_has_every_pattern(world, pattern):
    true, alike = instances(world, pattern)
    assert true >= 1
    assert alike >= 2


def test_garages_that_comply_far_outnumber_those_that_do_not(whole_world):
    true = sum(len(r) for r in rows(whole_world, "garages", "establishments").values())
    alike = sum(len(r) for r in rows(whole_world, "garages", "establishments", planted=False).values())
    assert true > 8
    assert alike > 8 * true
    licensed = set(whole_world.permits["company"][whole_world.permits["kind"] == CARS].tolist())
    for one in rows(whole_world, "garages", "establishments").values():
        assert not licensed & set(whole_world.establishments["company"][one].tolist())


def test_a_care_bureau_has_eleven_premises_through_four_companies(whole_world):
    places = rows(whole_world, "care_bureau", "establishments")
    sizes = {(len(set(whole_world.establishments["company"][r].tolist())), len(r)) for r in places.values()}
    assert (4, 11) in sizes


def test_phoenix_reopens_at_the_same_premises_with_the_first_director(whole_world):
    for instance, establishments in rows(whole_world, "phoenix", "establishments").items():
        assert len(set(whole_world.establishments["premises"][establishments].tolist())) == 1
        roles = rows(whole_world, "phoenix", "roles")[instance]
        assert set(whole_world.roles["kind"][roles].tolist()) == {PROXY}


def test_forty_companies_share_a_letterbox(whole_world):
    sizes = [len(r) for r in rows(whole_world, "letterbox", "companies").values()]
    assert max(sizes) == 40
    for companies in rows(whole_world, "letterbox", "companies").values():
        assert len(set(whole_world.companies["letters"][companies].tolist())) == 1


def test_flips_rise_and_have_one_private_lender(whole_world):
    for deals in rows(whole_world, "flips", "deals").values():
        price = whole_world.deals["price"][deals]
        assert (np.diff(price) > 0).all()
        assert len(set(whole_world.deals["lender_company"][deals].tolist()) - {-1}) == 1


def test_a_hurried_desk_is_fast_where_others_are_slow(whole_world):
    permits = whole_world.permits
    took = permits["decided"] - permits["applied"]
    slow = np.isin(permits["kind"], (CATERING, MASSAGE))
    for chosen in rows(whole_world, "fast_permits", "permits").values():
        assert len(set(permits["desk"][chosen].tolist())) == 1
        assert took[chosen].max() < np.quantile(took[slow], 0.1)


def test_more_people_are_found_in_worker_housing_than_it_may_hold(whole_world):
    for instance, visits in rows(whole_world, "worker_housing", "inspections").items():
        permits = rows(whole_world, "worker_housing", "permits")[instance]
        may = dict(zip(whole_world.permits["premises"][permits], whole_world.permits["capacity"][permits], strict=True))
        for visit in visits:
            place = whole_world.inspections["premises"][visit]
            assert whole_world.inspections["people"][visit] > may[place]


def test_a_successor_opens_in_the_next_municipality(whole_world):
    for establishments in rows(whole_world, "successors", "establishments").values():
        kinds = whole_world.area_kind(whole_world.establishments["premises"][establishments]).tolist()
        assert kinds[0] != "outside"
        assert kinds[1] == "outside"


def test_new_forwarders_share_warehouse_and_transporter(whole_world):
    for chosen in rows(whole_world, "forwarders", "forwarders").values():
        assert len(set(whole_world.forwarders["warehouse"][chosen].tolist())) == 1
        assert len(set(whole_world.forwarders["transporter"][chosen].tolist())) == 1


def test_boxes_are_let_to_names_that_no_register_knows(whole_world):
    sizes = []
    for lets in rows(whole_world, "storage_boxes", "lets").values():
        assert (whole_world.lets["stem"][lets] >= 0).mean() > 0.7
        sizes.append(len(lets))
    assert max(sizes) == 40


def test_the_newest_of_tied_bidders_wins(whole_world):
    for bids in rows(whole_world, "tied_bidders", "bids").values():
        founded = whole_world.companies["founded"][whole_world.bids["company"][bids]]
        won = whole_world.bids["won"][bids] == 1
        assert set(founded[won].tolist()) == {founded.max()}
