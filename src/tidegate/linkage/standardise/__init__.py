"""Raw texts become comparable columns, once per distinct text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from tidegate.linkage.standardise import addresses, buildings, companies, dates, identifiers, people, places

STANDARDISERS: dict[str, Callable[[Sequence[str], Mapping[str, Any]], pa.Table]] = {
    "address": addresses.standardise,
    "building": buildings.standardise,
    "company_name": companies.standardise,
    "date": dates.standardise,
    "id": places.as_they_are,
    "identifier": identifiers.standardise,
    "number": places.numbers,
    "person_name": people.standardise,
    "postcode": places.postcodes,
    "text": places.texts,
}
"""Name of a standardiser, as models write it, to the function."""

__all__ = ["STANDARDISERS"]
