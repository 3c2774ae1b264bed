"""Things: the search, one of them, its ties, and the network around it."""

from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field, StringConstraints

from tidegate.web.api.asking import Paged, Paging, Text, page_of
from tidegate.web.api.seeing import seen
from tidegate.web.atlas.asking import language
from tidegate.web.atlas.reading import network
from tidegate.web.atlas.reading.entities import EntitySeen, EntityTie, entity, ties
from tidegate.web.atlas.reading.search import Answer, search
from tidegate.web.people.city import workspace

router = Router(tags=["Things"])

LONGEST = 2000
MOST_STEPS = 3


class Thing(BaseModel):
    """One entity.

    Args:
        picture: Id of the picture.
        entity: The entity, with its ties, flags and timeline.
    """

    picture: str
    entity: EntitySeen


class Searched(BaseModel):
    """What a search found.

    Args:
        picture: Id of the picture.
        answer: What was found, the most like first.
    """

    picture: str
    answer: Answer


class Around(BaseModel):
    """The network around an entity.

    Args:
        picture: Id of the picture.
        network: Its nodes and ties.
    """

    picture: str
    network: network.Drawing


@router.get("/search", response=Searched, summary="Search over names, addresses and numbers")
def find(
    request: HttpRequest,
    q: Annotated[
        str, StringConstraints(max_length=LONGEST, pattern=r"^[^\x00]*$"), Field(description="What to look for.")
    ],
    limit: Annotated[int, Field(ge=1, le=200, description="Things at most.")] = 50,
) -> Searched:
    """Look for what is called like this, tolerant of spelling."""
    with seen(request, "search", count=limit) as picture:
        return Searched(picture=picture.id, answer=search(picture, q, limit=limit))


@router.get("/entities/{entity_id}", response=Thing, summary="One entity")
def thing(request: HttpRequest, entity_id: Text, picture: Text = "") -> Thing:
    """Tell one entity: what registers say, its first 200 ties, its flags, its timeline. A person has no flags."""
    with seen(request, "entity", subject=entity_id, count=200, pinned_id=picture) as held:
        found = entity(workspace(), held, entity_id, language=language())
        if found is None:
            raise Http404
        return Thing(picture=held.id, entity=found)


@router.get("/entities/{entity_id}/ties", response=Paged[EntityTie], summary="Ties of an entity")
def thing_ties(request: HttpRequest, entity_id: Text, asked: Query[Paging], kind: Text = "") -> Paged[EntityTie]:
    """List the ties of an entity, those in force first."""
    with seen(request, "ties", subject=entity_id, count=asked.limit, pinned_id=asked.picture) as picture:
        found = ties(picture, entity_id, kind=kind, limit=asked.limit + 1, offset=asked.offset)
        if not found and entity(workspace(), picture, entity_id) is None:
            raise Http404
        return page_of(request, picture, asked, found)


@router.get("/network/{entity_id}", response=Around, summary="The network around an entity")
def around(
    request: HttpRequest,
    entity_id: Text,
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS, description="Steps from the entity.")] = 1,
    most: Annotated[int, Field(ge=1, le=network.MOST_NODES, description="Nodes at most.")] = 200,
    picture: Text = "",
) -> Around:
    """Give nodes and ties around an entity. Of a natural person no number of ties is told."""
    with seen(request, "network", subject=entity_id, count=most, pinned_id=picture) as held:
        found = network.around(held, entity_id, steps=steps, most=most)
        if found is None:
            raise Http404
        return Around(picture=held.id, network=found)
