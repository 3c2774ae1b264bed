"""What a plan may have told beside its effects: near repeats among events, and how many are on no list.

Both describe; neither is an effect. Each stands on a file of its own that lies beside the plan.
"""

from dataclasses import dataclass

from tidegate.evaluation.plan.fields import Part


@dataclass(frozen=True)
class EventsPlanned:
    """Near repeats, before and after.

    Args:
        events: File with one row per event; empty where it is given with the command.
        distance_m: Distance within which two events are near, metres.
        days: Days within which the second follows the first.
    """

    events: str = ""
    distance_m: float = 200.0
    days: int = 14


@dataclass(frozen=True)
class HiddenPlanned:
    """How many are on no list.

    Args:
        counts: File with overlap counts, one row per pattern of lists.
        who: Who is counted, as it stands within a sentence.
    """

    counts: str
    who: str


def read_near_repeats(top: Part) -> EventsPlanned | None:
    """Read which events are near each other.

    Args:
        top: The whole plan.
    """
    if "near_repeats" not in top:
        return None
    part = top.part("near_repeats", mend="")
    planned = EventsPlanned(
        part.text("events") if "events" in part else "",
        part.number("distance_m", default=200.0, least=0),
        part.whole("days", default=14, least=1),
    )
    if planned.distance_m == 0:
        part.fault("distance_m", "it is 0", "write the metres within which two events are near, such as 200")
    part.end()
    return planned


def read_hidden(top: Part) -> HiddenPlanned | None:
    """Read whose number is looked for from overlap counts.

    Args:
        top: The whole plan.
    """
    if "hidden" not in top:
        return None
    part = top.part("hidden", mend="")
    planned = HiddenPlanned(
        part.text("counts", mend="name the file with the overlap counts, one row per pattern of lists"),
        part.text("who", mend="say who is counted, such as victims of exploitation"),
    )
    part.end()
    return planned
