"""Care and subsidy payments by month and place, as a zipped CSV for each year."""

import numpy as np
import pyarrow as pa

from tidegate.demo import noise
from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, cents_text, number_text
from tidegate.demo.timeline import month_text
from tidegate.demo.truth import Truth
from tidegate.demo.world.money import SCHEMES

REGISTER, FILE = "zorgbetalingen", "betalingen"
_PER_BLOCK = 400_000


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the payments by year, and their truth."""
    world, grants = words.world, words.world.grants
    random = world.stream(REGISTER)
    number = words.counters(REGISTER, grants["first"])
    decision = number_text(number, "BES", 8)
    run = grants["last"] - grants["first"] + 1
    which = np.repeat(np.arange(len(grants)), run)
    month = grants["first"][which] + np.arange(len(which)) - np.repeat(np.cumsum(run) - run, run)
    order = np.lexsort((number[which], month))
    which, month = which[order], month[order]
    keys = number_text(np.arange(len(which)) + world.block * _PER_BLOCK, "B", 9)
    company, premises = grants["company"][which], grants["premises"][which]
    clients = np.maximum(1, grants["clients"][which] + random.integers(-1, 2, len(which)))
    name = noise.capitals(random, noise.mistyped(random, words.company(np.arange(len(world.companies))))).take(
        pa.array(company)
    )
    columns = {
        "BETALINGSNR": keys,
        "BESCHIKKINGSNR": decision.take(pa.array(which)),
        "PERIODE": month_text(month),
        "REGELING": pa.array(SCHEMES).take(pa.array(grants["scheme"][which])),
        "AANBIEDER": name,
        "KVK": noise.dropped(random, words.kvk(company), noise.RATES.number_missing),
        "LOCATIE": words.address_line(premises),
        "POSTCODE": words.postcode(premises),
        "PLAATS": words.town(premises),
        "CLIENTEN": number_text(clients),
        "BEDRAG": noise.broken_numbers(random, cents_text(grants["cents"][which] * clients)),
    }
    for year in range(5):
        here = pa.array(month // 12 == year)
        rows = {c: values.filter(here) for c, values in columns.items()}
        out.delimited(f"{REGISTER}/betalingen_{2020 + year}-12-31.csv.zip", rows, delimiter=";", encoding="utf-8")
    truth.keyed("grants", REGISTER, FILE, "BESCHIKKINGSNR", decision)
    truth.about(world, REGISTER, FILE, "provider", "company", keys, company)
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, premises)
