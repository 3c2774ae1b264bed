"""Situations: the rules and their flags, points of intervention, sectors, areas."""

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from tidegate.web.api.asking import Paged, Paging, Text, page
from tidegate.web.api.seeing import seen
from tidegate.web.atlas.asking import language
from tidegate.web.atlas.reading import flags, points, sectors
from tidegate.web.people.city import workspace

router = Router(tags=["Situations"])


class OneFlag(BaseModel):
    """One flag.

    Args:
        picture: Id of the picture.
        flag: The flag, with its evidence, innocent explanations, and what would make it false.
    """

    picture: str
    flag: flags.FlagSeen


class OneRule(BaseModel):
    """One rule.

    Args:
        picture: Id of the picture.
        indicator: The rule, with its flags.
        still_counted: Suspended flags that numbers of this picture still count until it is built anew.
    """

    picture: str
    indicator: flags.IndicatorSeen
    still_counted: int


class OnePoint(BaseModel):
    """One point of intervention.

    Args:
        picture: Id of the picture.
        kind: What sort of point it is, and who can do what there.
        point: The point.
        flags: Its flags.
        still_counted: Suspended flags that numbers of this picture still count until it is built anew.
    """

    picture: str
    kind: points.PointKind
    point: points.Point
    flags: list[flags.Flag]
    still_counted: int


class OneSector(BaseModel):
    """One sector.

    Args:
        picture: Id of the picture.
        sector: The sector.
        rates: How often what happens at its businesses.
        still_counted: Suspended flags that numbers of this picture still count until it is built anew.
    """

    picture: str
    sector: sectors.Sector
    rates: list[sectors.SectorRate]
    still_counted: int


@router.get("/flags", response=Paged[flags.Flag], summary="Red flags")
def flag_list(request: HttpRequest, asked: Query[Paging], indicator: Text = "") -> Paged[flags.Flag]:
    """List flags, the latest first. A flag is on a situation, never on a person."""
    with seen(request, "list of flags", count=asked.limit, pinned_id=asked.picture) as picture:
        return page(request, picture, asked, flags.flags(workspace(), picture, rule=indicator, language=language()))


@router.get("/flags/{flag_id}", response=OneFlag, summary="One red flag")
def flag_one(request: HttpRequest, flag_id: Text, picture: Text = "") -> OneFlag:
    """Tell one flag with all that it rests on."""
    with seen(request, "flag", subject=flag_id, pinned_id=picture) as held:
        found = flags.flag(workspace(), held, flag_id, language=language())
        if found is None:
            raise Http404
        return OneFlag(picture=held.id, flag=found)


@router.get("/indicators", response=Paged[flags.Indicator], summary="Rules")
def rule_list(request: HttpRequest, asked: Query[Paging]) -> Paged[flags.Indicator]:
    """List the rules that were put to the picture, and those that could not be."""
    with seen(request, "list of indicators", count=0, pinned_id=asked.picture) as picture:
        return page(request, picture, asked, flags.indicators(workspace(), picture, language=language()))


@router.get("/indicators/{indicator}", response=OneRule, summary="One rule")
def rule_one(request: HttpRequest, indicator: Text, picture: Text = "") -> OneRule:
    """Tell one rule with its flags."""
    with seen(request, "indicator", subject=indicator, pinned_id=picture) as held:
        found = flags.indicator(workspace(), held, indicator, language=language())
        if found is None:
            raise Http404
        return OneRule(picture=held.id, indicator=found, still_counted=flags.still_counted(held))


@router.get("/points", response=Paged[points.Point], summary="Points of intervention")
def point_list(request: HttpRequest, asked: Query[Paging], kind: Text = "") -> Paged[points.Point]:
    """List the points of intervention, kind by kind."""
    with seen(request, "points of intervention", count=asked.limit, pinned_id=asked.picture) as picture:
        kinds = points.points(workspace(), picture, language=language())
        return page(request, picture, asked, [p for k in kinds for p in k.points if kind in ("", k.kind)])


@router.get("/points/{path:point_id}", response=OnePoint, summary="One point of intervention")
def point_one(request: HttpRequest, point_id: Text, picture: Text = "") -> OnePoint:
    """Tell one point with its flags, and who has the power to act."""
    with seen(request, "point", subject=point_id, pinned_id=picture) as held:
        found = points.point(workspace(), held, point_id, language=language())
        if found is None:
            raise Http404
        kind, point, own = found
        still = flags.still_counted(held)
        return OnePoint(picture=held.id, kind=kind, point=point, flags=list(own), still_counted=still)


@router.get("/sectors", response=Paged[sectors.Sector], summary="Sectors")
def sector_list(request: HttpRequest, asked: Query[Paging]) -> Paged[sectors.Sector]:
    """List the sectors."""
    with seen(request, "sectors", count=asked.limit, pinned_id=asked.picture) as picture:
        return page(request, picture, asked, sectors.sectors(picture, language=language()))


@router.get("/sectors/{path:sector}", response=OneSector, summary="One sector")
def sector_one(request: HttpRequest, sector: Text, picture: Text = "") -> OneSector:
    """Tell one sector."""
    with seen(request, "sector", subject=sector, pinned_id=picture) as held:
        found = next((s for s in sectors.sectors(held, language=language()) if s.sector == sector), None)
        if found is None:
            raise Http404
        rates, still = list(sectors.sector_rates(held, sector)), flags.still_counted(held)
        return OneSector(picture=held.id, sector=found, rates=rates, still_counted=still)


@router.get("/areas", response=Paged[sectors.Area], summary="Areas")
def area_list(request: HttpRequest, asked: Query[Paging]) -> Paged[sectors.Area]:
    """Lay the areas of the city beside each other."""
    with seen(request, "areas", count=asked.limit, pinned_id=asked.picture) as picture:
        return page(request, picture, asked, sectors.areas(picture))
