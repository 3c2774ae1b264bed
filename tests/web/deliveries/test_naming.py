"""What a delivery must be called."""

from datetime import date
from pathlib import Path

import pytest

from tidegate.registers.description import DeliverySpec, FileSpec, Register

DAY = date(2026, 3, 1)


def register(*files):
    return Register("r", {}, Path("r.yml"), files, (), None, (), "")


DATED = FileSpec("shops", "chamber/shops_*.csv.gz", delivery=DeliverySpec(pattern=r"_(\d{6})\."))
PLAIN = FileSpec("boxes", "boxes.xlsx")
FREE = FileSpec("free", "*/free.csv")


@pytest.mark.parametrize(
    ("name", "path", "offered"),
    [
        ("shops_202602.csv.gz", "chamber/shops_202602.csv.gz", ""),
        ("boxes.xlsx", "boxes.xlsx", ""),
        ("shops.csv.gz", "", "shops_202603.csv.gz"),
        ("Shops_.csv.gz", "", "shops_202603.csv.gz"),
        ("shops_new.csv.gz", "", "shops_new_202603.csv.gz"),
        ("other.csv", "", ""),
        ("free.csv", "", ""),
        ("../shops_202602.csv.gz", "", ""),
        (".shops_202602.csv.gz", "", ""),
        ("shops_202602\n.csv.gz", "", ""),
        ("shops_" + "0" * 100 + "202602.csv.gz", "", ""),
        ("", "", ""),
    ],
)
def test_a_name_fits_or_is_offered_with_its_date(name, path, offered):
    from tidegate.web.deliveries.naming import fit

    found = fit(register(DATED, PLAIN, FREE), name, DAY)
    assert (found.path, found.offered) == (path, offered)
    assert (found.spec is None) == (path == "")
