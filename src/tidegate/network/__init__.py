"""Who is tied to whom: ties, control, neighbourhoods, paths, drawing, and what remains when ties end."""

from tidegate.network.busiest import busiest
from tidegate.network.chains import ControlChain, control_chains
from tidegate.network.communities import communities, modularity
from tidegate.network.contracts import (
    CONTROL,
    LAYOUT,
    NODES,
    REMAINS,
    SEPARATIONS,
    SITUATIONS,
    TABLES,
    TIES,
    UNCERTAIN_REMAINS,
)
from tidegate.network.control import BENEFICIAL, MAJORITY, Holdings, control_of
from tidegate.network.dismantling import betweenness, dismantling, katz, strength
from tidegate.network.ego import HUB, Ego, ego
from tidegate.network.graph import Graph, graph_of, standing, without_persons
from tidegate.network.kept import FILES, read_kept, write_kept
from tidegate.network.layout import arrange, layout_of
from tidegate.network.nodes import nodes_of
from tidegate.network.opening import open_records
from tidegate.network.ownership import Interests, commanded, interests
from tidegate.network.paths import Between, Chain, paths_between
from tidegate.network.persons import faults, measured_persons
from tidegate.network.robustness import End, presence_of, remains, remains_uncertain
from tidegate.network.separations import separations
from tidegate.network.ties import ties_of

__all__ = [
    "BENEFICIAL",
    "CONTROL",
    "FILES",
    "HUB",
    "LAYOUT",
    "MAJORITY",
    "NODES",
    "REMAINS",
    "SEPARATIONS",
    "SITUATIONS",
    "TABLES",
    "TIES",
    "UNCERTAIN_REMAINS",
    "Between",
    "Chain",
    "ControlChain",
    "Ego",
    "End",
    "Graph",
    "Holdings",
    "Interests",
    "arrange",
    "betweenness",
    "busiest",
    "commanded",
    "communities",
    "control_chains",
    "control_of",
    "dismantling",
    "ego",
    "faults",
    "graph_of",
    "interests",
    "katz",
    "layout_of",
    "measured_persons",
    "modularity",
    "nodes_of",
    "open_records",
    "paths_between",
    "presence_of",
    "read_kept",
    "remains",
    "remains_uncertain",
    "separations",
    "standing",
    "strength",
    "ties_of",
    "without_persons",
    "write_kept",
]
