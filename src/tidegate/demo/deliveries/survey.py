"""Residents' and entrepreneurs' survey: shares by area, wave and question, never a person."""

import numpy as np
import pyarrow as pa

from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text

REGISTER, FILE = "enquete", "uitkomsten"
_WAVES = tuple(f"{year}-{month}" for year in range(2020, 2025) for month in ("05", "11"))
_QUESTIONS = (
    "voelt zich weleens onveilig",
    "weet waar misstanden te melden",
    "durft misstanden te melden",
    "is benaderd voor verdachte klus",
    "ziet drugshandel in de buurt",
    "ziet leegstand met activiteit",
    "vertrouwt de gemeente",
    "vertrouwt de politie",
    "ervaart druk van criminelen",
    "vindt de buurt schoon",
    "heeft het afgelopen jaar iets gemeld",
    "kent het meldpunt",
)
_USUAL = (0.28, 0.45, 0.52, 0.05, 0.17, 0.12, 0.55, 0.58, 0.06, 0.61, 0.21, 0.33)
_TITLES = (
    "Onderzoek en Statistiek",
    "Bewoners- en ondernemerspeiling, uitkomsten per gebied",
    "Aandelen in procenten; n = aantal antwoorden",
)


def deliver(words: Wording, out: Outbox) -> None:
    """Write the outcomes of the areas that this block brings into being."""
    world = words.world
    random = world.stream(REGISTER)
    areas = [a for a in world.city.areas if a.first_block == world.block % 4]
    groups = ("bewoners", "ondernemers")
    shape = (len(areas), len(groups), len(_WAVES), len(_QUESTIONS))
    area, group, wave, question = (a.ravel() for a in np.meshgrid(*(np.arange(n) for n in shape), indexing="ij"))
    lives = np.array([a.kind in ("quarter", "fringe") for a in areas])
    keep = (group == 1) | lives[area]
    area, group, wave, question = area[keep], group[keep], wave[keep], question[keep]
    asked = random.integers(45, 320, len(area))
    base = np.clip(
        np.array(_USUAL)[question] + random.normal(0, 0.05, (len(areas), len(_QUESTIONS)))[area, question], 0.02, 0.95
    )
    share = random.binomial(asked, base) / asked
    names = pa.array([a.name for a in areas])
    columns = {
        "Gebied": names.take(pa.array(area)),
        "Groep": pa.array(groups).take(pa.array(group)),
        "Golf": pa.array(_WAVES).take(pa.array(wave)),
        "Vraag": pa.array(_QUESTIONS).take(pa.array(question)),
        "n": number_text(asked),
        "Aandeel": pa.array([f"{v:.1f}" for v in share * 100]),
    }
    out.workbook(
        f"{REGISTER}/uitkomsten_2024-12-31.xlsx",
        columns,
        titles=_TITLES,
        footer="Bron: eigen onderzoek",
        numbers=("n", "Aandeel"),
    )
