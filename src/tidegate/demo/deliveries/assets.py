"""Confiscated assets and what becomes of them, as XML."""

import numpy as np
import pyarrow as pa

from tidegate.demo.deliveries.outbox import Outbox
from tidegate.demo.deliveries.wording import Wording, number_text
from tidegate.demo.timeline import date_text
from tidegate.demo.truth import Truth

REGISTER, FILE = "beslag", "vermogen"
_KINDS = ("onroerende zaak", "onderneming", "voertuig", "geldbedrag")
_STATUS = ("in beslag", "verbeurd, te verkopen", "verkocht", "maatschappelijk hergebruik")


def deliver(words: Wording, out: Outbox, truth: Truth) -> None:
    """Write the assets, and their truth."""
    world, assets = words.world, words.world.assets
    counter = words.counters(REGISTER, assets["seized"])
    order = np.argsort(counter)
    keys = number_text(counter[order], "BV", 7)
    premises, company = assets["premises"][order], assets["company"][order]
    columns = {
        "Dossier": keys,
        "Soort": pa.array(_KINDS).take(pa.array(assets["kind"][order])),
        "Adres": words.address_line(premises),
        "Postcode": words.postcode(premises),
        "Plaats": words.town(premises),
        "Onderneming": words.company(company),
        "KvK": words.kvk(company),
        "DatumBeslag": date_text(assets["seized"][order]),
        "DatumOnherroepelijk": date_text(assets["final"][order]),
        "Status": pa.array(_STATUS).take(pa.array(assets["status"][order])),
        "Waarde": number_text(assets["value"][order]),
    }
    out.elements(f"{REGISTER}/vermogen_2024-12-31.xml", columns, root="Beslagregister", element="Vermogen")
    truth.keyed("assets", REGISTER, FILE, "Dossier", keys.take(pa.array(np.argsort(order))))
    truth.about(world, REGISTER, FILE, "premises", "premises", keys, premises)
    truth.about(world, REGISTER, FILE, "company", "company", keys, company)
