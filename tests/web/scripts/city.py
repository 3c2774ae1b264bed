"""A small invented city: what a server would answer to maps and networks, and write into tables."""

import math
from collections.abc import Callable
from typing import Any

SECTORS = ("catering", "car trade", "retail")


def square(west: float, south: float, side: float) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(key: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": {"id": key, **properties}}


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def areas() -> list[dict[str, Any]]:
    """Sixteen neighbourhoods in a grid; of one of them nothing is known."""
    made = []
    for n in range(16):
        flags = None if n == 5 else n % 8
        shape = square(4.0 + 0.02 * (n % 4), 51.9 + 0.02 * (n // 4), 0.0195)
        made.append(feature(f"a{n}", shape, label=f"Quay {n + 1}", href=f"/pages/area.html?a{n}", flags=flags))
    return made


def premises(sector: str = "") -> list[dict[str, Any]]:
    """Forty premises, each of one of three sectors."""
    made = []
    for n in range(40):
        if sector and SECTORS[n % 3] != sector:
            continue
        point = {"type": "Point", "coordinates": [4.004 + 0.0075 * (n % 10), 51.91 + 0.016 * (n // 10)]}
        made.append(feature(f"p{n}", point, label=f"Kadestraat {n + 1}", href=f"/pages/place.html?p{n}", flags=n % 4))
    return made


def map_data(query: dict[str, str]) -> dict[str, Any]:
    sector = query.get("sector", "")
    return {
        "bounds": [4.0, 51.9, 4.08, 51.98],
        "ground": [{"id": "water", "url": "/data/water.json"}, {"id": "areas", "url": "/data/areas.json"}],
        "layers": [
            {
                "id": "areas",
                "title": "Red flags per neighbourhood",
                "kind": "fill",
                "url": "/data/areas.json",
                "value": "flags",
                "unit": "flags",
                "breaks": [2, 4, 6],
                "colours": ["#deebf7", "#9ecae1", "#4292c6", "#084594"],
            },
            {
                "id": "premises",
                "title": "Premises",
                "kind": "circle",
                "url": f"/data/premises.json?sector={sector}",
                "value": "flags",
                "unit": "flags",
                "breaks": [1, 3],
                "colours": ["#fee6ce", "#fd8d3c", "#a63603"],
            },
        ],
    }


KINDS = ("company", "person", "premises", "establishment", "address", "party", "public body", "call for tenders")


def node(n: int, **other: Any) -> dict[str, Any]:
    kind = KINDS[n % len(KINDS)]
    said = {"id": f"n{n}", "label": f"{kind.capitalize()} {n}", "kind": kind, "href": f"/pages/entity.html?n{n}"}
    return said | {"flags": int(n == 0), "personal": kind == "person", "more": 3 if n == 1 else 0} | other


def edge(n: int, source: int, target: int, **other: Any) -> dict[str, Any]:
    year = 2020 + n % 5
    said = {"id": f"e{n}", "source": f"n{source}", "target": f"n{target}", "kind": "Directorship", "label": "director"}
    return said | {"since": f"{year}-03-01", "until": f"{year}-12-31" if n % 2 else None} | other


def network_data(query: dict[str, str]) -> dict[str, Any]:
    """A tree of things, four to each branch, with a cross tie for every tenth; laid out on a spiral."""
    count = int(query.get("nodes", "40"))
    nodes = []
    for n in range(count):
        angle, radius = n * 2.399963, n**0.5
        nodes.append(node(n, x=radius * math.cos(angle), y=radius * math.sin(angle)))
    edges = [edge(n, (n - 1) // 4, n) for n in range(1, count)]
    edges += [edge(count + n, n, n - 7) for n in range(10, count, 10)]
    return {"nodes": nodes, "edges": edges}


def expand_data(query: dict[str, str]) -> dict[str, Any]:
    """Three neighbours that nobody has placed yet, tied to the entity that was asked for."""
    n = int(query["entity"].removeprefix("n"))
    nodes = [node(n), *(node(9000 + at, x=None, y=None) for at in range(3))]
    return {"nodes": nodes, "edges": [edge(9000 + at, n, 9000 + at, since=None, until=None) for at in range(3)]}


def data(path: str, query: dict[str, str]) -> Any:
    """What the server answers to an address of data; None where it has none."""
    makers: dict[str, Callable[[], Any]] = {
        "/data/map.json": lambda: map_data(query),
        "/data/areas.json": lambda: collection(areas()),
        "/data/premises.json": lambda: collection(premises(query.get("sector", ""))),
        "/data/water.json": lambda: collection([feature("w", square(4.03, 51.85, 0.06), label="Basin")]),
        "/data/network.json": lambda: network_data(query),
        "/data/expand.json": lambda: expand_data(query),
    }
    return makers[path]() if path in makers else None


def rows(name: str) -> str:
    """Rows for the table beside a figure, as a server would write them."""
    if name.startswith("map"):
        things = [f["properties"] for f in areas()] + [f["properties"] for f in premises()]
    elif name.startswith("network"):
        things = network_data({})["nodes"]
    else:
        return ""
    return "\n".join(
        f'<tr data-id="{t["id"]}"><th scope="row"><a href="{t["href"]}">{t["label"]}</a></th>'
        f"<td>{t.get('kind', '')}</td>"
        f'<td class="tg-number" data-sort="{"" if t["flags"] is None else t["flags"]}">{t["flags"] or "-"}</td></tr>'
        for t in things
    )
