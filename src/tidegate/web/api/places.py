"""Places: the list, one of them, and the layers of the map."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from tidegate.web.api.asking import Paged, Paging, Text, page_of
from tidegate.web.api.seeing import seen
from tidegate.web.atlas.reading import maps, places

router = Router(tags=["Places"])

Level = Literal["area", "street", "cell", "premises"]


class Spot(BaseModel):
    """One place.

    Args:
        picture: Id of the picture.
        place: The place.
    """

    picture: str
    place: places.PlaceSeen


class Feature(BaseModel):
    """A feature of GeoJSON.

    Args:
        type: Always Feature.
        id: Id, key or name of the place.
        properties: What is seen there, beside what is expected.
        geometry: Where it lies, degrees.
    """

    type: Literal["Feature"]
    id: str
    properties: dict[str, Any]
    geometry: dict[str, Any]


class Layer(BaseModel):
    """A layer of the map as GeoJSON.

    Args:
        type: Always FeatureCollection.
        features: Its features.
        picture: Id of the picture.
    """

    type: Literal["FeatureCollection"]
    features: list[Feature]
    picture: str


@router.get("/places", response=Paged[places.Place], summary="Places of one level")
def spots(
    request: HttpRequest,
    asked: Query[Paging],
    level: Level = "area",
    sort: Annotated[Text, Field(description="Sort of event, a schema.")] = "Report",
    kind: Text = "all",
    clearly: Annotated[bool, Field(description="Only places that stand out even at the lower end.")] = False,
) -> Paged[places.Place]:
    """List places, those first of which it is surest that more happens than expected. Homes are in no list."""
    with seen(request, "list of places", count=asked.limit, pinned_id=asked.picture) as picture:
        found = places.places_above(
            picture, level, schema=sort, kind=kind, at_least=places.CLEARLY if clearly else places.ANY,
            limit=asked.limit + 1, offset=asked.offset,
        )  # fmt: skip
        return page_of(request, picture, asked, found)


@router.get("/places/{level}/{path:unit}", response=Spot, summary="One place")
def spot(request: HttpRequest, level: Level, unit: Text, asked: Query[Paging]) -> Spot:
    """Tell one place; the paging is that of its premises."""
    with seen(request, f"{level}", subject=unit, count=asked.limit, pinned_id=asked.picture) as picture:
        found = places.place(picture, level, unit, limit=asked.limit, offset=asked.offset)
        if found is None:
            raise Http404
        return Spot(picture=picture.id, place=found)


@router.get("/map/{layer}", response=Layer, summary="A layer of the map")
def map_of(
    request: HttpRequest,
    layer: Level,
    sort: Annotated[Text, Field(description="Sort of event, a schema.")] = "Report",
    kind: Text = "all",
    sector: Text = "",
    indicator: Text = "",
    month: Annotated[date | None, Field(description="Events of the twelve months up to this one.")] = None,
    picture: Text = "",
) -> Layer:
    """Give a layer as GeoJSON. Homes are in none."""
    asked = maps.MapFilter(sort, kind, sector, indicator, month.replace(day=1) if month else None)
    with seen(request, f"map layer {layer}", count=maps.MOST_PREMISES, pinned_id=picture) as held:
        return Layer.model_validate({**maps.layer(held, layer, asked), "picture": held.id})
