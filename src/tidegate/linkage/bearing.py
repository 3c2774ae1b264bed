"""A name that one known thing of the city bears tells whose it is, where the registers themselves show that it does.

A payment without a number of the business register still bears a name. If one registered company alone bears it, the
payment is most likely that company's; if two do, or if many firms are in no register, it may be anybody's. Which of
the two a city is, is not assumed but tried: the number of what one register knows is hidden, and the name asked of the
other registers. Only where the answers are right as often as a link must be, names without a number are given one.

In: the tables `nodes` and `members`. Out: `nodes` with one column more, a node's own number or that of the only one
that bears its name.
"""

from dataclasses import dataclass

from tidegate.linkage.description import Model
from tidegate.linkage.estimating import wilson
from tidegate.tables import Session, query


@dataclass(frozen=True)
class Trial:
    """What came of asking names whose they are, their numbers hidden.

    Args:
        told: Things of one register whose name exactly one thing of the other registers bears.
        right: How many of those were the same thing.
        needed: Share of right ones from which names without a number are given one, 0..1.
    """

    told: int
    right: int
    needed: float

    @property
    def holds(self) -> bool:
        """Whether at least the needed share is right, to the lower end of its interval (95 %)."""
        return bool(self.told) and wilson(self.right, self.told).low >= self.needed

    def note(self) -> str:
        """Tell it to a person; empty where there was nothing to try."""
        if not self.told:
            return ""
        so = "so a name without a number counts as its only bearer's" if self.holds else "too few to go by a name alone"
        return (
            f"Of {self.told:,} names asked with their number hidden {self.right:,} told the right bearer "
            f"({self.right / self.told:.1%}; {self.needed:.1%} are needed): {so}."
        )


def bearer_column(names: str) -> str:
    """Name the column with the bearer of a name.

    Args:
        names: Column with the names, such as `name_squashed`.
    Example:
        >>> bearer_column("name_squashed")
        'name_squashed_bearer'
    """
    return f"{names}_bearer"


def mark_bearers(session: Session, model: Model) -> Trial:
    """Give the table `nodes` the bearer of each name, absent where none or several bear it.

    Args:
        session: The engine that holds `nodes` and `members`.
        model: A model with `bearers`.
    Returns:
        What the trial came to; where it does not hold, only nodes with a number of their own have a bearer.
    """
    names, numbers = model.bearers
    (tried,) = session.rows(_named("bearing_trial", names, numbers))
    odds = 2.0**model.join
    trial = Trial(tried["told"], tried["right_told"], odds / (1 + odds))
    session.execute(_named("bearing", names, numbers), holds=trial.holds)
    session.execute("drop table nodes")
    session.execute("alter table nodes_borne rename to nodes")
    return trial


def _named(name: str, names: str, numbers: str) -> str:
    text = query(__package__, name).replace("bearer_of_nodes", bearer_column(names))
    return text.replace("names_of_nodes", names).replace("numbers_of_nodes", numbers)
